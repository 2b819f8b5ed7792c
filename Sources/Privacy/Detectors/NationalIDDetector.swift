import Bytes

/// National numbers of persons: Belgium, the Netherlands, France, Germany and Luxembourg.
///
/// A strong check (date and two digits) is enough by itself; a weak one needs the usual grouping or
/// a word before it, since one in eleven numbers passes the Dutch test (python-stdnum).
enum NationalIDDetector {
    static func matches(_ groups: DigitGroups, _ context: NumberContext.Meaning?) -> Bool {
        let isAnnounced = context == .nationalID || context == .bsn
        switch groups.count {
        case 8: return context == .bsn
        case 9:
            if context == .bsn { return true }
            let isWritten = groups.pattern == 0x423 && groups.seen == .dot
            return (isWritten || isAnnounced) && CheckDigits.passesEleven(groups)
        case 10: return isAnnounced && groups.digits[0] < 8
        case 11: return isBelgian(groups) || isGerman(groups) || isAnnounced
        case 12:
            return isAnnounced
                || (groups.pattern == 0x372 && groups.seen == .dash && isCard(groups))
        case 13: return isLuxembourgish(groups) || isAnnounced
        case 15: return isFrench(groups) || context == .nationalID
        default: return false
        }
    }

    // MARK: Belgium

    /// Rijksregisternummer or BIS number: birth date, a serial number, a check modulo 97.
    private static func isBelgian(_ groups: DigitGroups) -> Bool {
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

    /// The number of an identity card, `591-1917064-58`.
    private static func isCard(_ groups: DigitGroups) -> Bool {
        let remainder = groups.number(0..<10) % 97
        return groups.number(10..<12) == (remainder == 0 ? 97 : remainder)
    }

    // MARK: Germany

    /// Tax number: one digit twice or three times among the first ten, all others once at most.
    private static func isGerman(_ groups: DigitGroups) -> Bool {
        guard groups.digits[0] != 0, !groups.isGrouped || groups.pattern == 0x2333 else {
            return false
        }
        var seen: [10 of UInt8] = .init(repeating: 0)
        for place in 0..<10 { seen[Int(groups.digits[place])] += 1 }
        var repeated = 0
        for digit in 0..<10 where seen[digit] > 1 {
            guard seen[digit] <= 3 else { return false }
            repeated += 1
        }
        return repeated == 1 && CheckDigits.passesMod11And10(groups, 11)
    }

    // MARK: Luxembourg

    /// Matricule: a birth date, a serial number, the digits of Luhn and Verhoeff over these.
    private static func isLuxembourgish(_ groups: DigitGroups) -> Bool {
        guard (1850...2099).contains(groups.number(0..<4)),
            (1...12).contains(groups.number(4..<6)), (1...31).contains(groups.number(6..<8))
        else { return false }
        return CheckDigits.luhnDigit(groups, 11) == Int(groups.digits[11])
            && CheckDigits.verhoeffDigit(groups, 11) == Int(groups.digits[12])
    }

    // MARK: France

    /// NIR: sex, year, month, department, commune, order, and a key modulo 97.
    private static func isFrench(_ groups: DigitGroups) -> Bool {
        isFrench(
            first: Int(groups.digits[0]), month: groups.number(3..<5), isGrouped: groups.isGrouped)
            && groups.number(13..<15) == 97 - groups.number(0..<13) % 97
    }

    /// Months above 42 stand for papers that were incomplete; run together they are no sign.
    private static func isFrench(first: Int, month: Int, isGrouped: Bool) -> Bool {
        switch first {
        case 1, 2, 3, 4, 7, 8: break
        default: return false
        }
        return (1...12).contains(month) || (20...42).contains(month) || (month >= 50 && isGrouped)
    }

    /// A Corsican NIR, whose department is `2A` or `2B`; its first six digits begin at `start`.
    static func corsican(_ text: Span<UInt8>, at start: Int) -> Range<Int>? {
        var body = 0
        var key = 0
        var seen = 0
        var letter = 0
        var position = start
        while seen < 15, position < text.count {
            let byte = text[position]
            if ASCII.isDigit(byte) {
                if seen < 13 {
                    body = body * 10 + Int(byte - 0x30)
                } else {
                    key = key * 10 + Int(byte - 0x30)
                }
                seen &+= 1
                position &+= 1
            } else if seen == 6, letter == 0, byte | 0x20 == 0x61 || byte | 0x20 == 0x62 {
                // 2A counts as 19, 2B as 18.
                letter = byte | 0x20 == 0x61 ? 1 : 2
                body = body / 10 * 100 + 20 - letter
                seen &+= 1
                position &+= 1
            } else {
                let gap = DigitGroups.separator(text, at: position, [.space, .dot, .dash])
                guard gap > 0, seen > 0 else { return nil }
                position &+= gap
            }
        }
        guard seen == 15, letter > 0, key == 97 - body % 97 else { return nil }
        if position < text.count, ASCII.isAlphanumeric(text[position]) { return nil }
        return start..<position
    }
}
