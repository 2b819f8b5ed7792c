import Bytes

/// Telephone numbers as they are written inside BE, NL, FR and DE: `06-12345678`, `02 123 45 67`.
///
/// Grouping, length and first digits must be those of one of the countries (libphonenumber
/// metadata). Ten digits run together are order numbers as often and need a word before them.
enum NationalPhone {
    private static let separators: DigitGroups.Separators = [.space, .dash, .dot, .slash]

    /// The number that begins with the zero at `start`; a bracket before it belongs to it.
    static func match(_ text: Span<UInt8>, at start: Int) -> Range<Int>? {
        guard start &+ 8 < text.count, ASCII.isDigit(text[start &+ 1]), text[start &+ 1] != 0x30
        else { return nil }
        if start > 0 {
            let before = text[start &- 1]
            if before == UInt8(ascii: "(") { return bracketed(text, at: start) }
            if isInsideNumber(before), start > 1, ASCII.isDigit(text[start &- 2]) { return nil }
        }
        var found: Range<Int>?
        _ = DigitGroups(text, from: start, separators: separators) { groups in
            if groups.isGrouped, isPhone(groups), endsHere(text, groups.end) {
                found = start..<groups.end
            }
        }
        return found
    }

    private static func isInsideNumber(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ".") || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ":")
    }

    /// Not in the middle of a longer number, a time or a price.
    private static func endsHere(_ text: Span<UInt8>, _ end: Int) -> Bool {
        guard end < text.count else { return true }
        let byte = text[end]
        if ASCII.isAlphanumeric(byte) || byte == UInt8(ascii: "%") && end &+ 1 == text.count {
            return false
        }
        guard end &+ 1 < text.count, ASCII.isDigit(text[end &+ 1]) else { return true }
        return byte != UInt8(ascii: ":") && byte != UInt8(ascii: ",") && byte != UInt8(ascii: "-")
    }

    /// A number whose area stands in brackets: `(020) 123 4567`.
    private static func bracketed(_ text: Span<UInt8>, at start: Int) -> Range<Int>? {
        var close = start
        while close < text.count, close &- start < 6, ASCII.isDigit(text[close]) { close &+= 1 }
        guard close < text.count, text[close] == UInt8(ascii: ")"), close &- start >= 2 else {
            return nil
        }
        var next = close &+ 1
        if next < text.count { next &+= DigitGroups.separator(text, at: next, separators) }
        guard next < text.count, ASCII.isDigit(text[next]) else { return nil }
        let area = close &- start
        var found: Range<Int>?
        _ = DigitGroups(text, from: next, separators: separators) { groups in
            if (8...12).contains(area &+ groups.count), endsHere(text, groups.end) {
                found = start &- 1..<groups.end
            }
        }
        return found
    }

    private static func isPhone(_ groups: DigitGroups) -> Bool {
        let second = groups.digits[1]
        switch (groups.count, groups.pattern) {
        case (9, 0x27), (9, 0x2322), (9, 0x234): return [2, 3, 4, 9].contains(second)
        case (9, 0x36): return !groups.seen.contains(.dot) && second != 2 && second != 3
        case (9, 0x3222): return true
        case (10, 0x22222): return !isDate(groups)
        case (10, 0x28), (10, 0x244), (10, 0x2332), (10, 0x2323), (10, 0x235), (10, 0x253):
            return second == 6 || second == 7
        case (10, 0x37), (10, 0x334), (10, 0x3322), (10, 0x343), (10, 0x3222):
            return isArea(groups)
        case (10, 0x46), (10, 0x433), (10, 0x4222):
            return isBelgianMobile(groups) || isDutchArea(groups) || isGerman(groups)
        case (9...12, _): return isGerman(groups)
        default: return false
        }
    }

    /// `01 02 20 24 …` and days with a time behind them.
    private static func isDate(_ groups: DigitGroups) -> Bool {
        groups.seen != .space && groups.seen != .dot && groups.seen != .dash
    }

    private static func isBelgianMobile(_ groups: DigitGroups) -> Bool {
        groups.digits[1] == 4 && groups.digits[2] >= 5
    }

    /// Three digits of an area: the Netherlands, and German cities.
    private static func isArea(_ groups: DigitGroups) -> Bool {
        switch groups.number(1..<3) {
        case 10, 13, 15, 20, 23, 24, 26, 30, 33, 35, 36, 38, 40, 43, 45, 46, 50, 53, 55, 58, 69, 70,
            71...79, 85, 88, 89, 91:
            true
        default: false
        }
    }

    /// Four digits of an area: `0172`, `0348`.
    private static func isDutchArea(_ groups: DigitGroups) -> Bool {
        switch groups.number(1..<3) {
        case 11, 16, 17, 18, 22, 25, 29, 31, 32, 34, 41, 47, 48, 49, 51, 52, 54, 56, 57, 59: true
        default: false
        }
    }

    /// Area of three to five digits and a subscriber in one to four groups; the shapes of German
    /// numbers are many, so the separator after the area must not be a dot.
    private static func isGerman(_ groups: DigitGroups) -> Bool {
        guard !groups.seen.contains(.dot) else { return false }
        let two = groups.number(1..<3)
        let area = areaLength(groups.pattern)
        guard (3...5).contains(area) else { return false }
        if two == 15 || two == 16 || two == 17 {
            return (11...12).contains(groups.count) && area >= 4
        }
        guard two >= 20, shortestGroup(groups.pattern) >= 2 else { return false }
        if groups.count >= 11 { return true }
        let isSlashed = groups.seen.contains(.slash)
        let isBigCity = two == 30 || two == 40 || two == 69 || two == 89
        return isSlashed || (isBigCity && area == 3)
    }

    private static func areaLength(_ pattern: UInt64) -> Int {
        var pattern = pattern
        while pattern > 15 { pattern &>>= 4 }
        return Int(pattern)
    }

    private static func shortestGroup(_ pattern: UInt64) -> Int {
        var pattern = pattern
        var shortest = 15
        while pattern > 0 {
            shortest = min(shortest, Int(pattern & 15))
            pattern &>>= 4
        }
        return shortest
    }
}
