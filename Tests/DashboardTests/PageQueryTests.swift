import Bytes
import Testing

@testable import Dashboard

@Suite struct PageQueryTests {
    private func read(_ text: String) -> PageQuery { PageQuery(Array(text.utf8).span) }

    @Test("Site, destination and range are read; a form's empty choice means all")
    func reading() {
        let query = read("site=zeep+winkel&destination=an%61lytics%2F4&days=7")
        #expect(query.site == "zeep winkel")
        #expect(query.destination == "analytics/4")
        #expect(query.days == 7)
        #expect(read("site=&destination=&days=30") == PageQuery())
    }

    @Test(
        "What makes no sense is ignored",
        arguments: [
            "", "&", "&&&", "=", "=x", "days=", "days=0", "days=-1", "days=31",
            "days=99999999999999999999",
            "days=7x", "site", "unknown=1", "Site=x", "site=" + String(repeating: "x", count: 201),
        ])
    func ignoring(text: String) {
        #expect(read(text) == PageQuery())
    }

    @Test(
        "Broken escapes stay as they are",
        arguments: [("%", "%"), ("%4", "%4"), ("%zz", "%zz"), ("a%41", "aA"), ("%C3%A9", "é")])
    func escapes(text: String, decoded: String) {
        #expect(PageQuery.decoded(Array(text.utf8).span) == decoded)
    }

    @Test("Bytes that are no UTF-8 are repaired")
    func invalid() {
        #expect(PageQuery.decoded(Array("%FF%FE".utf8).span) == "\u{FFFD}\u{FFFD}")
    }
}
