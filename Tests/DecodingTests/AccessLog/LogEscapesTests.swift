import Testing

@testable import Decoding

@Suite("Log escapes")
struct LogEscapesTests {
    @Test(
        "Escapes are resolved",
        arguments: [
            ("", "", true), ("plain", "plain", true), (#"\"\\"#, #""\"#, true),
            (#"\n\t\r\b\v\f"#, "\n\t\r\u{8}\u{B}\u{C}", true), (#"\x16\x03"#, "\u{16}\u{3}", true),
            (#"\xC3\xa9"#, "é", true), (#"\x4"#, #"\x4"#, false), (#"\xzz"#, #"\xzz"#, false),
            (#"\q"#, #"\q"#, false), (#"a\"#, #"a\"#, false), (#"\\x41"#, #"\x41"#, true),
        ] as [(String, String, Bool)])
    func decodes(text: String, expected: String, wellFormed: Bool) {
        let bytes = text.bytes
        for style in [LogEscapes.Style.apache, .nginx] {
            var isWellFormed = !wellFormed
            let output = written {
                isWellFormed = LogEscapes.decode(bytes.span, style: style, into: &$0)
            }
            #expect(output == expected.bytes)
            #expect(isWellFormed == wellFormed)
        }
    }

    @Test(
        "Each server escapes its own way",
        arguments: [
            (.apache, #"a\"\\\n\t\x01\xc3\xa9\x7f"#),
            (.nginx, #"a\x22\x5C\x0A\x09\x01\xC3\xA9\x7F"#),
            (.json, "a\\\"\\\\\\n\\t\\u0001é\u{7F}"), (.none, "a\"\\\n\t\u{1}é\u{7F}"),
        ] as [(LogEscapes.Style, String)])
    func encodes(style: LogEscapes.Style, expected: String) {
        let bytes = "a\"\\\n\t\u{1}é\u{7F}".bytes
        let output = written { LogEscapes.encode(bytes.span, style: style, into: &$0) }
        #expect(output == expected.bytes)
    }

    @Test(
        "Whatever is encoded comes back, on one line",
        arguments: [.apache, .nginx, .json] as [LogEscapes.Style])
    func roundTrip(style: LogEscapes.Style) {
        var random = SeededGenerator(seed: 27)
        for _ in 0..<1000 {
            let bytes = random.bytes(upTo: 50, from: "ab\"\\\n\u{1}é x41")
            let encoded = written { LogEscapes.encode(bytes.span, style: style, into: &$0) }
            #expect(!encoded.contains { $0 < 0x20 })
            let decoded = written { LogEscapes.decode(encoded.span, style: style, into: &$0) }
            #expect(decoded == bytes)
        }
    }

    @Test(
        "The spelling of escapes tells who wrote the line",
        arguments: [
            (#"a\x22b"#, .nginx), (#"a\x5Cb"#, .nginx), (#"\x16\xC3"#, .nginx), (#"a\"b"#, .apache),
            (#"\\x22"#, .apache), (#"\xc3\xa9"#, .apache), (#"\n"#, .apache), (#"\x16"#, nil),
            ("plain", nil), (#"cut\"#, nil), (#"cut\x2"#, nil), ("", nil),
        ] as [(String, LogEscapes.Style?)])
    func spelling(text: String, expected: LogEscapes.Style?) {
        let bytes = text.bytes
        for style in [LogEscapes.Style.apache, .nginx] {
            #expect(LogEscapes.style(seenIn: bytes.span, else: style) == expected ?? style)
        }
        for style in [LogEscapes.Style.json, .none] {
            #expect(LogEscapes.style(seenIn: bytes.span, else: style) == style)
        }
    }
}
