import Testing

@testable import Decoding

@Suite("Form fields")
struct FormCursorTests {
    private func fields(_ bytes: [UInt8]) -> [String] {
        var cursor = FormCursor()
        var fields: [String] = []
        while let field = cursor.next(in: bytes.span) {
            fields.append(
                bytes.text(field.name) + (field.hasValue ? "→" : "") + bytes.text(field.value))
        }
        return fields
    }

    @Test(
        "Fields are split at ampersands, names at the first equals sign",
        arguments: [
            ("", []), ("a=1", ["a→1"]), ("a=1&b=2", ["a→1", "b→2"]), ("a", ["a"]), ("a=", ["a→"]),
            ("=1", ["→1"]), ("=", ["→"]), ("&&a=1&&b&", ["a→1", "b"]), ("a=1=2", ["a→1=2"]),
            ("a=1&a=2&a", ["a→1", "a→2", "a"]), ("a=1;b=2", ["a→1;b=2"]),
            ("a%3D1=2%26", ["a%3D1→2%26"]), ("&", []), ("a&=&b=", ["a", "→", "b→"]),
        ] as [(String, [String])])
    func splits(text: String, expected: [String]) {
        #expect(fields(text.bytes) == expected)
    }

    @Test("Random forms agree with a naive splitter")
    func agreesWithSplit() {
        var random = SeededGenerator(seed: 6)
        for _ in 0..<3000 {
            let bytes = random.bytes(upTo: 60, from: "ab=&&")
            let expected = bytes.split(separator: UInt8(ascii: "&")).map { segment in
                let parts = segment.split(
                    separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
                return parts.map { bytes.text($0.startIndex..<$0.endIndex) }
                    .joined(separator: "→")
            }
            #expect(fields(bytes) == expected)
        }
    }
}
