import Bytes

/// Secrets with a frame: PEM blocks and bearer tokens.
enum SecretDetector {
    /// Shortest token behind `Bearer`.
    private static let shortestBearer = 8

    /// The PEM block that begins with a dash at `start` (RFC 7468): up to its end line, or the rest
    /// of the text when that was cut off.
    static func pem(_ text: Span<UInt8>, at start: Int) -> Range<Int>? {
        guard text.hasPrefix("-----BEGIN ", from: start) else { return nil }
        var position = start &+ 11
        while position < text.count {
            guard let dash = text.firstOffset(of: UInt8(ascii: "-"), from: position) else { break }
            if text.hasPrefix("-----END ", from: dash) {
                var end = dash &+ 9
                while end < text.count, ASCII.isAlphanumeric(text[end]) || text[end] == 0x20 {
                    end &+= 1
                }
                return start..<(text.hasPrefix("-----", from: end) ? end &+ 5 : end)
            }
            position = dash &+ 1
        }
        return start..<text.count
    }

    /// The token behind the word `Bearer` that ends at `end` (RFC 6750 2.1).
    static func bearer(_ text: Span<UInt8>, word: Range<Int>) -> Range<Int>? {
        guard text.extracting(word).equalsIgnoringCase("bearer") || isBasic(text, word) else {
            return nil
        }
        let start = word.upperBound &+ spaceLength(text, word.upperBound)
        var end = start
        var isToken = false
        while end < text.count, isTokenByte(text[end]) {
            isToken = isToken || !ASCII.isLetter(text[end]) || text[end] &- 0x41 < 26
            end &+= 1
        }
        while end > start, text[end &- 1] == UInt8(ascii: ".") { end &-= 1 }
        guard end &- start >= shortestBearer, isToken else { return nil }
        return start..<end
    }

    /// A key of SendGrid behind its first part `SG`: two more parts with dots before.
    static func sendGrid(_ text: Span<UInt8>, word: Range<Int>) -> Range<Int>? {
        guard text.extracting(word).equals("SG") else { return nil }
        var end = word.upperBound
        for length in [22, 43] {
            let first = end &+ 1
            end = first &+ length
            guard end <= text.count, text[first &- 1] == UInt8(ascii: ".") else { return nil }
            for index in first..<end where !TokenDetector.isRunByte(text[index]) { return nil }
        }
        return word.lowerBound..<end
    }

    /// `Basic` counts only behind `Authorization`: shops sell basic things.
    private static func isBasic(_ text: Span<UInt8>, _ word: Range<Int>) -> Bool {
        guard text.extracting(word).equalsIgnoringCase("basic") else { return false }
        var end = word.lowerBound
        while end > 0, word.lowerBound &- end < 5, !ASCII.isLetter(text[end &- 1]) { end &-= 1 }
        return end >= 13
            && text.extracting(end &- 13..<end).equalsIgnoringCase("authorization")
    }

    private static func spaceLength(_ text: Span<UInt8>, _ position: Int) -> Int {
        max(1, TextEscapes.length(of: UInt8(ascii: " "), at: position, in: text))
    }

    /// `b68token` of RFC 6750.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"),
            UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="):
            true
        default: ASCII.isAlphanumeric(byte)
        }
    }
}
