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
                return Swift.min(from &+ Self.firstLane(matches(block).bits), total)
            }
            let raw = unsafe UnsafeRawPointer(base)
            var index = from
            while index &+ 16 <= total {
                let block = unsafe raw.loadUnaligned(
                    fromByteOffset: index, as: SIMD16<UInt8>.self)
                let bits = matches(block).bits
                if bits != 0 { return index &+ Self.firstLane(bits) }
                index &+= 16
            }
            if index == total { return total }
            let start = total &- 16
            let block = unsafe raw.loadUnaligned(fromByteOffset: start, as: SIMD16<UInt8>.self)
            // Without what was seen before.
            let skipped = UInt32(truncatingIfNeeded: index &- start)
            let bits = matches(block).bits &>> skipped
            return bits == 0 ? total : index &+ Self.firstLane(bits)
        }
    }

    /// The lowest bit that is set; 32 if none is.
    @inline(__always)
    private static func firstLane(_ bits: UInt32) -> Int { bits.trailingZeroBitCount }
}
