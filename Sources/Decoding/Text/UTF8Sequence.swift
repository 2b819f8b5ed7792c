/// Well-formed UTF-8, one character at a time.
enum UTF8Sequence {
    /// U+FFFD, what stands for bytes that are not UTF-8.
    static let replacement: StaticString = "\u{FFFD}"

    /// The length of the well-formed sequence at `offset`, or `nil`.
    ///
    /// Refused: overlong forms, surrogates, values above U+10FFFF, cut sequences (RFC 3629 4).
    static func length(at offset: Int, in text: Span<UInt8>) -> Int? {
        guard offset < text.count else { return nil }
        let lead = text[offset]
        var second: ClosedRange<UInt8> = 0x80...0xBF
        let length: Int
        switch lead {
        case 0x00...0x7F: return 1
        case 0xC2...0xDF: length = 2
        case 0xE0...0xEF:
            length = 3
            if lead == 0xE0 { second = 0xA0...0xBF }
            if lead == 0xED { second = 0x80...0x9F }
        case 0xF0...0xF4:
            length = 4
            if lead == 0xF0 { second = 0x90...0xBF }
            if lead == 0xF4 { second = 0x80...0x8F }
        default: return nil
        }
        guard offset + length <= text.count, second.contains(text[offset + 1]) else { return nil }
        for index in offset + 2..<max(offset + length, offset + 2)
        where text[index] & 0xC0 != 0x80 {
            return nil
        }
        return length
    }
}
