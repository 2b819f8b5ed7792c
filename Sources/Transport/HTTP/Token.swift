import Bytes

/// The bytes that names are made of: `tchar` (RFC 9110 5.6.2).
enum Token {
    /// The offset of the first byte in `range` that is no `tchar`, or `nil`.
    static func firstOutside(_ input: Span<UInt8>, _ range: Range<Int>) -> Int? {
        // Nearly all names are letters, digits and hyphens: settle those sixteen at a time.
        var index = input.firstOffset(from: range.lowerBound, to: range.upperBound) { block in
            let isLetter = (block | every(0x20)) &- every(0x61) .< every(26)
            let isDigit = block &- every(0x30) .< every(10)
            return .!(isLetter .| isDigit .| block .== every(0x2D))
        }
        while index < range.upperBound {
            guard ASCII.isToken(input[index]) else { return index }
            index &+= 1
        }
        return nil
    }
}
