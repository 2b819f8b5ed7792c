import Testing

@testable import Consent

@Suite struct BitReaderTests {
    static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    @Test("Every character stands for its place in the alphabet, wherever it is")
    func readsEachCharacter() {
        for lead in 0..<9 {
            let text = [UInt8](repeating: UInt8(ascii: "_"), count: lead) + Self.alphabet
            guard var reader = BitReader(text.span) else {
                Issue.record("not read")
                return
            }
            for _ in 0..<lead {
                let ones = reader.read(6)
                #expect(ones == 63)
            }
            for value in 0..<64 {
                let number = reader.read(6)
                #expect(number == UInt64(value))
            }
            let rest = reader.remaining
            #expect(rest == 0)
            let more = reader.read(1)
            #expect(more == nil)
        }
    }

    @Test("Only base64url is read, and padding only at the end")
    func refusesOtherCharacters() {
        for length in [1, 15, 16, 17, 40] {
            for place in [0, length / 2, length - 1] {
                for byte in UInt8.min...UInt8.max {
                    var text = [UInt8](repeating: UInt8(ascii: "A"), count: length)
                    text[place] = byte
                    let isRead = BitReader(text.span) != nil
                    let isPadding = byte == UInt8(ascii: "=") && place == length - 1
                    #expect(isRead == (Self.alphabet.contains(byte) || isPadding))
                }
            }
        }
    }

    @Test("Padding is no bits, and nothing is no bits")
    func leavesPaddingOut() {
        for (text, bits) in [("", 0), ("=", 0), ("AB=", 12), ("AB==", 12), ("C", 6)] {
            let bytes = Array(text.utf8)
            let remaining = BitReader(bytes.span)?.remaining
            #expect(remaining == bits)
        }
    }

    @Test("Numbers of every length at every place are those of a bit by bit reading")
    func agreesWithBits() {
        var generator = TestGenerator(seed: 7)
        for _ in 0..<200 {
            let count = Int.random(in: 0...40, using: &generator)
            let values = (0..<count).map { _ in Int.random(in: 0..<64, using: &generator) }
            let text = values.map { Self.alphabet[$0] }
            let bits = values.flatMap { value in (0..<6).map { UInt64(value >> (5 - $0) & 1) } }
            guard var reader = BitReader(text.span) else {
                Issue.record("not read")
                return
            }
            var position = 0
            while true {
                let length = Int.random(in: 0...BitReader.mostBits, using: &generator)
                let ahead = Int.random(in: 0...50, using: &generator)
                let isSet = reader.isSet(ahead: ahead)
                let place = position + ahead
                #expect(isSet == (place < bits.count && bits[place] == 1))
                let number = reader.read(length)
                guard position + length <= bits.count else {
                    #expect(number == nil)
                    let unmoved = reader.position
                    #expect(unmoved == position)
                    break
                }
                let expected = bits[position..<position + length].reduce(0) { $0 << 1 | $1 }
                #expect(number == expected)
                position += length
                let (now, rest) = (reader.position, reader.remaining)
                #expect(now == position && rest == bits.count - position)
            }
            let isTooFar = reader.skip(reader.remaining + 1)
            let isAtEnd = reader.skip(reader.remaining)
            #expect(!isTooFar && isAtEnd)
        }
    }
}

/// A generator with a fixed sequence, so that a failure can be seen again (xorshift64).
struct TestGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt64 {
        state ^= state &<< 13
        state ^= state &>> 7
        state ^= state &<< 17
        return state
    }
}
