import Bytes
import Testing

@testable import Gateway

/// Which language a visitor reads.
@Suite struct ConsentLanguageTests {
    @Test(
        "Accept-Language is obeyed by weight, then by order",
        arguments: [
            ("nl", ConsentLanguage.nl), ("NL-be", .nl), ("fr-BE,fr;q=0.9,en;q=0.8", .fr),
            ("en;q=0.5, de;q=0.8", .de), ("de;q=0.8,en;q=0.8", .de), ("en;q=0.8,de;q=0.8", .en),
            ("es, de;q=0.1", .de), ("en-GB;q=0.2, en;q=0.9, fr;q=0.5", .en),
            ("fr;q=0.123 , de; q=0.124", .de), ("fr;q=1.000,de;q=0.999", .fr),
            ("\tde\t;\tq=1", .de), ("de;level=1;q=0.1, fr;q=0.2", .fr), ("de;Q=0.1,fr;q=0.2", .fr),
            // The star speaks for those that are not named.
            ("*", .nl), ("nl;q=0.1, *;q=0.5", .fr), ("es, *;q=0.3", .nl), ("en, *;q=0.5", .en),
            ("nl;q=0, *", .fr), ("nl;q=0, fr;q=0, *", .en),
            // What is excluded is shown last.
            ("nl;q=0", .fr), ("nl;q=0.000,fr;q=0.0,en;q=0", .de),
            ("nl;q=0,fr;q=0,en;q=0,de;q=0", .nl),
            // Malformed weights make their member nothing.
            ("de;q=2, fr;q=0.1", .fr), ("de;q=, fr;q=0.1", .fr), ("de;q=0.1234, fr;q=0.01", .fr),
            ("de;q=1.001, fr;q=0.1", .fr), ("de;q=-1, fr;q=0.1", .fr), ("de;q=.9, fr;q=0.1", .fr),
            ("de;q=0x1, fr;q=0.1", .fr),
            // Neither a language nor a list of them.
            ("", .nl), (",,,", .nl), (";q=1", .nl), ("xx-nl", .nl), ("english", .nl), ("e", .nl),
            ("../../etc/passwd", .nl), ("en_GB", .nl), ("-en", .nl),
        ])
    func prefers(header: String, expected: ConsentLanguage) {
        let got = ConsentLanguage.preferred(
            by: Array(header.utf8).span, among: ConsentLanguage.allCases)
        #expect(got == expected)
    }

    @Test("Only languages that the site has are shown")
    func keepsToTheSite() {
        let header = Array("nl, de;q=0.5, en;q=0.1".utf8)
        let among: [ConsentLanguage] = [.fr, .en]
        let got = ConsentLanguage.preferred(by: header.span, among: among)
        #expect(got == .en)
        let none = ConsentLanguage.preferred(by: Array("nl".utf8).span, among: among)
        #expect(none == .fr)
    }

    @Test("A list without end costs no more than its first members")
    func boundsTheList() {
        let header = Array((String(repeating: "es,", count: 5_000) + "de").utf8)
        let got = ConsentLanguage.preferred(by: header.span, among: ConsentLanguage.allCases)
        #expect(got == .nl)
    }

    @Test("Any bytes are a header without a crash", arguments: 0..<64)
    func survivesBytes(seed: UInt64) {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        let alphabet = Array(",;q=01.*-nlfren \t\u{0}é".utf8)
        var bytes: [UInt8] = []
        for _ in 0..<200 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            bytes.append(alphabet[Int(state >> 33) % alphabet.count])
        }
        let got = ConsentLanguage.preferred(by: bytes.span, among: [.en])
        #expect(got == .en)
    }
}
