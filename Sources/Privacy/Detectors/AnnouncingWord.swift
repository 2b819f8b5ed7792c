import Bytes

/// Words before a space that say what follows: `Bearer`, `rue`, `BE 0403.019.261`, `XXXX 1234`.
enum AnnouncingWord {
    /// Whether a word of `length` bytes that begins with `first` can be one of them.
    @inline(__always)
    static func mayBe(_ first: UInt8, length: Int) -> Bool {
        let letter = first | 0x20
        guard letter &- 0x61 < 26, length <= 12 else { return false }
        return letters(length) &>> UInt32(letter &- 0x61) & 1 == 1
    }

    /// The first letters of the words of a length, one bit each.
    @inline(__always)
    private static func letters(_ length: Int) -> UInt32 {
        func bit(_ letter: Unicode.Scalar) -> UInt32 { 1 &<< (letter.value &- 0x61) }
        switch length {
        case 2: return bit("a") | bit("b") | bit("d") | bit("f") | bit("l") | bit("n")
        case 3: return bit("r") | bit("a")
        case 4: return bit("q") | bit("c") | bit("x")
        case 5: return bit("p") | bit("c") | bit("r") | bit("b")
        case 6: return bit("a") | bit("s") | bit("c") | bit("b")
        case 7: return bit("i") | bit("p") | bit("a")
        case 9: return bit("b")
        case 12: return bit("x") | bit("a")
        default: return 0
        }
    }

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
        case 7 where first == UInt8(ascii: "a"), 12 where first == UInt8(ascii: "a"):
            let name = text.extracting(word)
            guard findsSpelledEmails,
                name.equalsIgnoringCase("apenstaartje") || name.equalsIgnoringCase("arobase")
            else { return nil }
            return ObfuscatedEmailDetector.spoken(text, word: word, floor: floor)
                .map { Finding(.email, $0) }
        case 4, 12:
            if first == UInt8(ascii: "x"), text[word.lowerBound &+ 1] | 0x20 == UInt8(ascii: "x") {
                return MaskedCardDetector.match(text, at: word.lowerBound)
                    .map { Finding(.card, $0) }
            }
        case 5, 6:
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
