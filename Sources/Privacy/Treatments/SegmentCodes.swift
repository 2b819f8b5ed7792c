import Bytes

/// What identifiers look like that no detector knows: order numbers, cart tokens, parcel barcodes.
enum SegmentCodes {
    /// The placeholder of a segment with capitals that says by itself what it is, or `nil`.
    static func placeholder(
        _ segment: Span<UInt8>, _ traits: SegmentTraits, _ announced: PathWords.Meaning?
    ) -> StaticString? {
        let isCatalogue = announced == .catalogue || announced == .article
        if traits.digits >= 4, !isCatalogue {
            if isBarcode(segment) { return "{tracking}" }
            if isDutchPostcode(segment) { return "{postcode}" }
        }
        guard traits.hasLowerCase else { return nil }
        if traits.digits > 0, !isCatalogue, isShuffled(segment) { return "{token}" }
        return EncodedText.hidesText(segment) ? "{token}" : nil
    }

    // MARK: Codes behind a word

    /// Fewest digits of a code that also has letters.
    private static let codeDigits = 3
    /// Shortest code of capitals: an order reference of PrestaShop has nine.
    private static let shortestReference = 6
    /// Fewest digits of a number in a title that is the number announced: `bestelling-12345`.
    private static let titleDigits = 5

    /// Whether the segment is a code where a number was announced, and no title.
    static func isCode(_ segment: Span<UInt8>, _ traits: SegmentTraits) -> Bool {
        if traits.digits >= codeDigits { return !isTitle(segment) }
        let isReference =
            traits.digits == 0 && traits.hasUpperCase && traits.isUpperCase
            && segment.count >= shortestReference
        if isReference || (traits.hasUpperCase && isShuffled(segment)) { return true }
        // `zx8y`, `qrstw`: no word in it.
        let shortest = traits.digits > 0 ? shortestCode : shortestReference
        return segment.count >= shortest && SlugShape(segment).isWordless
    }

    /// Shortest code with a digit and without a word in it.
    private static let shortestCode = 4
    /// Fewest digits behind a word without a mark between them: `track123` is the name of a
    /// program.
    private static let gluedDigits = 4

    /// The number that the word before it in the same segment announces, and what takes its place:
    /// `orders-1234`, `bestelling1234`, `factuur-2024-0017.pdf`, `bestelling-12345-bedankt`.
    static func label(
        _ segment: Span<UInt8>
    ) -> (number: Range<Int>, placeholder: StaticString)? {
        var start = 0
        while start < segment.count, ASCII.isLetter(segment[start]) { start &+= 1 }
        guard start > 1, start < segment.count,
            let placeholder = labels(segment.extracting(0..<start))
        else { return nil }
        let mark = segment[start]
        let isMarked = mark == UInt8(ascii: "-") || mark == UInt8(ascii: "_")
        if isMarked { start &+= 1 }
        var end = start
        while end < segment.count, ASCII.isDigit(segment[end]) { end &+= 1 }
        guard end > start, isMarked || end &- start >= gluedDigits else { return nil }
        if SlugShape(segment.extracting(start..<segment.count)).isWordless {
            return (start..<segment.count, placeholder)
        }
        // `order-2024-nieuwe-collectie` is a title.
        return end &- start >= titleDigits ? (start..<end, placeholder) : nil
    }

    private static func labels(_ word: Span<UInt8>) -> StaticString? {
        switch PathWords.meaning(of: word) {
        case .order: "{order}"
        case .account: "{id}"
        case .person: "{user}"
        case .parcel: "{tracking}"
        default: nil
        }
    }

    /// Whether the segment is a title of two words or more whose numbers are short.
    static func isTitle(_ segment: Span<UInt8>) -> Bool {
        let slug = SlugShape(segment)
        return slug.isTitle && slug.words >= 2 && slug.longestNumber < titleDigits
            && !slug.isSensitive
    }

    /// Whether the segment is made of lower-case words only, and none longer than words are.
    static func isWords(_ segment: Span<UInt8>, _ traits: SegmentTraits) -> Bool {
        guard !traits.hasUpperCase else { return false }
        if traits.digits > 0 { return isTitle(segment) }
        let slug = SlugShape(segment)
        return slug.isTitle && slug.words >= 1
    }

    /// Most digits of an article's number in a link to a cart.
    private static let cartDigits = 14

    /// `40123456789012:1,40123456789013:2`: articles and numbers of pieces in a link to a cart.
    static func isCartContent(_ segment: Span<UInt8>) -> Bool {
        var digits = 0
        for index in segment.indices {
            let byte = segment[index]
            digits = ASCII.isDigit(byte) ? digits &+ 1 : 0
            let isMark = byte == UInt8(ascii: ":") || byte == UInt8(ascii: ",")
            guard digits > 0 ? digits <= cartDigits : isMark else { return false }
        }
        return true
    }

    // MARK: Shapes

    /// A UUID at or after `first`, glued to other words with dashes or underscores, which the
    /// detectors read as one word.
    static func uuid(in segment: Span<UInt8>, from first: Int) -> Range<Int>? {
        let length = 36
        guard segment.count &- first > length || first > 0 else { return nil }
        for start in first..<max(first, segment.count &- length &+ 1)
        where ASCII.isHexDigit(segment[start]) {
            let range = start..<start &+ length
            let isWhole =
                (start == 0 || !ASCII.isAlphanumeric(segment[start &- 1]))
                && (range.upperBound == segment.count
                    || !ASCII.isAlphanumeric(segment[range.upperBound]))
            if isWhole, TokenDetector.isUUID(segment, range) { return range }
        }
        return nil
    }

