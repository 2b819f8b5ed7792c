import Bytes

/// Hardware addresses: six or eight pairs with `:` or `-`, or three groups of four with dots.
enum MACDetector {
    /// The address that begins at `start`.
    ///
    /// With dashes or dots at least one letter is needed: dates look the same.
    static func match(_ text: Span<UInt8>, at start: Int) -> Range<Int>? {
        guard start &+ 13 < text.count else { return nil }
        let separator = text[start &+ 2]
        if separator == UInt8(ascii: ":") || separator == UInt8(ascii: "-") {
            return groups(
                text, start, length: 2, separator: separator, counts: (6, 8),
                needsLetter: separator == UInt8(ascii: "-"))
        }
        guard text[start &+ 4] == UInt8(ascii: ".") else { return nil }
        return groups(
            text, start, length: 4, separator: UInt8(ascii: "."), counts: (3, 3), needsLetter: true)
    }

    private static func groups(
        _ text: Span<UInt8>, _ start: Int, length: Int, separator: UInt8, counts: (Int, Int),
        needsLetter: Bool
    ) -> Range<Int>? {
        guard start == 0 || text[start &- 1] != separator else { return nil }
        var position = start
        var count = 0
        var hasLetter = false
        while true {
            guard position &+ length <= text.count else { return nil }
            for index in position..<position &+ length {
                guard ASCII.isHexDigit(text[index]) else { return nil }
                hasLetter = hasLetter || ASCII.isLetter(text[index])
            }
            position &+= length
            count &+= 1
            guard position < text.count, text[position] == separator, count < counts.1 else {
                break
            }
            guard position &+ 1 < text.count, ASCII.isHexDigit(text[position &+ 1]) else { break }
            position &+= 1
        }
        guard count == counts.0 || count == counts.1, hasLetter || !needsLetter else { return nil }
        if position < text.count {
            if ASCII.isAlphanumeric(text[position]) { return nil }
            let isLonger =
                text[position] == separator && position &+ 1 < text.count
                && ASCII.isHexDigit(text[position &+ 1])
            if isLonger { return nil }
        }
        return start..<position
    }
}
