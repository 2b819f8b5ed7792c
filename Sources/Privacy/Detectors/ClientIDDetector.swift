import Bytes

/// Identifiers that analytics scripts give to browsers: `GA1.2.…`, `GS2.1.s…`, `fb.1.…`, `GCL.…`.
enum ClientIDDetector {
    /// Longest value that is looked at; who sends a longer one keeps its end.
    private static let longestCookie = 256

    /// A random number, a dot, seconds of a time between 2001 and 2036.
    static func number(_ text: Span<UInt8>, word: Range<Int>) -> Range<Int>? {
        let end = word.upperBound &+ 11
        guard (6...10).contains(word.count), end <= text.count,
            text[word.upperBound] == UInt8(ascii: "."), ASCII.isDigit(text[word.lowerBound])
        else { return nil }
        for index in word where !ASCII.isDigit(text[index]) { return nil }
        for index in word.upperBound &+ 1..<end where !ASCII.isDigit(text[index]) { return nil }
        guard
            text[word.upperBound &+ 1] == UInt8(ascii: "1")
                || text[word.upperBound &+ 1] == UInt8(ascii: "2")
                    && text[word.upperBound &+ 2] == 0x30
        else { return nil }
        if end < text.count, ASCII.isAlphanumeric(text[end]) { return nil }
        if word.lowerBound >= 2, text[word.lowerBound &- 1] == UInt8(ascii: "."),
            ASCII.isDigit(text[word.lowerBound &- 2])
        {
            return nil
        }
        return word.lowerBound..<end
    }

    /// A cookie value whose first part is `word`, behind which a dot stands.
    static func cookie(_ text: Span<UInt8>, word: Range<Int>) -> Finding? {
        let name = text.extracting(word)
        let kind: DetectorClass
        let fewest: Int
        if name.equals("GA1") || name.equals("GS1") || name.equals("GS2") || name.equals("GA2") {
            (kind, fewest) = (.clientID, 8)
        } else if name.equals("fb") {
            (kind, fewest) = (.clientID, 12)
        } else if name.equals("GCL") || name.equals("AW") {
            (kind, fewest) = (.clickID, 8)
        } else {
            return nil
        }
        var end = word.upperBound
        var digits = 0
        while end < text.count, end &- word.lowerBound < longestCookie, isCookieByte(text[end]) {
            if ASCII.isDigit(text[end]) { digits &+= 1 }
            end &+= 1
        }
        while end > word.upperBound, !ASCII.isAlphanumeric(text[end &- 1]) { end &-= 1 }
        return digits >= fewest ? Finding(kind, word.lowerBound..<end) : nil
    }

    private static func isCookieByte(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumeric(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "$")
    }
}
