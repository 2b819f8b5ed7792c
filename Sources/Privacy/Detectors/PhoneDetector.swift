import Bytes

/// International telephone numbers: `+` or `00` and a country code (libphonenumber metadata).
enum PhoneDetector {
    private static let separators: DigitGroups.Separators = [.space, .dash, .dot, .slash]

    /// The number that begins at `start`, where a `+`, a `%2B` or a zero stands.
    static func match(_ text: Span<UInt8>, at start: Int) -> Range<Int>? {
        let plus = TextEscapes.length(of: UInt8(ascii: "+"), at: start, in: text)
        if plus > 0, start > 0, text[start &- 1] == UInt8(ascii: "+") { return nil }
        var first = start &+ plus
        if plus == 0 {
            guard text.hasPrefix("00", from: start) else { return nil }
            first = start &+ 2
            if first < text.count { first &+= DigitGroups.separator(text, at: first, separators) }
        }
        guard first < text.count, ASCII.isDigit(text[first]), text[first] != 0x30 else {
            return nil
        }
        // A plus behind a word is the space of a form, a plus alone is a sign of its own.
        let isLoose =
            plus == 1 && (start == 0 || !ASCII.isAlphanumeric(text[start &- 1]))
        return read(text, start, first, isLoose: isLoose || plus > 1)
    }

    private static func read(
        _ text: Span<UInt8>, _ start: Int, _ first: Int, isLoose: Bool
    ) -> Range<Int>? {
        var digits: [16 of UInt8] = .init(repeating: 0)
        var count = 0
        var position = first
        var found: Range<Int>?
        while position < text.count {
            if ASCII.isDigit(text[position]) {
                guard count < 15 else { break }
                digits[count] = text[position] &- 0x30
                count &+= 1
                position &+= 1
                let isGroupEnd = position == text.count || !ASCII.isAlphanumeric(text[position])
                if isGroupEnd, isPlausible(digits, count, isLoose: isLoose),
                    !(position &- start == 13 && isArticle(digits))
                {
                    found = start..<position
                }
                continue
            }
            var next = position &+ DigitGroups.separator(text, at: position, separators)
            if count <= 3, start > 0, text[start &- 1] == UInt8(ascii: "("),
                text[position] == UInt8(ascii: ")")
            {
                // `(+32) 470 …`
                next = position &+ 1
                if next < text.count { next &+= DigitGroups.separator(text, at: next, separators) }
            }
            if text.hasPrefix("(0)", from: next) {
                next &+= 3
                if next < text.count { next &+= DigitGroups.separator(text, at: next, separators) }
            }
            guard next > position, next < text.count, ASCII.isDigit(text[next]) else { break }
            position = next
        }
        return found
    }

    /// Whether `00` and eleven digits, run together, are an article number (GTIN-13) and not a
    /// number of one of our countries.
    private static func isArticle(_ digits: [16 of UInt8]) -> Bool {
        let two = Int(digits[0]) * 10 + Int(digits[1])
        guard two < 31 || two > 33, two != 49, two != 35 else { return false }
        var sum = 0
        for place in 0..<11 { sum += Int(digits[place]) * (place & 1 == 0 ? 1 : 3) }
        return sum % 10 == 0
    }

    /// Whether the digits, country code first, have a length that the country uses.
    private static func isPlausible(
        _ digits: [16 of UInt8], _ count: Int, isLoose: Bool
    ) -> Bool {
        guard count >= 6 else { return false }
        let two = Int(digits[0]) * 10 + Int(digits[1])
        switch (two, digits[2]) {
        case (31, _): return count == 11 || count == 13
        case (32, _): return count == 10 || count == 11
        case (33, _): return count == 11
        case (49, _): return (9...13).contains(count)
        case (35, 2): return (8...14).contains(count)
        case (34, _), (41, _), (43...48, _), (39, _), (35, _), (42, _):
            return (10...13).contains(count)
        default: return isLoose && (9...15).contains(count)
        }
    }
}
