import Bytes

/// Payment card numbers: a scheme's prefix and length, and the Luhn check.
enum CardDetector {
    /// Shortest and longest number that is looked at.
    private static let lengths = 14...19

    /// The card number that begins at `start`, grouped or not.
    ///
    /// Numbers of 12 and 13 digits are article numbers far more often than cards and stay.
    static func match(_ text: Span<UInt8>, at start: Int) -> Range<Int>? {
        guard isFirstDigit(text[start]) else { return nil }
        var found: Range<Int>?
        _ = DigitGroups(text, from: start, separators: [.space, .dash]) { groups in
            if lengths.contains(groups.count), isCard(groups), !continuesAsWord(text, groups.end) {
                found = start..<groups.end
            }
        }
        return found
    }

    private static func isFirstDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "2") < 5 }

    private static func continuesAsWord(_ text: Span<UInt8>, _ end: Int) -> Bool {
        end < text.count && ASCII.isLetter(text[end])
    }

    private static func isCard(_ groups: DigitGroups) -> Bool {
        hasScheme(groups) && passesLuhn(groups)
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

    private static func passesLuhn(_ groups: DigitGroups) -> Bool {
        var sum = 0
        for place in 0..<groups.count {
            var digit = Int(groups.digits[groups.count &- 1 &- place])
            if place & 1 == 1 {
                digit *= 2
                if digit > 9 { digit -= 9 }
            }
            sum &+= digit
        }
        return sum % 10 == 0
    }
}
