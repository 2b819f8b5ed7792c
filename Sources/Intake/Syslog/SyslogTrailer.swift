import Bytes

/// What senders append to a message: line feed, carriage return, NUL (RFC 6587 3.4.2).
enum SyslogTrailer {
    private static let lineFeed = UInt8(ascii: "\n")
    private static let nul: UInt8 = 0

    @inline(__always)
    static func isPart(_ byte: UInt8) -> Bool {
        byte == lineFeed || byte == UInt8(ascii: "\r") || byte == nul
    }

    /// `range` without the trailers at its end.
    static func trim(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Range<Int> {
        var end = range.upperBound
        while end > range.lowerBound, isPart(bytes[end - 1]) { end -= 1 }
        return range.lowerBound..<end
    }

    /// The offset of the first line feed or NUL at or after `from`.
    ///
    /// One pass for both: two would look at all that follows for each message of a stream that has
    /// only one of them.
    static func firstEnd(in bytes: Span<UInt8>, from: Int) -> Int? {
        precondition(from >= 0 && from <= bytes.count)
        // SAFETY: `index + 32 <= total` before each wide load, `index < total` before each narrow one.
        return unsafe bytes.withUnsafeBufferPointer { bytes -> Int? in
            guard let base = bytes.baseAddress else { return nil }
            let total = bytes.count
            var index = from
            let wanted = SIMD32<UInt8>(repeating: lineFeed)
            let zero = SIMD32<UInt8>(repeating: nul)
            while index &+ 32 <= total {
                let block = unsafe UnsafeRawPointer(base + index).loadUnaligned(
                    as: SIMD32<UInt8>.self)
                if any((block .== wanted) .| (block .== zero)) { break }
                index &+= 32
            }
            while index < total {
                let byte = unsafe base[index]
                if byte == lineFeed || byte == nul { return index }
                index &+= 1
            }
            return nil
        }
    }
}
