import Bytes

/// How far a path segment is a title: words and numbers between dashes, as shops name pages.
///
/// `iphone-15-pro-256gb`, `12-blauwe-jeans-5412345678908.html`, `rode-zomerjurk_2024`. Placeholders
/// in braces count as nothing, so that a second look sees what the first one saw.
struct SlugShape {
    /// Parts of letters with a vowel, at most one of them upper case inside.
    private(set) var words = 0
    /// One of the words announces orders, people or secrets: its numbers are theirs.
    private(set) var isSensitive = false
    /// One of the words announces articles.
    private(set) var isCatalogue = false
    /// Every part is a word, a short number or a measure.
    private(set) var isTitle = true
    /// `a-12345678` and `c-1234567` of Mijnwebwinkel: one letter and a number.
    private(set) var isArticleMark = false
    /// Words were replaced before: what is left was looked at as a whole then.
    private(set) var hasPlaceholder = false
    /// Digits of the longest number.
    private(set) var longestNumber = 0

    /// Longest part of letters and digits that is a model or a measure: `256gb`, `120x60cm`.
    private static let longestMeasure = 8
    /// Longest number behind `p` or `c` in the addresses of Lightspeed E-Series: `p55001151`.
    private static let longestArticleMark = 13
    private static let longestWord = 24
    /// Most digits of an article number without a check digit.
    private static let longestArticle = 10

    init(_ segment: Span<UInt8>) {
        var position = 0
        while position < segment.count {
            let byte = segment[position]
            if byte == UInt8(ascii: "{"), let end = Self.placeholderEnd(segment, position) {
                // `{id}` stood for a number, no word.
                let isNumber = segment.hasPrefix("{id}", from: position)
                if !isNumber { hasPlaceholder = true }
                position = end
                continue
            }
            guard Self.isPartByte(byte) else {
                position &+= Self.separatorLength(segment, position)
                continue
            }
            let start = position
            while position < segment.count, Self.isPartByte(segment[position]) { position &+= 1 }
            take(segment.extracting(start..<position))
        }
        isArticleMark =
            longestNumber > 0 && longestNumber == segment.count &- 2 && words == 0
            && (segment.hasPrefix("a-") || segment.hasPrefix("c-") || segment.hasPrefix("p-"))
    }

    /// The offset behind `{letters}` at `start`, or `nil`.
    static func placeholderEnd(_ segment: Span<UInt8>, _ start: Int) -> Int? {
        var end = start &+ 1
        while end < segment.count, segment[end] &- 0x61 < 26 { end &+= 1 }
        return end < segment.count && segment[end] == UInt8(ascii: "}") ? end &+ 1 : nil
    }

    /// Letters of any language are part of a word, encoded or not.
    private static func isPartByte(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumeric(byte) || byte >= 0x80
    }

    /// One byte, or a percent escape.
    private static func separatorLength(_ segment: Span<UInt8>, _ start: Int) -> Int {
        guard segment[start] == UInt8(ascii: "%") else { return 1 }
        var digits = start &+ 1
        while segment.hasPrefix("25", from: digits) { digits &+= 2 }
        return min(digits &+ 2, segment.count) &- start
    }

    private mutating func take(_ part: Span<UInt8>) {
        var digits = 0
        var hasVowel = false
        var changes = 0
        for index in part.indices {
            let byte = part[index]
            if ASCII.isDigit(byte) { digits &+= 1 }
            switch byte | 0x20 {
            case UInt8(ascii: "a"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "o"),
                UInt8(ascii: "u"), UInt8(ascii: "y"):
                hasVowel = true
            default: break
            }
            if byte >= 0x80 { hasVowel = true }
            if index > 0, byte &- 0x41 < 26, part[index &- 1] &- 0x61 < 26 { changes &+= 1 }
        }
        if digits == part.count {
            longestNumber = max(longestNumber, digits)
        } else if digits > 0 {
            let isMark =
                (part[0] | 0x20 == UInt8(ascii: "p") || part[0] | 0x20 == UInt8(ascii: "c"))
                && digits == part.count &- 1 && part.count <= Self.longestArticleMark
            if part.count > Self.longestMeasure, !isMark { isTitle = false }
        } else if part.count >= 2 {
            let isWord = hasVowel && changes <= 1 && part.count <= Self.longestWord
            if isWord { words &+= 1 } else if part.count > Self.longestMeasure { isTitle = false }
            if part.count >= 4 { note(PathWords.meaning(of: part)) }
        }
    }

    private mutating func note(_ meaning: PathWords.Meaning?) {
        switch meaning {
        case .order, .secret, .person, .account, .parcel, .checkout: isSensitive = true
        case .article: isCatalogue = true
        case .catalogue, .guarded, .postcode, .page, nil: break
        }
    }

    /// No word at all, and none replaced before.
    var isWordless: Bool { words == 0 && !hasPlaceholder }

    /// Whether a number in the title is an article's: short, or with the check digit of a GTIN.
    static func isArticleNumber(_ number: Span<UInt8>) -> Bool {
        if number.count <= longestArticle {
            // Telephone numbers begin with 0 and have nine digits or more.
            return !(number.count >= 9 && number[0] == UInt8(ascii: "0"))
        }
        return (12...14).contains(number.count) && hasGTINCheck(number)
    }

    /// Weights 3 and 1 from the right (GS1 General Specifications 7.9).
    private static func hasGTINCheck(_ number: Span<UInt8>) -> Bool {
        var sum = 0
        for index in number.indices {
            let weight = (number.count &- index) & 1 == 0 ? 3 : 1
            sum &+= Int(number[index] &- 0x30) &* weight
        }
        return sum % 10 == 0
    }
}
