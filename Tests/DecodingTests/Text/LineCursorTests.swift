import Testing

@testable import Decoding

@Suite("Lines")
struct LineCursorTests {
    private func lines(_ text: String) -> [String] {
        let bytes = text.bytes
        var cursor = LineCursor()
        var lines: [String] = []
        while let line = cursor.next(in: bytes.span) {
            lines.append(bytes.text(line.content) + "|" + bytes.text(line.terminator))
        }
        return lines
    }

    @Test(
        "Lines end with LF, CRLF or the text",
        arguments: [
            ("", []), ("a", ["a|"]), ("a\n", ["a|\n"]), ("a\r\nb", ["a|\r\n", "b|"]),
            ("\n\n", ["|\n", "|\n"]), ("\r\n", ["|\r\n"]), ("a\rb\n", ["a\rb|\n"]),
            ("a\r\r\n", ["a\r|\r\n"]), ("a\r", ["a\r|"]), ("\n\r\n\n", ["|\n", "|\r\n", "|\n"]),
        ] as [(String, [String])])
    func splits(text: String, expected: [String]) {
        #expect(lines(text) == expected)
    }

    @Test("Contents and terminators together are the whole text")
    func losesNothing() {
        var random = SeededGenerator(seed: 2)
        for _ in 0..<500 {
            let bytes = random.bytes(upTo: 80, from: "ab\r\n")
            var cursor = LineCursor()
            var position = 0
            while let line = cursor.next(in: bytes.span) {
                #expect(line.content.lowerBound == position)
                #expect(line.terminator.lowerBound == line.content.upperBound)
                #expect(!bytes[line.content].contains(0x0A))
                position = line.terminator.upperBound
            }
            #expect(position == bytes.count)
        }
    }

    @Test("A cursor can begin in the middle")
    func resumes() {
        let bytes = "ab\ncd\n".bytes
        var cursor = LineCursor(from: 3)
        let line = cursor.next(in: bytes.span)
        #expect(line == LineCursor.Line(content: 3..<5, terminator: 5..<6))
        #expect(cursor.position == 6)
    }
}
