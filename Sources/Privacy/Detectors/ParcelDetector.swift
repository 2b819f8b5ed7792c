import Bytes

/// Parcel numbers that tell themselves: PostNL, DHL, UPS, the Universal Postal Union's S10.
///
/// Numbers without such a mark need a word before them; see ``NumberContext``.
enum ParcelDetector {
    /// Whether the run of letters and digits is a parcel number.
    static func matches(_ word: Span<UInt8>) -> Bool {
        guard word.count >= 13, word.count <= 26 else { return false }
        switch (word[0] | 0x20, word[1] | 0x20) {
        case (UInt8(ascii: "3"), UInt8(ascii: "s")): return isPostNL(word)
        case (UInt8(ascii: "1"), UInt8(ascii: "z")):
            return word.count == 18 && areAlphanumeric(word, 2..<18) && digits(word) >= 8
        case (UInt8(ascii: "j"), UInt8(ascii: "v")):
            return word.hasPrefix("JVGL") && areDigits(word, 4..<word.count)
        case (UInt8(ascii: "j"), UInt8(ascii: "j")):
            return word.hasPrefix("JJD") && areDigits(word, 3..<word.count)
        case (UInt8(ascii: "6"), UInt8(ascii: "a")):
            return word.count == 13 && areDigits(word, 2..<13)
        default: return isS10(word)
        }
    }

    /// `3S`, four to six letters, seven to nine digits; with four letters often digits among them.
    private static func isPostNL(_ word: Span<UInt8>) -> Bool {
        guard word.count <= 19, ASCII.isLetter(word[2]), ASCII.isLetter(word[3]) else {
            return false
        }
        var letters = 2
        while letters < word.count, ASCII.isLetter(word[letters]) { letters &+= 1 }
        return letters <= 8 && word.count &- letters >= 7 && areDigits(word, letters..<word.count)
    }

    /// Two letters, eight digits, a check digit, a country (UPU S10).
    private static func isS10(_ word: Span<UInt8>) -> Bool {
        guard word.count == 13, isUpper(word[0]), isUpper(word[1]), isUpper(word[11]),
            isUpper(word[12]), areDigits(word, 2..<11)
        else { return false }
        let weights: [8 of Int] = [8, 6, 4, 2, 3, 5, 9, 7]
        var sum = 0
        for place in 0..<8 { sum += weights[place] * Int(word[2 &+ place] - 0x30) }
        let rest = 11 - sum % 11
        return (rest == 10 ? 0 : rest == 11 ? 5 : rest) == Int(word[10] - 0x30)
    }

    private static func isUpper(_ byte: UInt8) -> Bool { byte &- 0x41 < 26 }

    private static func areDigits(_ word: Span<UInt8>, _ range: Range<Int>) -> Bool {
        for index in range where !ASCII.isDigit(word[index]) { return false }
        return true
    }

    private static func areAlphanumeric(_ word: Span<UInt8>, _ range: Range<Int>) -> Bool {
        for index in range where !ASCII.isAlphanumeric(word[index]) { return false }
        return true
    }

    private static func digits(_ word: Span<UInt8>) -> Int {
        var count = 0
        for index in word.indices where ASCII.isDigit(word[index]) { count &+= 1 }
        return count
    }
}
