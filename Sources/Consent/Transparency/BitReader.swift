import Bytes

/// Reads numbers from text in which each base64url character holds six bits.
///
/// TC and GPP strings are written so; the bits need not fill a whole number of bytes. Nothing is
/// decoded in advance: a number is taken from the eight characters around it, so that skipping is
/// free and reading needs no memory.
///
/// Invariants:
/// 1. The text holds base64url characters only (RFC 4648, section 5), without padding.
/// 2. ``position`` is between zero and the number of bits.
struct BitReader: ~Escapable {
    /// What is read.
    private let text: Span<UInt8>
    /// Bits in all.
    private let end: Int
    /// Bits before the next one.
    private(set) var position = 0

    /// Longest number that is read at once: eight characters less what may stand before it.
    static let mostBits = 43

    /// Begins at the first bit of `text`; `nil` if a character is not of base64url.
    ///
    /// Padding with `=` at the end is left out: one published string carries it.
    @_lifetime(copy text)
    init?(_ text: Span<UInt8>) {
        var count = text.count
        while count > 0, text[count &- 1] == UInt8(ascii: "=") { count &-= 1 }
        let plain = text.extracting(first: count)
        guard Self.isBase64URL(plain) else { return nil }
        self.text = plain
        end = count &* 6
    }

    /// Bits that are left.
    var remaining: Int { end &- position }

    /// The number in the next `count` bits, the first bit highest; `nil` if fewer are left.
    ///
    /// At most ``mostBits`` at once. Nothing is read when `nil` is returned.
    @inline(__always)
    mutating func read(_ count: Int) -> UInt64? {
        guard let number = peek(count) else { return nil }
        position &+= count
        return number
    }

    /// The same without moving on.
    @inline(__always)
    func peek(_ count: Int) -> UInt64? {
        precondition(count >= 0 && count <= Self.mostBits)
        guard count <= remaining else { return nil }
        guard count > 0 else { return 0 }
        return bits(at: position, count)
    }

    /// Moves on over `count` bits; false, and nothing is done, if fewer are left.
    mutating func skip(_ count: Int) -> Bool {
        guard count >= 0, count <= remaining else { return false }
        position &+= count
        return true
    }

    /// Whether the bit that stands `offset` bits ahead is set; false behind the end.
    @inline(__always)
    func isSet(ahead offset: Int) -> Bool {
        guard offset >= 0, offset < remaining else { return false }
        return bits(at: position &+ offset, 1) != 0
    }

    /// Between one and ``mostBits`` bits that are there.
    @inline(__always)
    private func bits(at position: Int, _ count: Int) -> UInt64 {
        let character = position / 6
        let window = Self.values(text.word(at: character))
        let behind = 48 &- (position &- character &* 6) &- count
        return window &>> UInt64(behind) & (1 &<< UInt64(count) &- 1)
    }
}

/// Eight characters at a time.
extension BitReader {
    /// The 48 bits of eight base64url characters, the first of which is the lowest byte.
    ///
    /// A zero byte, which stands behind the end, counts as no bits set. All eight are worked out
    /// together in the bytes of one word: no sum leaves its byte, because none is above 63.
    @inline(__always)
    static func values(_ characters: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let low = characters & 0x1F1F_1F1F_1F1F_1F1F
        let hasLetterBit = characters &>> 6 & ones
        let hasCaseBit = characters &>> 5 & ones
        let isLower = hasLetterBit & hasCaseBit
        let isUpper = hasLetterBit ^ isLower  // or `_`, whose low bits are 31
        let isDigit = hasCaseBit ^ isLower  // or `-`, whose low bits are 13
        let isUnderscore = (low &+ ones) &>> 5 & ones
        let isHyphen = isDigit & ~(characters &>> 4)
        var value = low &+ isLower &* 25 &+ isDigit &* 36 &- isUpper
        value &+= isUnderscore &* 33 &+ isHyphen &* 13
        value = value.byteSwapped
        value = value & 0x003F_003F_003F_003F | value &>> 2 & 0x0FC0_0FC0_0FC0_0FC0
        value = value & 0x0000_0FFF_0000_0FFF | value &>> 4 & 0x00FF_F000_00FF_F000
        return value & 0xFF_FFFF | value &>> 8 & 0xFFFF_FF00_0000
    }

    /// Whether every byte is a letter, a digit, `-` or `_`.
    private static func isBase64URL(_ text: Span<UInt8>) -> Bool {
        let count = text.count
        let a = SIMD16(repeating: UInt8(ascii: "a"))
        let zero = SIMD16(repeating: UInt8(ascii: "0"))
        let hyphen = SIMD16(repeating: UInt8(ascii: "-"))
        let underscore = SIMD16(repeating: UInt8(ascii: "_"))
        let caseBit = SIMD16<UInt8>(repeating: 0x20)
        let letters = SIMD16<UInt8>(repeating: 26)
        let digits = SIMD16<UInt8>(repeating: 10)
        var offset = 0
        // SAFETY: each load ends at or before the last byte, as the condition of the loop says.
        unsafe text.withUnsafeBytes { bytes in
            while count &- offset >= 16 {
                let block = unsafe bytes.loadUnaligned(
                    fromByteOffset: offset, as: SIMD16<UInt8>.self)
                var isKnown = ((block | caseBit) &- a) .< letters
                isKnown .|= (block &- zero) .< digits
                isKnown .|= (block .== hyphen) .| (block .== underscore)
                guard all(isKnown) else { return }
                offset &+= 16
            }
        }
        for index in offset..<count {
            let byte = text[index]
            let isMark = byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
            guard isMark || ASCII.isAlphanumeric(byte) else { return false }
        }
        return true
    }
}
