import Testing

@testable import Transport

@Suite struct `Retry-After` {
    /// Sun, 06 Nov 1994 08:49:37 GMT.
    private let then = 784_111_777

    @Test(arguments: [
        ("0", 0), ("120", 120), ("007", 7), ("86400", 86_400), ("99999", 86_400),
        ("99999999999999999999999999", 86_400),
        ("Sun, 06 Nov 1994 08:49:37 GMT", 0), ("Sun, 06 Nov 1994 08:50:07 GMT", 30),
        ("Sun, 06 Nov 1994 08:00:00 GMT", 0), ("Mon, 07 Nov 1994 07:49:37 GMT", 82_800),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 86_400),
    ])
    func `is a number of seconds or a date`(text: String, seconds: Int) {
        #expect(RetryAfter.seconds(Array(text.utf8).span, now: then) == seconds)
    }

    @Test(arguments: [
        "", "-1", "+1", "1.5", "1 ", " 1", "soon", "1e3", "0x10",
        "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
        "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 06 Nov 1994 24:49:37 GMT",
        "Sun, 06 Nov 1994 08:60:37 GMT", "Sun, 31 Nov 1994 08:49:37 GMT",
        "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 29 Feb 1995 08:49:37 GMT",
        "Sun, 06 nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT ",
        "Sun, 06 Nov 1969 08:49:37 GMT", "Sun, 0\u{666} Nov 1994 08:49:37 GMT",
    ])
    func `is nothing else`(text: String) {
        #expect(RetryAfter.seconds(Array(text.utf8).span, now: then) == nil)
    }

    @Test func `reads back every date that is written`() {
        for second in stride(from: 0, to: 253_402_300_799, by: 86_400 * 37 + 12_345) {
            let written = IMFFixdate.bytes(epochSeconds: second)
            #expect(IMFFixdate.seconds(written.span) == second)
        }
        #expect(IMFFixdate.seconds(Array("Tue, 29 Feb 2000 00:00:00 GMT".utf8).span) == 951_782_400)
    }
}
