import Bytes

/// Client columns in the usual spelling, cut without being turned into numbers and back.
///
/// It accepts only what the readers of addresses accept, and leaves all else to them.
enum CommonAddress {
    /// How many bytes of `text` stay when it is one address in its usual spelling and the prefixes
    /// are those that everybody uses; `nil` where others have to look.
    ///
    /// Of an IPv4 address these are three numbers with their dots, and `0` follows; of an IPv6 address
    /// three groups with their colons, and one more colon follows.
    @inline(__always)
    static func kept(of text: Span<UInt8>, _ prefixes: AddressPrefixes) -> Int? {
        if prefixes.sparesPrivate { return nil }
        if text.count >= 8, text.count <= 15 { return prefixes.ipv4 == 24 ? keptV4(text) : nil }
        guard text.count >= 17, text.count <= 39, prefixes.ipv6 == 48 else { return nil }
        return keptV6(text)
    }

    /// Constants in every lane; written in place they would select slow operators (Swift 6.3).
    private enum Lanes {
        static var zero: SIMD16<UInt8> { SIMD16(repeating: UInt8(ascii: "0")) }
        static var a: SIMD16<UInt8> { SIMD16(repeating: UInt8(ascii: "a")) }
        static var dot: SIMD16<UInt8> { SIMD16(repeating: UInt8(ascii: ".")) }
        static var colon: SIMD16<UInt8> { SIMD16(repeating: UInt8(ascii: ":")) }
        static var ten: SIMD16<UInt8> { SIMD16(repeating: 10) }
        static var six: SIMD16<UInt8> { SIMD16(repeating: 6) }
    }

    // MARK: IPv4

    /// Four numbers below 256 without leading zeros.
    @inline(__always)
    private static func keptV4(_ text: Span<UInt8>) -> Int? {
        let count = text.count
        let head = text.word(at: 0)
        // The last eight bytes, without those that are in the head.
        let rest = UInt64(truncatingIfNeeded: 8 &* (16 &- count))
        let tail = text.word(at: count &- 8) >> rest
        // SAFETY: both are 16 bytes without padding.
        let bytes = unsafe unsafeBitCast(SIMD2(head, tail), to: SIMD16<UInt8>.self)
        let all: UInt32 = (1 &<< UInt32(truncatingIfNeeded: count)) &- 1
        let dots = (bytes .== Lanes.dot).bits
        let digits = (bytes &- Lanes.zero .< Lanes.ten).bits
        guard (dots | digits) & all == all, dots.nonzeroBitCount == 3 else { return nil }
        let first = dots.trailingZeroBitCount
        let afterFirst = dots & (dots &- 1)
        let second = afterFirst.trailingZeroBitCount
        let third = (afterFirst & (afterFirst &- 1)).trailingZeroBitCount
        // Numbers of one to three digits: no two dots together, none at an end, no four digits.
        let numbers = digits & all
        let edges = 1 | 1 &<< UInt32(truncatingIfNeeded: count &- 1)
        guard dots & (dots &>> 1) == 0, dots & edges == 0,
            numbers & numbers &>> 1 & numbers &>> 2 & numbers &>> 3 == 0
        else { return nil }
        // No zero in front of another digit.
        let starts = (dots &<< 1 | 1) & all
        let zeros = (bytes .== Lanes.zero).bits
        guard starts & zeros & numbers &>> 1 == 0 else { return nil }
        guard isOctet(text, 0, first), isOctet(text, first &+ 1, second),
            isOctet(text, second &+ 1, third), isOctet(text, third &+ 1, count)
        else { return nil }
        return third &+ 1
    }

    /// Whether one to three digits are a number below 256.
    @inline(__always)
    private static func isOctet(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        guard end &- start == 3 else { return true }
        // As text, because all three are digits.
        let number =
            UInt32(text[start]) &<< 16 | UInt32(text[start &+ 1]) &<< 8 | UInt32(text[start &+ 2])
        return number <= 0x32_35_35
    }

    // MARK: IPv6

    /// Eight groups in lower case without leading zeros up to the third, of an address that is in use
    /// (`2000::/3`) and holds no IPv4 address that the prefix would leave.
    @inline(__always)
    private static func keptV6(_ text: Span<UInt8>) -> Int? {
        // Network prefixes that tell of an IPv4 address: 6to4 and, with a zero second, Teredo.
        guard text[0] == UInt8(ascii: "2") || text[0] == UInt8(ascii: "3"),
            text[4] == UInt8(ascii: ":"), !text.hasPrefix("2002")
        else { return nil }
        let count = text.count
        var colons: UInt64 = 0
        var digits: UInt64 = 0
        var zeros: UInt64 = 0
        // The last block is read from 16 bytes before the end: what is seen twice is the same.
        var start = 0
        while true {
            // SAFETY: `start + 16 <= count` in every round.
            let bytes = unsafe text.withUnsafeBytes {
                unsafe $0.loadUnaligned(fromByteOffset: start, as: SIMD16<UInt8>.self)
            }
            let shift = UInt64(truncatingIfNeeded: start)
            let isDigit = bytes &- Lanes.zero .< Lanes.ten
            let isLetter = bytes &- Lanes.a .< Lanes.six
            colons |= UInt64((bytes .== Lanes.colon).bits) &<< shift
            digits |= UInt64((isDigit .| isLetter).bits) &<< shift
            zeros |= UInt64((bytes .== Lanes.zero).bits) &<< shift
            if start == count &- 16 { break }
            start = min(start &+ 16, count &- 16)
        }
        let all: UInt64 = (1 &<< UInt64(truncatingIfNeeded: count)) &- 1
        guard colons | digits == all, colons.nonzeroBitCount == 7, colons & colons &>> 1 == 0,
            colons & (1 | 1 &<< UInt64(truncatingIfNeeded: count &- 1)) == 0,
            digits & digits &>> 1 & digits &>> 2 & digits &>> 3 & digits &>> 4 == 0
        else { return nil }
        let second = colons & (colons &- 1)
        let third = second & (second &- 1)
        let end = third.trailingZeroBitCount
        let kept: UInt64 = (1 &<< UInt64(truncatingIfNeeded: end)) &- 1
        // Leading zeros would go, a group of zeros could be shortened; and an address that has nothing
        // but zeros behind the prefix stays as it is written.
        guard zeros & (colons &<< 1) & kept == 0, digits & ~kept & ~zeros != 0 else { return nil }
        return end &+ 1
    }
}
