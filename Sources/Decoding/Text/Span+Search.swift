import Bytes

extension Span<UInt8> {
    /// The offset of the first byte equal to `wanted` at or after `from`, or `count`.
    @inline(__always)
    func offset(of wanted: UInt8, from: Int) -> Int {
        let lanes = SIMD16<UInt8>(repeating: wanted)
        return offset(from: from) { $0 .== lanes }
    }

    /// The offset of the first byte equal to `first` or `second` at or after `from`, or `count`.
    @inline(__always)
    func offset(of first: UInt8, or second: UInt8, from: Int) -> Int {
        let firstLanes = SIMD16<UInt8>(repeating: first)
        let secondLanes = SIMD16<UInt8>(repeating: second)
        return offset(from: from) { ($0 .== firstLanes) .| ($0 .== secondLanes) }
    }

    /// The offset of the first byte at or after `from` whose lane `matches` marks, or `count`.
    ///
    /// The last, partial block is read again from 16 bytes before the end, so that fields of every
    /// length are searched without a loop over single bytes: most fields of a log line are short.
    @inline(__always)
    func offset(
        from: Int, where matches: (SIMD16<UInt8>) -> SIMDMask<SIMD16<Int8>>
    ) -> Int {
        precondition(from >= 0 && from <= count)
        // SAFETY: each wide load begins at an index with at least 16 bytes behind it.
        return unsafe withUnsafeBufferPointer { bytes -> Int in
            let total = bytes.count
            guard let base = bytes.baseAddress, from < total else { return total }
            if total < 16 {
                // Set lane by lane a vector goes through memory; from two words it does not.
                let rest = extracting(from..<total)
                let words = SIMD2<UInt64>(
                    rest.word(at: 0), rest.count > 8 ? rest.word(at: 8) : 0)
                // SAFETY: both are 16 bytes without padding.
                let block = unsafe unsafeBitCast(words, to: SIMD16<UInt8>.self)
                return Swift.min(from &+ Self.firstLane(matches(block)), total)
            }
            let raw = unsafe UnsafeRawPointer(base)
            var index = from
            while index &+ 16 <= total {
                let block = unsafe raw.loadUnaligned(
                    fromByteOffset: index, as: SIMD16<UInt8>.self)
                let lane = Self.firstLane(matches(block))
                if lane < 16 { return index &+ lane }
                index &+= 16
            }
            if index == total { return total }
            let start = total &- 16
            let block = unsafe raw.loadUnaligned(fromByteOffset: start, as: SIMD16<UInt8>.self)
            let lane = Self.firstLane(matches(block), from: index &- start)
            return start &+ lane
        }
    }

    /// The first marked lane, or 16; little-endian, so the first lane is the lowest byte.
    @inline(__always)
    private static func firstLane(_ mask: SIMDMask<SIMD16<Int8>>) -> Int {
        // SAFETY: a mask of 16 lanes is 16 bytes of 0 or 0xFF.
        let words = unsafe unsafeBitCast(mask, to: SIMD2<UInt64>.self)
        if words[0] != 0 { return words[0].trailingZeroBitCount &>> 3 }
        if words[1] != 0 { return 8 &+ words[1].trailingZeroBitCount &>> 3 }
        return 16
    }

    /// The first marked lane at or after `from` (1 to 15), or 16.
    @inline(__always)
    private static func firstLane(_ mask: SIMDMask<SIMD16<Int8>>, from: Int) -> Int {
        // SAFETY: as above.
        let words = unsafe unsafeBitCast(mask, to: SIMD2<UInt64>.self)
        let low = from < 8 ? words[0] & (~0 &<< UInt64(truncatingIfNeeded: from &* 8)) : 0
        if low != 0 { return low.trailingZeroBitCount &>> 3 }
        let skipped = Swift.max(from &- 8, 0) &* 8
        let high = words[1] & (~0 &<< UInt64(truncatingIfNeeded: skipped))
        return high != 0 ? 8 &+ high.trailingZeroBitCount &>> 3 : 16
    }
}
