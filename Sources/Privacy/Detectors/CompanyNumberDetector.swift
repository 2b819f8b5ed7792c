import Bytes

/// Numbers of companies and for value-added tax: BE, NL, FR, DE, LU (python-stdnum).
///
/// A sole trader's number leads to a person; the older Dutch ones hold the owner's BSN.
enum CompanyNumberDetector {
    private static let separators: DigitGroups.Separators = [.space, .dot, .dash]

    /// The number that begins with a country's two letters at `start`, such as `NL123456789B13`.
    ///
    /// Lower-case letters count only when the number is glued to them: `de 12` is Dutch.
    static func match(_ text: Span<UInt8>, at start: Int) -> Range<Int>? {
        guard start &+ 10 <= text.count else { return nil }
        var position = start &+ 2
        if !ASCII.isAlphanumeric(text[position]) {
            guard text[start] < 0x60, text[start &+ 1] < 0x60 else { return nil }
            position &+= DigitGroups.separator(text, at: position, separators)
            guard position < text.count else { return nil }
        }
        let country = UInt16(text[start] | 0x20) << 8 | UInt16(text[start &+ 1] | 0x20)
        let end: Int?
        switch country {
        case 0x6265: end = read(text, position) { $0.count == 10 && isBelgian($0) }
        case 0x6465:
            end = read(text, position) {
                $0.count == 9 && $0.digits[0] > 0 && CheckDigits.passesMod11And10($0, 9)
            }
        case 0x6C75:
            end = read(text, position) {
                $0.count == 8 && $0.number(6..<8) == $0.number(0..<6) % 89
            }
        case 0x6672: end = french(text, position)
        case 0x6E6C: end = dutch(text, position)
        default: end = nil
        }
        return end.map { start..<$0 }
    }

    private static func read(
        _ text: Span<UInt8>, _ start: Int, _ isValid: (DigitGroups) -> Bool
    ) -> Int? {
        guard start < text.count, ASCII.isDigit(text[start]) else { return nil }
        var end: Int?
        _ = DigitGroups(text, from: start, separators: separators) { groups in
            let isWhole = groups.end == text.count || !ASCII.isAlphanumeric(text[groups.end])
            if isWhole, isValid(groups) { end = groups.end }
        }
        return end
    }

    private static func isBelgian(_ groups: DigitGroups) -> Bool {
        groups.digits[0] <= 1 && (groups.number(0..<8) + groups.number(8..<10)) % 97 == 0
            && groups.number(0..<8) > 0
    }

    /// Two digits or letters as a key, and a SIREN.
    private static func french(_ text: Span<UInt8>, _ start: Int) -> Int? {
        guard start &+ 11 <= text.count, ASCII.isAlphanumeric(text[start]),
            ASCII.isAlphanumeric(text[start &+ 1])
        else { return nil }
        var key: Int?
        if ASCII.isDigit(text[start]), ASCII.isDigit(text[start &+ 1]) {
            key = Int(text[start] - 0x30) * 10 + Int(text[start &+ 1] - 0x30)
        }
        var position = start &+ 2
        position &+= DigitGroups.separator(text, at: position, separators)
        return read(text, position) { groups in
            guard groups.count == 9 else { return false }
            guard let key else { return CheckDigits.passesLuhn(groups, 9) }
            return key == (groups.number(0..<9) * 100 + 12) % 97
        }
    }

    /// Nine digits, `B`, two digits; either the 11-test or ISO 7064 mod 97-10 holds.
    private static func dutch(_ text: Span<UInt8>, _ start: Int) -> Int? {
        guard start < text.count, ASCII.isDigit(text[start]) else { return nil }
        var end: Int?
        _ = DigitGroups(text, from: start, separators: separators) { groups in
            guard groups.count == 9, groups.end < text.count else { return }
            var position = groups.end
            position &+= DigitGroups.separator(text, at: position, separators)
            guard position &+ 3 <= text.count, text[position] | 0x20 == UInt8(ascii: "b"),
                ASCII.isDigit(text[position &+ 1]), ASCII.isDigit(text[position &+ 2]),
                position &+ 3 == text.count || !ASCII.isAlphanumeric(text[position &+ 3])
            else { return }
            let suffix = Int(text[position &+ 1] - 0x30) * 10 + Int(text[position &+ 2] - 0x30)
            // N is 23, L is 21, B is 11.
            let whole = ((2321 * 1_000_000_000 + groups.number(0..<9)) * 100 + 11) * 100 + suffix
            if CheckDigits.passesEleven(groups) || whole % 97 == 1 { end = position &+ 3 }
        }
        return end
    }

    /// Whether digits without a country before them are such a number.
    static func matches(_ groups: DigitGroups, _ context: NumberContext.Meaning?) -> Bool {
        let isAnnounced = context == .company
        switch groups.count {
        case 8, 12: return isAnnounced
        case 9: return isAnnounced
        case 10:
            // `0403.019.261`; run together one in 97 epochs would pass too.
            let isWritten = groups.pattern == 0x433 && groups.seen == .dot
            return isAnnounced || (isWritten && isBelgian(groups))
        case 14:
            return isAnnounced
                || (groups.pattern == 0x3335 && CheckDigits.passesLuhn(groups, 14)
                    && groups.seen == .space)
        default: return false
        }
    }
}
