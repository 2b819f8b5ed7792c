import Bytes
import Testing

@testable import Decoding

@Suite("GA4 items")
struct TildeItemTests {
    private func fields(_ bytes: [UInt8]) -> [String] {
        var cursor = TildeItemCursor()
        var fields: [String] = []
        while let field = cursor.next(in: bytes.span) {
            fields.append(bytes.text(field.key) + ":" + bytes.text(field.value))
        }
        return fields
    }

    @Test(
        "Single tildes separate, doubled ones belong to the value",
        arguments: [
            ("id42~nmFiets~pr499", ["id:42", "nm:Fiets", "pr:499"]), ("", []), ("id", ["id:"]),
            ("nma~~b~qt1", ["nm:a~~b", "qt:1"]), ("nma~~~qt1", ["nm:a~~", "qt:1"]),
            ("nm~~~~~qt1", ["nm:~~~~", "qt:1"]), ("~id42~", ["id:42"]), ("~", []),
            ("i~nmx", ["i:", "nm:x"]), ("a~~bcd", ["a:~~bcd"]), ("~~~~", [":~~~~"]),
            ("nma~~", ["nm:a~~"]), ("k0maat~v0L", ["k0:maat", "v0:L"]),
        ] as [(String, [String])])
    func splits(text: String, expected: [String]) {
        #expect(fields(text.bytes) == expected)
    }

    @Test("Items written with doubled tildes are read back")
    func roundTrip() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<1000 {
            let values = (0..<Int.random(in: 1...5, using: &random)).map { _ in
                random.bytes(upTo: 12, from: "ab~~~")
            }
            let item = written { output in
                for (index, value) in values.enumerated() {
                    if index > 0 { output.append(UInt8(ascii: "~")) }
                    output.append("nm")
                    TildeItem.encode(value.span, into: &output)
                }
            }
            var cursor = TildeItemCursor()
            var decoded: [[UInt8]] = []
            while let field = cursor.next(in: item.span) {
                #expect(item.text(field.key) == "nm")
                decoded.append(
                    written {
                        TildeItem.decode(item.span.extracting(field.value), into: &$0)
                    })
            }
            #expect(decoded == values)
        }
    }

    @Test("A lone tilde in a value stays when decoded")
    func loneTilde() {
        let bytes = "a~b~~c~".bytes
        let decoded = written { TildeItem.decode(bytes.span, into: &$0) }
        #expect(decoded == "a~b~c~".bytes)
    }
}
