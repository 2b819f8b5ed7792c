/// SipHash-2-4 with a 64-bit result (Aumasson and Bernstein, 2012), fed piece by piece.
///
/// A keyed pseudorandom function: without the key, outputs can be neither computed nor reversed.
/// It is ours because the standard library's `Hasher` fixes neither algorithm nor key.
package struct SipHash {
    private var v0: UInt64
    private var v1: UInt64
    private var v2: UInt64
    private var v3: UInt64
    /// Bytes that do not fill a word yet, the first one lowest.
    private var tail: UInt64 = 0
    private var count = 0

    package init(_ k0: UInt64, _ k1: UInt64) {
        v0 = k0 ^ 0x736f_6d65_7073_6575
        v1 = k1 ^ 0x646f_7261_6e64_6f6d
        v2 = k0 ^ 0x6c79_6765_6e65_7261
        v3 = k1 ^ 0x7465_6462_7974_6573
    }

    package mutating func absorb(_ byte: UInt8) {
        tail |= UInt64(byte) &<< UInt64(8 &* (count & 7))
        count &+= 1
        if count & 7 == 0 {
            compress(tail)
            tail = 0
        }
    }

    package mutating func absorb(_ bytes: Span<UInt8>) {
        var position = 0
        // Up to the next whole word one by one, then whole words.
        while position < bytes.count, count & 7 != 0 {
            absorb(bytes[position])
            position &+= 1
        }
        while bytes.count &- position >= 8 {
            compress(bytes.word(at: position))
            count &+= 8
            position &+= 8
        }
        while position < bytes.count {
            absorb(bytes[position])
            position &+= 1
        }
    }

    package mutating func absorb(_ literal: StaticString) {
        for index in 0..<literal.utf8CodeUnitCount { unsafe absorb(literal.utf8Start[index]) }
    }

    /// Absorbs `number` as eight bytes, lowest first.
    package mutating func absorb(_ number: UInt64) {
        if count & 7 == 0 {
            compress(number)
            count &+= 8
            return
        }
        for shift in stride(from: UInt64(0), to: 64, by: 8) {
            absorb(UInt8(truncatingIfNeeded: number &>> shift))
        }
    }

    /// Absorbs the length and then the bytes, so that two labels never run into each other.
    package mutating func absorb(label: String) {
        absorb(UInt64(label.utf8.count))
        for byte in label.utf8 { absorb(byte) }
    }

    /// The hash of everything absorbed.
    package consuming func finish() -> UInt64 {
        compress(tail | UInt64(count & 0xFF) &<< 56)
        v2 ^= 0xFF
        for _ in 0..<4 { round() }
        return v0 ^ v1 ^ v2 ^ v3
    }

    @inline(__always)
    private mutating func compress(_ word: UInt64) {
        v3 ^= word
        round()
        round()
        v0 ^= word
    }

    @inline(__always)
    private mutating func round() {
        v0 = v0 &+ v1
        v1 = Self.rotated(v1, 13) ^ v0
        v0 = Self.rotated(v0, 32)
        v2 = v2 &+ v3
        v3 = Self.rotated(v3, 16) ^ v2
        v0 = v0 &+ v3
        v3 = Self.rotated(v3, 21) ^ v0
        v2 = v2 &+ v1
        v1 = Self.rotated(v1, 17) ^ v2
        v2 = Self.rotated(v2, 32)
    }

    @inline(__always)
    private static func rotated(_ word: UInt64, _ bits: UInt64) -> UInt64 {
        word &<< bits | word &>> (64 &- bits)
    }
}
