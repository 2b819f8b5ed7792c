import Testing

@testable import Gateway

/// Tables on terminals of several widths.
@Suite struct TextTableTests {
    private func table(_ rows: [[String]]) -> TextTable {
        var table = TextTable([
            ("FIELD", .cutAtEnd(readable: 10, least: 6)), ("KIND", .whole),
            ("RULE", .cutAtStart(readable: 12, least: 8)),
            ("RESULT", .cutAtEnd(readable: 10, least: 5)), ("INPUT", .beyond),
        ])
        for row in rows { table.append(row) }
        return table
    }

    @Test("What fits is not cut")
    func fits() {
        let text = table([["a", "b", "f.yaml:1", "c", "d"]]).text(width: 80, indent: " ")
        #expect(
            text == " FIELD  KIND  RULE      RESULT  INPUT\n a      b     f.yaml:1  c       d\n")
    }

    @Test("Lines are no longer than the width, but for the column beyond", arguments: [36, 40, 50])
    func cuts(width: Int) throws {
        let long = String(repeating: "x", count: 60)
        let input = String(repeating: "i", count: 60)
        let text = table([[long, "kind", "some-long-file.yaml:123", long, input]])
            .text(width: width, indent: "")
        let row = try #require(text.split(separator: "\n").last)
        let withoutInput = row.dropLast(input.count + 2)
        #expect(row.hasSuffix("  " + input))
        #expect(withoutInput.count == width)
        #expect(withoutInput.contains(":123 "))
        #expect(withoutInput.contains("x… "))
    }

    @Test("Nothing that steers a terminal gets through")
    func printable() {
        let text = table([["\u{1B}[31m", "a\nb", "c\td", "\u{202E}e", "\u{0}"]])
            .text(width: 80, indent: "")
        #expect(text.split(separator: "\n").count == 2)
        for scalar in text.unicodeScalars where scalar != "\n" {
            #expect(scalar.value >= 0x20 && scalar.value != 0x202E)
        }
    }
}
