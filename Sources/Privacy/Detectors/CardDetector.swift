import Bytes

/// Payment card numbers: a scheme's prefix and length, and the Luhn check.
enum CardDetector {
    /// Shortest and longest number that is looked at.
    private static let lengths = 14...19

    /// Whether the digits, grouped or not, are a card number.
    ///
    /// Numbers of 12 and 13 digits are article numbers far more often than cards and stay.
    static func matches(_ groups: DigitGroups) -> Bool {
        lengths.contains(groups.count) && groups.digits[0] &- 2 < 5
            && groups.seen.isSubset(of: [.space, .dash]) && hasScheme(groups)
            && CheckDigits.passesLuhn(groups, groups.count)
    }

    private static func hasScheme(_ groups: DigitGroups) -> Bool {
        let four = groups.number(0..<4)
        let two = four / 100
        let three = four / 10
        switch groups.count {
        case 14: return (300...305).contains(three) || two == 36 || two == 38 || two == 39
        case 15: return two == 34 || two == 37
        case 16...19:
            if four / 1000 == 4 { return groups.count == 16 || groups.count == 19 }
            if (51...55).contains(two) || (2221...2720).contains(four) { return groups.count == 16 }
            return two == 50 || (56...69).contains(two) || (3528...3589).contains(four) || two == 36
        default: return false
        }
    }
}
