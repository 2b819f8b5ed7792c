import Bytes

/// E-mail addresses around their at sign, in plain text and in every usual escape of it.
enum EmailDetector {
    /// Longest part before the at sign that is looked at; addresses end at 254 bytes, escapes make
    /// them longer.
    private static let longestLocalPart = 512

    /// The length of an at sign at `position`, or 0: `@`, `%40` at any depth, `&#64;`, `&#x40;`,
    /// `\u0040`, `\x40`.
    static func atSign(_ text: Span<UInt8>, at position: Int) -> Int {
        switch text[position] {
        case UInt8(ascii: "@"): return 1
        case UInt8(ascii: "%"):
            var digits = position &+ 1
            while text.hasPrefix("25", from: digits), digits &- position < 7 { digits &+= 2 }
            return text.hasPrefix("40", from: digits) ? digits &+ 2 &- position : 0
        case UInt8(ascii: "&"):
            if text.hasPrefix("#64;", from: position &+ 1) { return 5 }
            return text.hasPrefix("#x40;", from: position &+ 1) ? 6 : 0
        case UInt8(ascii: "\\"):
            if text.hasPrefix("u0040", from: position &+ 1) { return 6 }
            return text.hasPrefix("x40", from: position &+ 1) ? 4 : 0
        default: return 0
        }
    }

    /// The address around the at sign of `length` bytes at `position`; nothing before `floor`.
    static func match(
        _ text: Span<UInt8>, at position: Int, length: Int, floor: Int
    ) -> Range<Int>? {
        guard let end = domainEnd(text, from: position &+ length) else { return nil }
        let start = localStart(text, before: position, floor: floor)
        if start < position { return start..<end }
        return quotedStart(text, before: position, floor: floor).map { $0..<end }
    }

    // MARK: Before the at sign

    private static func localStart(_ text: Span<UInt8>, before end: Int, floor: Int) -> Int {
        var start = end
        let limit = max(floor, end &- longestLocalPart)
        var hasDot = false
        while start > limit {
            let unit = unitStart(text, endingAt: start, floor: limit)
            let byte = decodedByte(text, unit..<start)
            if byte == UInt8(ascii: ".") { hasDot = true }
            if isLocalByte(byte) {
                start = unit
            } else if byte == UInt8(ascii: "="), hasDot, isBounceName(text, before: unit, limit) {
                // `bounce-17-jan=example.com@…`: the recipient in a sender's address.
                start = unit
            } else {
                break
            }
        }
        return start
    }

    /// `"jan peeters"@…` (RFC 5321 4.1.2); JSON has colons and commas between its quotes.
    private static func quotedStart(
        _ text: Span<UInt8>, before end: Int, floor: Int
    ) -> Int? {
        let quote = UInt8(ascii: "\"")
        let limit = max(floor, end &- longestLocalPart)
        guard end > limit else { return nil }
        let last = unitStart(text, endingAt: end, floor: limit)
        guard decodedByte(text, last..<end) == quote else { return nil }
        var start = last
        // The backslash of a quote that is escaped itself.
        if start > limit, text[start &- 1] == UInt8(ascii: "\\") { start &-= 1 }
        let inside = start
        while start > limit {
            let unit = unitStart(text, endingAt: start, floor: limit)
            let byte = decodedByte(text, unit..<start)
            if byte == quote { return start < inside ? unit : nil }
            guard isLocalByte(byte) || byte == UInt8(ascii: " ") || byte == UInt8(ascii: "@") else {
                return nil
            }
            start = unit
        }
        return nil
    }

    /// The start of the character that ends at `end`: one byte, or an escape.
    private static func unitStart(_ text: Span<UInt8>, endingAt end: Int, floor: Int) -> Int {
        guard end &- floor >= 3, ASCII.isHexDigit(text[end &- 1]), ASCII.isHexDigit(text[end &- 2])
        else { return escapedLetterStart(text, end, floor) }
        var digits = end &- 2
        // No further than an escape is deep: asked for every byte, the walk must stay short.
        let deepest = max(floor, digits &- 2 &* TextEscapes.deepestEncoding)
        while digits > deepest {
            if text[digits &- 1] == UInt8(ascii: "%") { return digits &- 1 }
            guard digits &- 2 > floor, text[digits &- 1] == UInt8(ascii: "5"),
                text[digits &- 2] == UInt8(ascii: "2")
            else { break }
            digits &-= 2
        }
        if end &- 6 >= floor, text.hasPrefix("\\u00", from: end &- 6) { return end &- 6 }
        if end &- 4 >= floor, text.hasPrefix("\\x", from: end &- 4) { return end &- 4 }
        return escapedLetterStart(text, end, floor)
    }

