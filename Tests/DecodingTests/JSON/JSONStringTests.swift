import Testing

@testable import Decoding

@Suite("JSON strings")
struct JSONStringTests {
    @Test(
        "Escapes are resolved",
        arguments: [
            (#""#, "", true), ("abc", "abc", true), (#"\"\\\/"#, "\"\\/", true),
            (#"\b\f\n\r\t"#, "\u{8}\u{C}\n\r\t", true), (#"\u0041\u00e9\u20AC"#, "Aé€", true),
            (#"\u0000"#, "\u{0}", true), (#"\uD83D\uDE00"#, "😀", true),
            (#"\uFFFF"#, "\u{FFFF}", true),
            (#"\uD800"#, "\u{FFFD}", true), (#"\uDC00x"#, "\u{FFFD}x", true),
            (#"\uD800\uD800"#, "\u{FFFD}\u{FFFD}", true), (#"\uD800\u0041"#, "\u{FFFD}A", true),
            (#"\uD83D\n"#, "\u{FFFD}\n", true), (#"\uDBFF\uDFFF"#, "\u{10FFFF}", true),
            (#"\uD800\uDC00"#, "\u{10000}", true),
            (#"\uD800\uE000"#, "\u{FFFD}\u{E000}", true), (#"\x41"#, #"\x41"#, false),
            (#"\"#, #"\"#, false),
            (#"\u12"#, #"\u12"#, false), (#"\u12G4x"#, #"\u12G4x"#, false),
            (#"a\q\n"#, "a\\q\n", false),
        ] as [(String, String, Bool)])
    func decodes(text: String, expected: String, wellFormed: Bool) {
        let bytes = text.bytes
        var isWellFormed = !wellFormed
        let output = written { isWellFormed = JSONString.decode(bytes.span, into: &$0) }
        #expect(output == expected.bytes)
        #expect(isWellFormed == wellFormed)
    }

    @Test(
        "Only what must be escaped is escaped",
        arguments: [
            ("", #""""#), ("a/é😀", #""a/é😀""#), ("\"\\", #""\"\\""#),
            (
                "\u{0}\u{8}\t\n\u{B}\u{C}\r\u{1F}\u{7F}",
                "\"\\u0000\\b\\t\\n\\u000b\\f\\r\\u001f\u{7F}\""
            ),
        ])
    func encodes(text: String, expected: String) {
        let bytes = text.bytes
        let output = written { JSONString.encode(bytes.span, into: &$0) }
        #expect(output == expected.bytes)
    }

    @Test("Any bytes become a string that the strict cursor accepts, and text comes back")
    func roundTrip() throws {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<2000 {
            let bytes = random.bytes(upTo: 40, from: "ab\"\\\n\u{1}é😀/u00")
            let encoded = written { JSONString.encode(bytes.span, into: &$0) }
            var cursor = JSONCursor()
            let token = try cursor.next(in: encoded.span)
            #expect(token == .string(0..<encoded.count))
            #expect(try cursor.next(in: encoded.span) == nil)
            let body = encoded.span.extracting(1..<encoded.count - 1)
            let decoded = written { JSONString.decode(body, into: &$0) }
            if String(validating: bytes, as: UTF8.self) != nil { #expect(decoded == bytes) }
        }
    }

    @Test("Random bodies never trap")
    func random() {
        var random = SeededGenerator(seed: 12)
        for _ in 0..<5000 {
            let bytes = random.bytes(upTo: 30, from: #"\uD8DC0n"#)
            _ = written { JSONString.decode(bytes.span, into: &$0) }
        }
    }
}
