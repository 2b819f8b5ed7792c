import Bytes

/// Sixteen bytes at a time: the loops that a head spends its time in.
extension Span<UInt8> {
    /// The offset of the first byte in `from ..< to` that `matches` selects; `to` when there is none.
    ///
    /// `matches` must not select the letter `a`, which fills a block that is not whole.
    @inline(__always)
    func firstOffset(
        from: Int, to: Int, where matches: (SIMD16<UInt8>) -> SIMDMask<SIMD16<Int8>>
    ) -> Int {
        precondition(from >= 0 && to <= count)
        // SAFETY: a wide load happens only where 16 bytes are left, a narrow one below `total`.
        return unsafe withUnsafeBufferPointer { bytes -> Int in
            guard let base = bytes.baseAddress else { return to }
            let total = bytes.count
            let whole = Swift.min(to, total &- 15)
            var index = from
            while index < whole {
                let block = unsafe UnsafeRawPointer(base + index).loadUnaligned(
                    as: SIMD16<UInt8>.self)
                let lanes = Lanes(matches(block))
                if let lane = lanes.first { return Swift.min(index &+ lane, to) }
                index &+= 16
            }
            guard index < to else { return to }
            // Fewer than 16 bytes are left in the whole span.
            guard total >= 16 else {
                var block = SIMD16<UInt8>(repeating: 0x61)
                for lane in 0..<(total &- index) { block[lane] = unsafe base[index &+ lane] }
                return Swift.min(index &+ (Lanes(matches(block)).first ?? 16), to)
            }
            // The last block overlaps what was searched; those lanes do not count.
            let last = total &- 16
            let block = unsafe UnsafeRawPointer(base + last).loadUnaligned(as: SIMD16<UInt8>.self)
            let lanes = Lanes(matches(block)).dropping(index &- last)
            return Swift.min(last &+ (lanes.first ?? 16), to)
        }
    }

    /// The offset of the first control byte other than HTAB at or after `from`; else `count`.
    ///
    /// In a correct line this is the CR that ends it, so one pass finds the end and checks the bytes.
    @inline(never)
    func firstControl(from: Int) -> Int {
        firstOffset(from: from, to: count) { block in
            (block .< every(0x20) .& block .!= every(0x09)) .| block .== every(0x7F)
        }
    }

    /// The offset of the first `byte` in `range`, or `nil`.
    @inline(__always)
    func offset(of byte: UInt8, in range: Range<Int>) -> Int? {
        let found = firstOffset(from: range.lowerBound, to: range.upperBound) { $0 .== every(byte) }
        return found < range.upperBound ? found : nil
    }

    /// The eight bytes at `offset`, first byte lowest; bytes after the end read as zero.
    @inline(__always)
    func word(at offset: Int) -> UInt64 {
        precondition(offset >= 0 && offset <= count)
        // SAFETY: the wide load happens only when eight bytes are left.
        return unsafe withUnsafeBufferPointer { bytes -> UInt64 in
            guard let base = bytes.baseAddress else { return 0 }
            let left = bytes.count &- offset
            if left >= 8 {
                return unsafe UInt64(
                    littleEndian: UnsafeRawPointer(base + offset).loadUnaligned(as: UInt64.self))
            }
            var word: UInt64 = 0
            for index in 0..<left {
                word |= unsafe UInt64(base[offset &+ index]) &<< UInt64(8 &* index)
            }
            return word
        }
    }

    /// `range` without the spaces and tabs at its ends (OWS, RFC 9110 5.6.3).
    @inline(__always)
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end, self[start] == 0x20 || self[start] == 0x09 { start &+= 1 }
        while start < end, self[end &- 1] == 0x20 || self[end &- 1] == 0x09 { end &-= 1 }
        return start..<end
    }
}

/// Which of sixteen lanes were selected, eight to a word.
private struct Lanes {
    var low: UInt64
    var high: UInt64

    @inline(__always)
    init(_ mask: SIMDMask<SIMD16<Int8>>) {
        // SAFETY: both are 16 bytes; a lane is all ones or all zeros.
        let halves = unsafe unsafeBitCast(mask, to: SIMD2<UInt64>.self)
        low = halves[0]
        high = halves[1]
    }

    /// The lowest selected lane.
    @inline(__always)
    var first: Int? {
        if low | high == 0 { return nil }
        return low != 0 ? low.trailingZeroBitCount / 8 : 8 &+ high.trailingZeroBitCount / 8
    }

    /// Without the lowest `count` lanes, 0...15.
    @inline(__always)
    func dropping(_ count: Int) -> Lanes {
        var rest = self
        // A shift by 64 or more leaves nothing of the lower half.
        rest.low &= UInt64.max << UInt64(8 &* count)
        if count > 8 { rest.high &= UInt64.max << UInt64(8 &* (count &- 8)) }
        return rest
    }
}

/// A block of one byte.
///
/// The operators that take a vector and a number compile to a loop over the lanes (Swift 6.3); those
/// that take two vectors are one instruction.
@inline(__always)
func every(_ byte: UInt8) -> SIMD16<UInt8> { SIMD16(repeating: byte) }

/// Up to eight bytes of a literal as one number, so that comparing a short name is one instruction.
@inline(__always)
func packed(_ literal: StaticString) -> UInt64 {
    var word: UInt64 = 0
    for index in 0..<Swift.min(literal.utf8CodeUnitCount, 8) {
        // SAFETY: `index` is below the literal's length.
        word |= unsafe UInt64(literal.utf8Start[index]) &<< UInt64(8 &* index)
    }
    return word
}
