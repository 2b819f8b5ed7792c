import Bytes

/// How a letter or digit can be the end of an escape sequence, and thus a boundary, in logged text.
///
/// URLs write `%20`, once or several times encoded (`%2520`); JSON `\u0020` and `\n`; Apache and
/// nginx `\x20` and `\n`; syslog daemons `#011`. Nothing is decoded here.
enum TextEscapes {
    /// Whether what begins at `start` is not the continuation of a word or number.
    static func isBoundary(before start: Int, in text: Span<UInt8>) -> Bool {
        guard start > 0 else { return true }
        let previous = text[start &- 1]
        if ASCII.isAlphanumeric(previous) { return endsEscape(at: start, in: text) }
        guard previous == UInt8(ascii: "%") else { return true }
        // `%20…`: the first two digits belong to the percent sign.
        return
            !(start &+ 1 < text.count && ASCII.isHexDigit(text[start])
            && ASCII.isHexDigit(text[start &+ 1]))
    }

    /// Whether an escape sequence that ends with a letter or digit ends right before `start`.
    static func endsEscape(at start: Int, in text: Span<UInt8>) -> Bool {
        guard start >= 2 else { return false }
        let backslash = UInt8(ascii: "\\")
        let last = text[start &- 1]
        if text[start &- 2] == backslash, isEscapeLetter(last) { return true }
        guard start >= 3, ASCII.isHexDigit(last), ASCII.isHexDigit(text[start &- 2]) else {
            return false
        }
        if endsPercentEscape(at: start, in: text) { return true }
        guard start >= 4 else { return false }
        if isX(text[start &- 3]), text[start &- 4] == backslash { return true }
        let lead = text[start &- 4]
        if lead == backslash || lead == UInt8(ascii: "#"), isOctal(start &- 3, in: text) {
            return true
        }
        guard start >= 6, text[start &- 5] | 0x20 == UInt8(ascii: "u"),
            ASCII.isHexDigit(text[start &- 3]), ASCII.isHexDigit(text[start &- 4])
        else { return false }
        return text[start &- 6] == backslash || text[start &- 6] == UInt8(ascii: "%")
    }

    /// `%HH`, `%25HH`, `%2525HH` …; the two digits before `start` are known to be hexadecimal.
    private static func endsPercentEscape(at start: Int, in text: Span<UInt8>) -> Bool {
        var digits = start &- 2
        while digits >= 1 {
            if text[digits &- 1] == UInt8(ascii: "%") { return true }
            guard digits >= 3, text[digits &- 1] == UInt8(ascii: "5"),
                text[digits &- 2] == UInt8(ascii: "2")
            else { return false }
            digits &-= 2
        }
        return false
    }

    private static func isEscapeLetter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "n"), UInt8(ascii: "t"), UInt8(ascii: "r"), UInt8(ascii: "b"),
            UInt8(ascii: "f"), UInt8(ascii: "v"), UInt8(ascii: "a"), UInt8(ascii: "e"),
            UInt8(ascii: "0"):
            true
        default: false
        }
    }

    private static func isX(_ byte: UInt8) -> Bool { byte | 0x20 == UInt8(ascii: "x") }

    /// Three octal digits of one byte.
    private static func isOctal(_ start: Int, in text: Span<UInt8>) -> Bool {
        text[start] &- 0x30 < 4 && text[start &+ 1] &- 0x30 < 8 && text[start &+ 2] &- 0x30 < 8
    }

    /// The length of `byte` at `offset`, plain or percent-encoded up to three times; 0 if another.
    ///
    /// `byte` must be one that encoders write as `%2X` or `%3X`.
    @inline(__always)
    static func length(of byte: UInt8, at offset: Int, in text: Span<UInt8>) -> Int {
        guard offset < text.count else { return 0 }
        let first = text[offset]
        if first == byte { return 1 }
        return first == UInt8(ascii: "%") ? encodedLength(of: byte, at: offset, in: text) : 0
    }

    /// As ``length(of:at:in:)``, also `\/` of JSON, `\u003f` and `\x3f`.
    static func spelledLength(of byte: UInt8, at offset: Int, in text: Span<UInt8>) -> Int {
        let encoded = length(of: byte, at: offset, in: text)
        if encoded > 0 { return encoded }
        guard offset < text.count, text[offset] == UInt8(ascii: "\\") else { return 0 }
        if byte == UInt8(ascii: "/") {
            // JSON inside JSON doubles the backslashes.
            var end = offset &+ 1
            while end < text.count, end &- offset < deepestEncoding,
                text[end] == UInt8(ascii: "\\")
            {
                end &+= 1
            }
            if end < text.count, text[end] == byte { return end &+ 1 &- offset }
        }
        let digits: Int
        if text.hasPrefix("u00", from: offset &+ 1) {
            digits = offset &+ 4
        } else if text.hasPrefix("x", from: offset &+ 1) {
            digits = offset &+ 2
        } else {
            return 0
        }
        guard digits &+ 1 < text.count, ASCII.hexValue(text[digits]) == byte >> 4,
            ASCII.hexValue(text[digits &+ 1]) == byte & 15
        else { return 0 }
        return digits &+ 2 &- offset
    }

    private static func encodedLength(
        of byte: UInt8, at percent: Int, in text: Span<UInt8>
    ) -> Int {
        var digits = percent &+ 1
        var depth = 1
        while digits &+ 1 < text.count {
            if ASCII.hexValue(text[digits]) == byte >> 4,
                ASCII.hexValue(text[digits &+ 1]) == byte & 15
            {
                return digits &+ 2 &- percent
            }
            guard depth < deepestEncoding, text[digits] == UInt8(ascii: "2"),
                text[digits &+ 1] == UInt8(ascii: "5")
            else { return 0 }
            digits &+= 2
            depth &+= 1
        }
        return 0
    }

    /// How often a value may be percent-encoded and still be seen; the sender who encodes more often
    /// is read as plain text.
    static let deepestEncoding = 3
}
