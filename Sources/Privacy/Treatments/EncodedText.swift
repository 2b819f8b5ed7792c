import Bytes

/// Base64 and base64url that hide an address, a URL or JSON from the detectors.
enum EncodedText {
    /// Shortest encoded address: `a@b.nl`.
    private static let shortest = 8
    /// What is decoded for a look; whoever hides something behind more readable text than this
    /// meets the token detector.
    private static let longest = 512

    /// Whether `text`, decoded once, is readable and holds an at sign, a URL, JSON or a long
    /// number.
    ///
    /// Words of a language are base64 too, but decode to bytes that are no text.
    static func hidesText(_ text: Span<UInt8>) -> Bool {
        guard text.count >= shortest else { return false }
        var bits: UInt32 = 0
        var count = 0
        var digits = 0
        var previous: (UInt8, UInt8) = (0, 0)
        var hasSign = false
        for index in 0..<min(text.count, longest) {
            guard let value = sextet(text[index]) else {
                // Padding, plain or cut off by whoever split the query.
                if text[index] == UInt8(ascii: "=") || text[index] == UInt8(ascii: "%") { break }
                return false
            }
            bits = bits << 6 | UInt32(value)
            count &+= 1
            guard count & 3 != 1 else { continue }
            let shift = UInt32(6 &- ((count &- 1) & 3) &* 2)
            let byte = UInt8(truncatingIfNeeded: bits >> shift)
            guard byte >= 0x20 && byte != 0x7F || byte == 0x09 || byte == 0x0A || byte == 0x0D
            else { return false }
            if byte >= 0x80 { return false }
            digits = ASCII.isDigit(byte) ? digits &+ 1 : 0
            let isURL = byte == UInt8(ascii: "/") && previous == (0x3A, 0x2F)
            let isJSON = byte == UInt8(ascii: "\"") && previous.1 == UInt8(ascii: "{")
            if byte == UInt8(ascii: "@") || isURL || isJSON || digits >= 6 { hasSign = true }
            previous = (previous.1, byte)
        }
        return hasSign
    }

    private static func sextet(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte &- 0x41
        case UInt8(ascii: "a")...UInt8(ascii: "z"): byte &- 0x47
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte &+ 4
        case UInt8(ascii: "-"), UInt8(ascii: "+"): 62
        case UInt8(ascii: "_"), UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
