import Bytes
import Testing

@testable import Decoding

@Suite struct DaemonHeadTests {
    /// `host|program|process|message-id|data|message`, `~` for what is not there.
    private func split(_ line: String) -> String? {
        let bytes = Array(line.utf8)
        guard let head = DaemonHead.split(bytes.span) else { return nil }
        func text(_ range: Range<Int>?) -> String {
            range.map { String(decoding: bytes[$0], as: UTF8.self) } ?? "~"
        }
        let parts = [
            head.host, head.program, head.process, head.messageID, head.structuredData,
            head.message..<bytes.count,
        ]
        return (head.isCertain ? "" : "?") + parts.map(text).joined(separator: "|")
    }

    @Test(arguments: [
        ("<134>Oct 10 13:55:36 web1 nginx: x y", "web1|nginx|~|~|~|x y"),
        ("Oct  9 13:55:36 web1 sshd[12]: x", "web1|sshd|12|~|~|x"),
        ("Oct 10 13:55:36.123 web1 a[1]: x", "web1|a|1|~|~|x"),
        ("Oct 10 2024 13:55:36 web1 a[1]: x", "web1|a|1|~|~|x"),
        ("Oct 10 13:55:36 2024 web1 a[1]: x", "web1|a|1|~|~|x"),
        ("<190>Oct 10 13:55:36 nginx: x", "~|nginx|~|~|~|x"),
        ("Oct 10 13:55:36 haproxy[760]: x", "~|haproxy|760|~|~|x"),
        ("2024-10-10T13:55:36.123456+02:00 web1 php-fpm8.2[1]: x", "web1|php-fpm8.2|1|~|~|x"),
        ("2024-10-10T13:55:36+0200 web1 a: x", "web1|a|~|~|~|x"),
        ("Oct 10 13:55:36 2001:db8::1 a[1]: x", "2001:db8::1|a|1|~|~|x"),
        ("Oct 10 13:55:36 web1 postfix/smtpd[1]: 4XP: x", "web1|postfix/smtpd|1|~|~|4XP: x"),
        ("Oct 10 13:55:36 web1 su(pam_unix)[1]: x", "web1|su(pam_unix)|1|~|~|x"),
        ("Oct 10 13:55:36 web1 a:", "web1|a|~|~|~|"),
        ("<6>x", "~|~|~|~|~|x"), ("<0>", "~|~|~|~|~|"), ("<191>x", "~|~|~|~|~|x"),
        ("<13>2024-10-10T13:55:36Z x", "~|~|~|~|~|x"),
        ("83 <134>Oct 10 13:55:36 web1 a: x", "web1|a|~|~|~|x"),
        ("<189>45: *Oct 10 13:55:36.123 CET: %SYS-5-X: x", "~|%SYS-5-X|~|~|~|x"),
        ("Oct 10 13:55:36 web1 last message repeated", "~|~|~|~|~|web1 last message repeated"),
        ("2024-10-10T13:55:36Z x y", "?~|~|~|~|~|x y"),
        (
            #"<134>1 2024-10-10T11:55:36.123Z web1 app 2 id [a@1 k="v\"]" l="2"][b] x"#,
            #"web1|app|2|id|[a@1 k="v\"]" l="2"][b]|x"#
        ),
        ("<134>1 - - - - - -", "-|-|-|-|~|"), ("<134>1 - h a - - - \u{FEFF}x", "h|a|-|-|~|x"),
    ])
    func `heads are taken off in all their forms`(line: String, expected: String) {
        #expect(split(line) == expected)
    }

    @Test(arguments: [
        "", "<", "<1", "<>x", "<192>x", "<1234>x", "Oct", "Oct 10", "Oct 10 13:55:36", "<134>1 x",
        "<134>1 2024-10-10T11:55:36Z h a p", "<134>1 - h a p i [a", "<134>1 - h a p i [a b=c] x",
        #"<134>1 - h a p i [a b="c] x"#, "<134>1 - h a p i x", "10/Oct/2024 web1 a: x",
        "83 Oct 10 13:55:36 web1 a: x", "2024-10-10 13:55:36 web1 a: x", "Okt 10 13:55:36 h a: x",
        "198.51.100.23 - - [10/Oct/2024:13:55:36 +0200] \"GET / HTTP/1.1\" 200 1",
    ])
    func `what has none of the heads is refused`(line: String) { #expect(split(line) == nil) }

    @Test func `every beginning of a line is read without a trap`() {
        let lines = [
            #"83 <134>1 2024-10-10T11:55:36.123+02:00 web1 app 2 id [a@1 k="v\"]" l="2"][b] x"#,
            "<189>45: *Oct 10 2024 13:55:36.123 CEST: web1 su(x)[12]: y",
            "2024-10-10T11:55:36.123456789Z stdout F x",
        ]
        for line in lines {
            let bytes = Array(line.utf8)
            for end in 0...bytes.count {
                let cut = bytes.span.extracting(0..<end)
                let message = DaemonHead.split(cut)?.message ?? 0
                #expect(message <= end)
                #expect((ContainerHead.messageStart(cut) ?? 0) <= end)
            }
        }
    }

    @Test(arguments: [
        ("2024-10-10T11:55:36.123456789Z stdout F x y", "x y"),
        ("2024-10-10T11:55:36.123456789+02:00 stderr P x", "x"),
        ("2024-10-10T11:55:36Z stdout F", ""), ("2024-10-10T11:55:36Z stdout F ", ""),
        ("2024-10-10T11:55:36Z stdout X x", nil), ("2024-10-10T11:55:36Z stdin F x", nil),
        ("2024-10-10T11:55:36Z stdout Fx", nil), ("stdout F x", nil),
    ])
    func `a container's head is a time, a stream and a mark`(line: String, inside: String?) {
        let bytes = Array(line.utf8)
        let start = ContainerHead.messageStart(bytes.span)
        #expect(start.map { String(decoding: bytes[$0...], as: UTF8.self) } == inside)
    }

    @Test func `parameters of structured data come with their names`() {
        let text = #"[a@1 k="v\"]" l=""][b][c m="x"]"#
        let bytes = Array(text.utf8)
        var cursor = StructuredDataCursor(from: 0)
        var found: [String] = []
        while let parameter = cursor.next(in: bytes.span, before: bytes.count) {
            found.append(String(decoding: bytes[parameter.name], as: UTF8.self))
            found.append(String(decoding: bytes[parameter.value], as: UTF8.self))
        }
        #expect(found == ["k", #"v\"]"#, "l", "", "m", "x"])
    }

    @Test(arguments: [
        ("a#011b", "a\tb", false), ("#012", "\n", false), ("#0119", "\t9", true),
        ("#303#251", "é", false), ("#123 #040 #999 #01", "#123 #040 #999 #01", false),
        ("a#000b", "a\0b", false), ("#", "#", false),
    ])
    func `control bytes in octal are resolved and written again`(
        text: String, plain: String, isAmbiguous: Bool
    ) {
        let bytes = Array(text.utf8)
        let escapes = ControlEscapes(seenIn: bytes.span)
        var decoded = ByteBuffer()
        ControlEscapes.decode(bytes.span, into: &decoded)
        #expect(decoded.span.string == plain)
        #expect(escapes.isPresent == (text != plain))
        #expect(escapes.isAmbiguous == isAmbiguous)
        var encoded = ByteBuffer()
        escapes.encode(decoded.span, into: &encoded)
        #expect(encoded.span.string == text)
    }
}
