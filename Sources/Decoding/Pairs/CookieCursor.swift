import Bytes

/// Walks the cookies of a `Cookie` field: `a=1; b=2` (RFC 6265, section 5.4).
///
/// What has no equals sign is passed over. Values are not decoded, and quotes stay.
package struct CookieCursor: ~Copyable {
    private var position = 0

    package init() {}

    /// The next cookie, as ranges of `header`.
    package mutating func next(in header: Span<UInt8>) -> (name: Range<Int>, value: Range<Int>)? {
        while position < header.count {
            let end = header.firstOffset(of: UInt8(ascii: ";"), from: position) ?? header.count
            let pair = position..<end
            position = end + 1
            guard let mark = header.firstOffset(of: UInt8(ascii: "="), from: pair.lowerBound),
                mark < end
            else { continue }
            return (trimmed(pair.lowerBound..<mark, header), trimmed((mark + 1)..<end, header))
        }
        return nil
    }

    private func trimmed(_ range: Range<Int>, _ header: Span<UInt8>) -> Range<Int> {
        var range = range
        while let first = range.first, isSpace(header[first]) { range.removeFirst() }
        while let last = range.last, isSpace(header[last]) { range.removeLast() }
        return range
    }

    private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