    /// Shortest code that is taken for random: names of models such as `iPhone15Pro` are shorter or
    /// change less often.
    private static let shortestShuffled = 10

    /// Letters and digits only, and the kind of character changes at two in five places or more.
    static func isShuffled(_ segment: Span<UInt8>) -> Bool {
        guard segment.count >= shortestShuffled else { return false }
        var changes = 0
        for index in segment.indices {
            let byte = segment[index]
            guard ASCII.isAlphanumeric(byte) else { return false }
            guard index > 0 else { continue }
            let before = segment[index &- 1]
            let isCapital = byte &- 0x41 < 26
            if ASCII.isDigit(byte) != ASCII.isDigit(before)
                || (isCapital && before &- 0x61 < 26)
            {
                changes &+= 1
            }
        }
        return changes &* 5 >= segment.count &* 2
    }

    /// A day written as 20240131.
    static func isDay(_ number: Span<UInt8>) -> Bool {
        guard number.count == 8 else { return false }
        func value(_ from: Int, _ to: Int) -> Int {
            var value = 0
            for index in from..<to { value = value * 10 + Int(number[index] - 0x30) }
            return value
        }
        return (1990...2049).contains(value(0, 4)) && (1...12).contains(value(4, 6))
            && (1...31).contains(value(6, 8))
    }

    // MARK: Places

    /// Barcodes of PostNL, DHL, UPS and the postal union, alone in a segment or before a postcode.
    static func isBarcode(_ segment: Span<UInt8>) -> Bool {
        var end = 0
        while end < segment.count, ASCII.isAlphanumeric(segment[end]) { end &+= 1 }
        let code = segment.extracting(0..<end)
        guard code.count >= 10 else { return false }
        if code.hasPrefix("3S") || code.hasPrefix("JVGL") || code.hasPrefix("JJD") {
            return digits(code) >= 6
        }
        if code.hasPrefix("1Z") { return code.count == 18 }
        return isPostalUnionCode(code)
    }

    private static func digits(_ text: Span<UInt8>) -> Int {
        var digits = 0
        for index in text.indices where ASCII.isDigit(text[index]) { digits &+= 1 }
        return digits
    }

    /// Two letters, eight digits, a check digit and two letters (UPU S10).
    private static func isPostalUnionCode(_ code: Span<UInt8>) -> Bool {
        guard code.count == 13, isCapital(code[0]), isCapital(code[1]), isCapital(code[11]),
            isCapital(code[12])
        else { return false }
        var sum = 0
        for index in 2..<11 {
            guard ASCII.isDigit(code[index]) else { return false }
            if index < 10 { sum &+= Int(code[index] &- 0x30) &* postalUnionWeights[index &- 2] }
        }
        let rest = 11 - sum % 11
        let check = rest == 10 ? 0 : rest == 11 ? 5 : rest
        return Int(code[10] &- 0x30) == check
    }

    private static let postalUnionWeights: [8 of Int] = [8, 6, 4, 2, 3, 5, 9, 7]

    /// `1234AB`, `1234-AB`, `1234%20AB`, also with a house number behind it.
    static func isDutchPostcode(_ segment: Span<UInt8>) -> Bool {
        guard segment.count >= 6, segment[0] &- 0x31 < 9 else { return false }
        for index in 1..<4 where !ASCII.isDigit(segment[index]) { return false }
        var position = 4
        if segment[4] == UInt8(ascii: "-") || segment[4] == UInt8(ascii: "+") { position = 5 }
        position &+= TextEscapes.length(of: UInt8(ascii: " "), at: position, in: segment)
        guard position &+ 2 <= segment.count, isCapital(segment[position]),
            isCapital(segment[position &+ 1]), !isNeverIssued(segment, position)
        else { return false }
        position &+= 2
        return position == segment.count
            || segment[position] == UInt8(ascii: "-")
                && position &+ 1 < segment.count && ASCII.isDigit(segment[position &+ 1])
    }

    /// Fewest decimals that say more than a town: four are about eleven metres.
    private static let preciseDecimals = 3

    /// `51.2194,4.4025`, as links to maps and store locators have it, alone or first.
    static func isCoordinates(_ text: Span<UInt8>) -> Bool {
        guard let comma = degreesEnd(text, from: 0) else { return false }
        var second = comma &+ TextEscapes.length(of: UInt8(ascii: ","), at: comma, in: text)
        guard second > comma, second < text.count else { return false }
        let plus = text[second] == UInt8(ascii: "+") ? 1 : 0
        second &+= plus + TextEscapes.length(of: UInt8(ascii: " "), at: second &+ plus, in: text)
        return degreesEnd(text, from: second) != nil
    }

    /// The end of a number of up to three digits with many decimals, or `nil`.
    private static func degreesEnd(_ text: Span<UInt8>, from start: Int) -> Int? {
        var end = start
        if end < text.count, text[end] == UInt8(ascii: "-") { end &+= 1 }
        let first = end
        while end < text.count, ASCII.isDigit(text[end]) { end &+= 1 }
        guard (1...3).contains(end &- first), end < text.count, text[end] == UInt8(ascii: ".")
        else { return nil }
        let decimals = end &+ 1
        end = decimals
        while end < text.count, ASCII.isDigit(text[end]) { end &+= 1 }
        return end &- decimals >= preciseDecimals ? end : nil
    }

    private static func isNeverIssued(_ text: Span<UInt8>, _ pair: Int) -> Bool {
        text.hasPrefix("SA", from: pair) || text.hasPrefix("SD", from: pair)
            || text.hasPrefix("SS", from: pair)
    }

    private static func isCapital(_ byte: UInt8) -> Bool { byte &- 0x41 < 26 }
}
