import Bytes

/// Words before a space that say what follows: `Bearer`, `rue`, `BE 0403.019.261`, `XXXX 1234`.
enum AnnouncingWord {
    /// What begins at, or around, `word`.
    static func match(
        _ text: Span<UInt8>, word: Range<Int>, floor: Int, findsSpelledEmails: Bool
    ) -> Finding? {
        let first = text[word.lowerBound] | 0x20
        switch word.count {
        case 2:
            if first == UInt8(ascii: "a"), text[word.lowerBound &+ 1] | 0x20 == UInt8(ascii: "t") {
                guard findsSpelledEmails else { return nil }
                return ObfuscatedEmailDetector.spoken(text, word: word, floor: floor)
                    .map { Finding(.email, $0) }
            }
            guard isCountry(text, word) else { return nil }
            return CompanyNumberDetector.match(text, at: word.lowerBound)
                .map { Finding(.companyNumber, $0) }
        case 4, 12:
            if first == UInt8(ascii: "x"), text[word.lowerBound &+ 1] | 0x20 == UInt8(ascii: "x") {
                return MaskedCardDetector.match(text, at: word.lowerBound)
                    .map { Finding(.card, $0) }
            }
        case 6:
            if first == UInt8(ascii: "b"), let found = SecretDetector.bearer(text, word: word) {
                return Finding(.secret, found)
            }
        default: break
        }
        switch first {
        case UInt8(ascii: "r"), UInt8(ascii: "a"), UInt8(ascii: "b"), UInt8(ascii: "c"),
            UInt8(ascii: "i"), UInt8(ascii: "p"), UInt8(ascii: "q"), UInt8(ascii: "s"):
            guard StreetDetector.isFrenchWord(text, word) else { return nil }
            return StreetDetector.french(text, word: word, floor: floor)
                .map { Finding(.postalAddress, $0) }
        default: return nil
        }
    }

    private static func isCountry(_ text: Span<UInt8>, _ word: Range<Int>) -> Bool {
        let second = text[word.lowerBound &+ 1]
        switch text[word.lowerBound] {
        case UInt8(ascii: "B"), UInt8(ascii: "D"): return second == UInt8(ascii: "E")
        case UInt8(ascii: "N"): return second == UInt8(ascii: "L")
        case UInt8(ascii: "F"): return second == UInt8(ascii: "R")
        case UInt8(ascii: "L"): return second == UInt8(ascii: "U")
        default: return false
        }
    }
}
