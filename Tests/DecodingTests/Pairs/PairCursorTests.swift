import Bytes
import Testing

@testable import Decoding

@Suite("Packed pairs")
struct PairCursorTests {
    private func userData(_ bytes: [UInt8]) -> [String] {
        var cursor = UserDataCursor()
        var pairs: [String] = []
        while let pair = cursor.next(in: bytes.span) { pairs.append(text(pair, bytes)) }
        #expect(cursor.position == bytes.count)
        return pairs
    }

    private func linker(_ bytes: [UInt8]) -> [String] {
        var cursor = LinkerCursor()
        var pairs: [String] = []
        while let pair = cursor.next(in: bytes.span) { pairs.append(text(pair, bytes)) }
        #expect(cursor.position == bytes.count)
        return pairs
    }

    private func text(_ pair: PairField, _ bytes: [UInt8]) -> String {
        bytes.text(pair.name) + "→" + bytes.text(pair.value)
    }

    @Test(
        "GA4's user data is split at tildes, names at the first dot",
        arguments: [
            ("", []), ("tv.1", ["tv→1"]), ("~", []), ("~~tv.1~~", ["tv→1"]),
            (
                "tv.1~em.ab12~pn.~fn0.x~ct0.Den Haag~co0.NL",
                ["tv→1", "em→ab12", "pn→", "fn0→x", "ct0→Den Haag", "co0→NL"]
            ),
            ("em.a.b.c~e0.1", ["em→a.b.c", "e0→1"]), ("em", ["em→"]), ("em~tv.1", ["em→", "tv→1"]),
            (".x~.", ["→x", "→"]), ("ct0.Sint-Niklaas", ["ct0→Sint-Niklaas"]),
        ] as [(String, [String])])
    func splitsUserData(text: String, expected: [String]) {
        #expect(userData(text.bytes) == expected)
    }

    @Test(
        "Google's linker is a version, a checksum and pairs",
        arguments: [
            ("", []), ("1", []), ("1*abc", []), ("1*abc*", []), ("1*abc*_ga", ["_ga→"]),
            ("1*abc*_ga*", ["_ga→"]), ("1*1q2w3e*_up*MQ..", ["_up→MQ.."]),
            ("1*x*_ga*MTIz*_ga_AB*MQ..", ["_ga→MTIz", "_ga_AB→MQ.."]),
            ("1**k*v", ["k→v"]), ("***", ["→"]), ("*", []), ("**", []), ("****", ["→"]),
            ("1*x*k**l*w", ["k→", "l→w"]),
        ] as [(String, [String])])
    func splitsLinker(text: String, expected: [String]) {
        #expect(linker(text.bytes) == expected)
    }

    @Test("Random texts agree with naive splitters")
    func agreesWithSplit() {
        var random = SeededGenerator(seed: 64)
        for _ in 0..<3000 {
            let tildes = random.bytes(upTo: 60, from: "ab~.~.")
            let expected = tildes.split(separator: UInt8(ascii: "~")).map { field in
                let parts = field.split(
                    separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
                let value =
                    parts.count > 1 ? tildes.text(parts[1].startIndex..<parts[1].endIndex) : ""
                return tildes.text(parts[0].startIndex..<parts[0].endIndex) + "→" + value
            }
            #expect(userData(tildes) == expected)

            let stars = random.bytes(upTo: 60, from: "ab**")
            var fields = stars.split(
                separator: UInt8(ascii: "*"), omittingEmptySubsequences: false
            ).map { stars.text($0.startIndex..<$0.endIndex) }.dropFirst(2)
            // A star at the end begins no field.
            if fields.last == "" { fields.removeLast() }
            var pairs: [String] = []
            while let name = fields.popFirst() {
                pairs.append(name + "→" + (fields.popFirst() ?? ""))
            }
            #expect(linker(stars) == pairs)
        }
    }
}
