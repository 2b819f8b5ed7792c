import Testing

@testable import Decoding

@Suite("Search")
struct SearchTests {
    @Test("The wide search agrees with a byte loop at every length, start and position")
    func agreesWithLoop() {
        for count in 0...50 {
            for hit in 0...count {
                var bytes = [UInt8](repeating: 0x61, count: count)
                if hit < count { bytes[hit] = 0x22 }
                for from in 0...count {
                    let expected = from <= hit ? hit : count
                    let single = bytes.span.offset(of: 0x22, from: from)
                    let either = bytes.span.offset(of: 0x5C, or: 0x22, from: from)
                    #expect(single == expected, "count \(count) hit \(hit) from \(from)")
                    #expect(either == expected, "count \(count) hit \(hit) from \(from)")
                }
            }
        }
    }

    @Test("The first of several hits wins")
    func firstWins() {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<3000 {
            let bytes = random.bytes(upTo: 70, from: "ab\"\\")
            let from = Int.random(in: 0...bytes.count, using: &random)
            let expected =
                bytes[from...].firstIndex { $0 == 0x22 || $0 == 0x5C } ?? bytes.count
            let found = bytes.span.offset(of: 0x22, or: 0x5C, from: from)
            #expect(found == expected)
        }
    }

    @Test("A wanted zero byte is not found behind the end of a short span")
    func zeroPadding() {
        let bytes: [UInt8] = [1, 2, 3]
        let found = bytes.span.offset(of: 0, from: 1)
        #expect(found == 3)
    }

    @Test(
        "UTF-8 sequences are measured or refused",
        arguments: [
            ([0x41], 1), ([0xC3, 0xA9], 2), ([0xE2, 0x82, 0xAC], 3), ([0xF0, 0x9F, 0x98, 0x80], 4),
            ([0xF4, 0x8F, 0xBF, 0xBF], 4), ([0xED, 0x9F, 0xBF], 3), ([0xEE, 0x80, 0x80], 3),
            ([0xE0, 0xA0, 0x80], 3), ([0xF0, 0x90, 0x80, 0x80], 4),
            ([0x80], nil), ([0xC0, 0x80], nil), ([0xC1, 0xBF], nil), ([0xE0, 0x9F, 0xBF], nil),
            ([0xED, 0xA0, 0x80], nil), ([0xF0, 0x8F, 0xBF, 0xBF], nil),
            ([0xF4, 0x90, 0x80, 0x80], nil), ([0xF5, 0x80, 0x80, 0x80], nil), ([0xFF], nil),
            ([0xE2, 0x82], nil), ([0xC3], nil), ([0xE2, 0x28, 0xAC], nil),
            ([0xF0, 0x9F, 0x98, 0x28], nil),
        ] as [([UInt8], Int?)])
    func utf8(bytes: [UInt8], expected: Int?) {
        let length = UTF8Sequence.length(at: 0, in: bytes.span)
        #expect(length == expected)
    }
}
