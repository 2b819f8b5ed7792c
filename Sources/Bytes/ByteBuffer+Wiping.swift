// Changing bytes in place: overwriting, and taking away so that no copy stays in the storage.

extension ByteBuffer {
    /// Overwrites the first `count` readable bytes with zeros and forgets them.
    @inlinable package mutating func wipeFirst(_ count: Int) {
        precondition(count >= 0 && count <= self.count)
        if count > 0 {
            // SAFETY: the range is inside the readable bytes, checked above.
            unsafe (base.unsafelyUnwrapped + start).update(repeating: 0, count: count)
        }
        consume(count)
    }

    /// Overwrites the readable bytes with zeros and forgets them, keeping the storage.
    @inlinable @inline(__always) package mutating func wipeAll() {
        if start < end { wipeFirst(count) }
        start = 0
        end = 0
    }

    /// Closes the gap that taking out `range` leaves; the storage behind the end is zeroed.
    package mutating func remove(_ range: Range<Int>) {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        guard !range.isEmpty else { return }
        let tail = count - range.upperBound
        let first = unsafe base.unsafelyUnwrapped + start
        // SAFETY: both ends of the move and the zeroed rest are inside the readable bytes.
        unsafe (first + range.lowerBound).update(from: first + range.upperBound, count: tail)
        unsafe (first + range.lowerBound + tail).update(repeating: 0, count: range.count)
        truncate(to: range.lowerBound + tail)
    }

    /// Moves the readable bytes to the front of the storage and zeroes what is behind them.
    @usableFromInline package mutating func compact() {
        guard start > 0, let base = unsafe base else { return }
        let count = count
        // SAFETY: `start + count == end <= capacity`; what is zeroed lies before the old end.
        unsafe base.update(from: base + start, count: count)
        unsafe (base + count).update(repeating: 0, count: end - count)
        start = 0
        end = count
    }

    /// Writes `bytes` over the readable bytes from `offset` on.
    @inlinable package mutating func overwrite(_ offset: Int, with bytes: Span<UInt8>) {
        precondition(offset >= 0 && bytes.count <= count && offset <= count - bytes.count)
        guard !bytes.isEmpty else { return }
        let target = unsafe base.unsafelyUnwrapped + start + offset
        // SAFETY: the range is inside the readable bytes, checked above.
        unsafe bytes.withUnsafeBufferPointer {
            unsafe target.update(from: $0.baseAddress.unsafelyUnwrapped, count: $0.count)
        }
    }

    /// The bytes that can be appended without moving or growing.
    @inlinable package var room: Int { capacity &- end }

    /// Makes room for at least `minimum` bytes and leaves no copy behind in what is vacated.
    @inlinable package mutating func reserveWiping(_ minimum: Int) {
        if room >= minimum { return }
        compact()
        reserve(minimum)
    }
}
