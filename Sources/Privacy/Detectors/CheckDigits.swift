/// The check-digit methods of the numbers that the detectors know (python-stdnum, ISO 7064).
enum CheckDigits {
    /// Luhn's sum over all digits (ISO/IEC 7812-1, annex B).
    static func passesLuhn(_ groups: DigitGroups, _ count: Int) -> Bool {
        luhnSum(groups, count, doublesLast: false) % 10 == 0
    }

    /// Luhn's check digit of the first `count` digits.
    static func luhnDigit(_ groups: DigitGroups, _ count: Int) -> Int {
        (10 - luhnSum(groups, count, doublesLast: true) % 10) % 10
    }

    private static func luhnSum(_ groups: DigitGroups, _ count: Int, doublesLast: Bool) -> Int {
        var sum = 0
        for place in 0..<count {
            var digit = Int(groups.digits[count &- 1 &- place])
            if (place & 1 == 1) != doublesLast {
                digit *= 2
                if digit > 9 { digit -= 9 }
            }
            sum &+= digit
        }
        return sum
    }

    /// The Dutch 11-test of nine digits: weights 9 to 2 and -1.
    static func passesEleven(_ groups: DigitGroups, from start: Int = 0) -> Bool {
        var sum = 0
        var any = 0
        for place in 0..<9 {
            let digit = Int(groups.digits[start &+ place])
            sum += place == 8 ? -digit : (9 - place) * digit
            any |= digit
        }
        return any != 0 && sum % 11 == 0
    }

    /// ISO 7064 mod 11,10 over the first `count` digits, the last of which is the check.
    static func passesMod11And10(_ groups: DigitGroups, _ count: Int) -> Bool {
        var product = 10
        for place in 0..<count &- 1 {
            var sum = (Int(groups.digits[place]) + product) % 10
            if sum == 0 { sum = 10 }
            product = 2 * sum % 11
        }
        return (11 - product) % 10 == Int(groups.digits[count &- 1])
    }

    /// Verhoeff's check digit of the first `count` digits.
    static func verhoeffDigit(_ groups: DigitGroups, _ count: Int) -> Int {
        var check = 0
        for place in 0..<count {
            let digit = Int(groups.digits[count &- 1 &- place])
            check = dihedral(check, permuted(digit, times: (place &+ 1) % 8))
        }
        return check >= 1 && check <= 4 ? 5 - check : check
    }

    /// Multiplication in the dihedral group of ten elements.
    private static func dihedral(_ first: Int, _ second: Int) -> Int {
        if first < 5 {
            return second < 5 ? (first + second) % 5 : 5 + (first + second - 5) % 5
        }
        return second < 5 ? 5 + (first - second) % 5 : (first - second + 5) % 5
    }

    private static func permuted(_ digit: Int, times: Int) -> Int {
        var digit = digit
        for _ in 0..<times { digit = permutation(digit) }
        return digit
    }

    private static func permutation(_ digit: Int) -> Int {
        switch digit {
        case 0: 1
        case 1: 5
        case 2: 7
        case 3: 6
        case 4: 2
        case 5: 8
        case 6: 3
        case 7: 0
        case 8: 9
        default: 4
        }
    }
}
