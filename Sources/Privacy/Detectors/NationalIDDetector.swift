import Bytes

/// Belgian national register and BIS numbers: a birth date, a serial number and a check modulo 97.
enum NationalIDDetector {
    /// Digits of a number.
    static let length = 11

    /// The number that begins at `start`, such as `85.07.30-033.28` or eleven digits.
    static func match(_ text: Span<UInt8>, at start: Int) -> Range<Int>? {
        var found: Range<Int>?
        _ = DigitGroups(text, from: start, separators: [.space, .dash, .dot, .slash]) { groups in
            let isWhole = groups.end == text.count || !ASCII.isAlphanumeric(text[groups.end])
            if groups.count == length, isWhole, isValid(groups) { found = start..<groups.end }
        }
        return found
    }

    private static func isValid(_ groups: DigitGroups) -> Bool {
        // BIS numbers add 20 or 40 to the month; unknown months and days are 0.
        let month = groups.number(2..<4)
        guard month % 20 <= 12, month <= 52 else { return false }
        guard groups.number(4..<6) <= longestMonth(month % 20) else { return false }
        guard (1...998).contains(groups.number(6..<9)) else { return false }
        let body = groups.number(0..<9)
        let check = groups.number(9..<11)
        // Births from 2000 on are checked with a 2 in front.
        return check == 97 - body % 97 || check == 97 - (2_000_000_000 + body) % 97
    }

    private static func longestMonth(_ month: Int) -> Int {
        switch month {
        case 2: 29
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
