import Bytes

/// Base64, base64url and hexadecimal digits that hide an address, a URL, JSON or words.
package enum EncodedText {
    /// Shortest encoded address: `a@b.nl`.
    private static let shortest = 8
    /// Shortest text in hexadecimal digits: `a@b.nl`.
    private static let shortestHex = 12
    /// Shortest number in hexadecimal digits that is read as a text of digits: `0470123456` has 20,
    /// an article number has 14 at most.
    private static let shortestHexNumber = 16
    /// Fewest bytes of words with a space between that are no accident.
    private static let shortestWords = 9
    /// What is decoded for a look; whoever hides something behind more readable text than this
    /// meets the token detector.
    private static let longest = 384

    /// Whether `text`, decoded once, is readable and holds an at sign, a URL, JSON, a long number,
    /// words with spaces between, or anything else that the detectors know.
    ///
    /// Words of a language are base64 too, but decode to bytes that are no text.
    package static func hidesText(_ text: Span<UInt8>) -> Bool {
        guard text.count >= shortest else { return false }
        return hidesBase64(text) || hidesHex(text)
    }

    // MARK: Alphabets

    private static func hidesBase64(_ text: Span<UInt8>) -> Bool {
        var decoded = ReadableBytes()
        var bits: UInt32 = 0
        var count = 0
        for index in text.indices {
            guard let value = sextet(text[index]) else {
                // Padding, plain or cut off by whoever split the query.
                if text[index] == UInt8(ascii: "=") || text[index] == UInt8(ascii: "%") { break }
                return false
            }
            bits = bits << 6 | UInt32(value)
            count &+= 1
            guard count & 3 != 1 else { continue }
            let shift = UInt32(6 &- ((count &- 1) & 3) &* 2)
            guard decoded.take(UInt8(truncatingIfNeeded: bits >> shift)) else { return false }
            if decoded.count == longest { break }
        }
        return decoded.isFind
    }

    /// Pairs of hexadecimal digits, also behind `0x`.
    private static func hidesHex(_ text: Span<UInt8>) -> Bool {
        let isMarked = text.hasPrefix("0x") || text.hasPrefix("0X")
        var position = isMarked ? 2 : 0
        let digits = text.count &- position
        guard digits >= shortestHex, digits & 1 == 0 else { return false }
        var decoded = ReadableBytes()
        var hasLetter = isMarked
        while position < text.count, decoded.count < longest {
            guard let high = ASCII.hexValue(text[position]),
                let low = ASCII.hexValue(text[position &+ 1]), decoded.take(high << 4 | low)
            else { return false }
            hasLetter = hasLetter || low > 9
            position &+= 2
        }
        return (hasLetter || digits >= shortestHexNumber) && decoded.isFind
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

    /// Decoded bytes as long as they are text.
    private struct ReadableBytes {
        private(set) var count = 0
        private var bytes: [384 of UInt8] = .init(repeating: 0)
        private var digits = 0
        private var previous: (UInt8, UInt8) = (0, 0)
        private var hasSign = false
        /// Continuation bytes of UTF-8 that must follow.
        private var expected = 0
        private var letters = 0
        private var spaces = 0
        private var others = 0

        /// Takes one byte; `false` if it is no text.
        mutating func take(_ byte: UInt8) -> Bool {
            guard byte >= 0x20 && byte != 0x7F || byte == 0x09 || byte == 0x0A || byte == 0x0D,
                follows(byte)
            else { return false }
            bytes[count] = byte
            count &+= 1
            digits = ASCII.isDigit(byte) ? digits &+ 1 : 0
            let isURL = byte == UInt8(ascii: "/") && previous == (0x3A, 0x2F)
            let isJSON = byte == UInt8(ascii: "\"") && previous.1 == UInt8(ascii: "{")
            if byte == UInt8(ascii: "@") || isURL || isJSON || digits >= 6 { hasSign = true }
            previous = (previous.1, byte)
            if ASCII.isLetter(byte) || byte >= 0x80 {
                letters &+= 1
            } else if byte == UInt8(ascii: " ") {
                spaces &+= 1
            } else {
                others &+= 1
            }
            return true
        }

        /// Whether `byte` may stand here in UTF-8.
        private mutating func follows(_ byte: UInt8) -> Bool {
            if expected > 0 {
                expected &-= 1
                return byte & 0xC0 == 0x80
            }
            switch byte {
            case 0..<0x80: return true
            // Letters of Europe and punctuation; nobody has met others by accident less often.
            case 0xC3...0xD4: expected = 1
            case 0xE2: expected = 2
            default: return false
            }
            return true
        }

        var isFind: Bool {
            // Names and streets: nothing but words.
            if others == 0, spaces > 0, letters >= 3, count >= EncodedText.shortestWords {
                return true
            }
            if hasSign { return true }
            let text = bytes.span.extracting(0..<count)
            var cursor = DetectorCursor(findsURLs: true)
            return cursor.next(in: text) != nil || AddressMasker.holdsAddress(text)
        }
    }
}