    /// `\n` and `\t` are one character, and no part of an address.
    private static func escapedLetterStart(_ text: Span<UInt8>, _ end: Int, _ floor: Int) -> Int {
        guard end &- 2 >= floor, text[end &- 2] == UInt8(ascii: "\\") else { return end &- 1 }
        switch text[end &- 1] {
        case UInt8(ascii: "n"), UInt8(ascii: "t"), UInt8(ascii: "r"): return end &- 2
        default: return end &- 1
        }
    }

    private static func decodedByte(_ text: Span<UInt8>, _ unit: Range<Int>) -> UInt8 {
        let last = unit.upperBound &- 1
        if unit.count == 1 { return text[last] }
        guard let low = ASCII.hexValue(text[last]), let high = ASCII.hexValue(text[last &- 1])
        else {
            return 0
        }
        return high << 4 | low
    }

    private static func isLocalByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "'"),
            UInt8(ascii: "-"), UInt8(ascii: "%"), UInt8(ascii: "!"), UInt8(ascii: "~"),
            UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "*"), UInt8(ascii: "`"),
            UInt8(ascii: "^"):
            true
        default: ASCII.isAlphanumeric(byte) || byte >= 0x80
        }
    }

    private static func isBounceName(_ text: Span<UInt8>, before end: Int, _ limit: Int) -> Bool {
        var index = end
        var hasMark = false
        while index > limit, isLocalByte(text[index &- 1]) {
            index &-= 1
            if text[index] == UInt8(ascii: "-") || text[index] == UInt8(ascii: "+") {
                hasMark = true
            }
        }
        return hasMark
    }

    // MARK: After the at sign

    /// The end of the longest host name from `start` whose last label is a top-level domain.
    private static func domainEnd(_ text: Span<UInt8>, from start: Int) -> Int? {
        var position = start
        var found: Int?
        var labels = 0
        while position < text.count {
            let label = position
            while position < text.count, isLabelByte(text[position]) { position &+= 1 }
            guard position > label else { break }
            labels &+= 1
            if labels >= 2, let end = topLevelEnd(text, label..<position) { found = end }
            let dot = TextEscapes.length(of: UInt8(ascii: "."), at: position, in: text)
            guard dot > 0 else { break }
            position &+= dot
        }
        guard let found, !isScaledImage(text, start..<found) else { return nil }
        return found
    }

    private static func isLabelByte(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumeric(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
            || byte >= 0x80
    }

    /// The end of the two letters or more that a label begins with; `xn--…` names have digits too.
    ///
    /// What is glued to the address with a dash or as a number does not hide it.
    private static func topLevelEnd(_ text: Span<UInt8>, _ label: Range<Int>) -> Int? {
        if text.hasPrefix("xn--", from: label.lowerBound) { return label.upperBound }
        var end = label.lowerBound
        while end < label.upperBound, ASCII.isLetter(text[end]) || text[end] >= 0x80 { end &+= 1 }
        return end &- label.lowerBound >= 2 ? end : nil
    }

    /// `logo@2x.png` is a picture for sharp screens.
    private static func isScaledImage(_ text: Span<UInt8>, _ domain: Range<Int>) -> Bool {
        let name = text.extracting(domain)
        guard name.count >= 5, ASCII.isDigit(name[0]), name[1] | 0x20 == UInt8(ascii: "x"),
            name[2] == UInt8(ascii: ".")
        else { return false }
        let ending = name.extracting(3..<name.count)
        func isKind(_ known: StaticString) -> Bool { ending.equalsIgnoringCase(known) }
        return isKind("png") || isKind("jpg") || isKind("jpeg") || isKind("gif") || isKind("webp")
            || isKind("svg") || isKind("avif")
    }
}
