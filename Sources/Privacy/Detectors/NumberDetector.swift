import Bytes

/// What a number in a text is: by its check digits, its grouping, or the word before it.
enum NumberDetector {
    private static let separators: DigitGroups.Separators = [.space, .dash, .dot, .slash]
    /// Fewest digits, however they are grouped, of a number that stands for somebody.
    private static let fewestDigits = 8

    /// The number that begins with the digit at `start`.
    ///
    /// `word` is the end of the letters and digits there, `floor` where a find may begin.
    static func match(
        _ text: Span<UInt8>, at start: Int, word end: Int, floor: Int
    ) -> Finding? {
        let isLong =
            end &- start >= fewestDigits
            || goesOn(text, end) && hasManyDigits(from: start, in: text)
        guard isLong || end &- start >= fewestAnnounced || isNumbered(start, in: text) else {
            return nil
        }
        let context = NumberContext.before(start, in: text)
        if isLong, let found = long(text, at: start, context?.meaning) { return found }
        if let context { return announced(text, start, context) }
        guard start > floor, isRunByte(text[start &- 1]) else { return nil }
        return announcedRun(text, holding: start, floor: floor)
    }

    /// The order or parcel number with letters at its beginning around `start`.
    ///
    /// `order ABC-12345`: the word before the whole announces it.
    static func announcedRun(
        _ text: Span<UInt8>, holding start: Int, floor: Int
    ) -> Finding? {
        var first = start
        while start &- first < longestPrefix {
            let isEdge = first <= floor || !ASCII.isAlphanumeric(text[first &- 1])
            if isEdge || TextEscapes.endsEscape(at: first, in: text),
                ASCII.isAlphanumeric(text[first]),
                let context = NumberContext.before(first, in: text)
            {
                return announced(text, first, context)
            }
            guard first > floor, isRunByte(text[first &- 1]) else { return nil }
            first &-= 1
        }
        return nil
    }

    private static func isRunByte(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumeric(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    }

    // MARK: Long numbers

    private static func long(
        _ text: Span<UInt8>, at start: Int, _ context: NumberContext.Meaning?
    ) -> Finding? {
        var found: Finding?
        let whole = DigitGroups(text, from: start, separators: separators) { groups in
            guard groups.count >= fewestDigits, groups.count <= 19 else { return }
            let end = groups.end
            if end < text.count, ASCII.isAlphanumeric(text[end]) { return }
            if let kind = kind(of: groups, context) { found = Finding(kind, start..<end) }
        }
        if let found { return found }
        if whole.end < text.count {
            let next = text[whole.end]
            if whole.count == 6, next | 0x20 == 0x61 || next | 0x20 == 0x62,
                let range = NationalIDDetector.corsican(text, at: start)
            {
                return Finding(.nationalID, range)
            }
        }
        if text[start] == UInt8(ascii: "0") {
            if let range = PhoneDetector.match(text, at: start) { return Finding(.phone, range) }
            if let range = NationalPhone.match(text, at: start) { return Finding(.phone, range) }
        }
        return nil
    }

    private static func kind(
        of groups: DigitGroups, _ context: NumberContext.Meaning?
    ) -> DetectorClass? {
        if CardDetector.matches(groups) { return .card }
        if context == .birthDate, groups.count == 8 { return .birthDate }
        if isStructured(groups) { return .order }
        if context == .phone, groups.count <= 15 { return .phone }
        if NationalIDDetector.matches(groups, context) { return .nationalID }
        if CompanyNumberDetector.matches(groups, context) { return .companyNumber }
        if context == .card, groups.count >= 12 { return .card }
        if context == .device, groups.count >= 14, groups.count <= 16 { return .deviceID }
        return nil
    }

    /// A Belgian structured reference without its plus signs, `010/8068/17183`.
    private static func isStructured(_ groups: DigitGroups) -> Bool {
        guard groups.count == 12, groups.pattern == 0x345, groups.seen == .slash else {
            return false
        }
        let rest = groups.number(0..<10) % 97
        return groups.number(10..<12) == (rest == 0 ? 97 : rest)
    }

    // MARK: Announced numbers

    /// Fewest digits of a number behind a word that announces one.
    private static let fewestAnnounced = 3
    /// Longest order or parcel number with its letters and dashes.
    private static let longestReference = 48

    /// Most letters before the digits of an announced number.
    private static let longestPrefix = 16

    private static func announced(
        _ text: Span<UInt8>, _ start: Int, _ context: NumberContext
    ) -> Finding? {
        let kind: DetectorClass
        let fewest: Int
        switch context.meaning {
        case .order: (kind, fewest) = (.order, context.isMarked ? 3 : 5)
        case .parcel: (kind, fewest) = (.parcel, 8)
        case .card:
            guard context.isEnding else { return nil }
            let isLast =
                start &+ 4 == text.count
                || start &+ 4 < text.count
                    && !ASCII.isAlphanumeric(text[start &+ 4])
            return isLast ? Finding(.card, start..<start &+ 4) : nil
        case .customer: (kind, fewest) = (.userID, context.isMarked ? 3 : 5)
        default: return nil
        }
        return reference(text, at: start, fewest: fewest).map { Finding(kind, $0) }
    }

    /// Letters, digits and dashes from `start` with enough digits, if no price, day or amount.
    private static func reference(
        _ text: Span<UInt8>, at start: Int, fewest: Int
    ) -> Range<Int>? {
        var end = start
        var digits = 0
        while end < text.count, end &- start < longestReference {
            let byte = text[end]
            if ASCII.isDigit(byte) {
                digits &+= 1
            } else if !ASCII.isLetter(byte) {
                guard isJoint(byte), end &+ 1 < text.count, ASCII.isAlphanumeric(text[end &+ 1])
                else { break }
            }
            end &+= 1
        }
        guard digits >= fewest, !isAmount(text, end), !isDay(text, start..<end) else { return nil }
        return start..<end
    }

    private static func isJoint(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "/")
    }

    /// A decimal part, a percent sign, a currency or a unit follows.
    static func isAmount(_ text: Span<UInt8>, _ end: Int) -> Bool {
        guard end < text.count else { return false }
        let byte = text[end]
        if byte == UInt8(ascii: ","), end &+ 1 < text.count, ASCII.isDigit(text[end &+ 1]) {
            return true
        }
        if byte == UInt8(ascii: "%") {
            return TextEscapes.length(of: UInt8(ascii: " "), at: end, in: text) == 0
                && (end &+ 1 == text.count || !ASCII.isHexDigit(text[end &+ 1]))
        }
        var next = end
        if byte == UInt8(ascii: " ") || byte == UInt8(ascii: "+") { next &+= 1 }
        if text.hasPrefix("€", from: next) || text.hasPrefix("$", from: next) { return true }
        var unit = next
        while unit < text.count, unit &- next < 12, ASCII.isLetter(text[unit]) { unit &+= 1 }
        return unit > next && UnitWords.table[text.extracting(next..<unit)] != nil
    }

    /// `2024-11-20`, `20-11-2024`, `20/11/2024`, `20241120`.
    private static func isDay(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard range.count == 10 || range.count == 8 else { return false }
        var pattern: UInt64 = 0
        let groups = DigitGroups(
            text.extracting(0..<range.upperBound), from: range.lowerBound,
            separators: [.dash, .slash, .dot]
        ) { pattern = $0.pattern }
        guard groups.end == range.upperBound, groups.count == 8 else { return false }
        let isYearFirst = pattern == 0x422 || pattern == 0x8
        guard isYearFirst || pattern == 0x224 else { return false }
        let year = isYearFirst ? groups.number(0..<4) : groups.number(4..<8)
        let month = isYearFirst ? groups.number(4..<6) : groups.number(2..<4)
        return (1900...2099).contains(year) && (1...12).contains(month)
    }

    // MARK: Gates

    /// Whether a `#` or a degree sign stands before the number.
    private static func isNumbered(_ start: Int, in text: Span<UInt8>) -> Bool {
        guard start > 0 else { return false }
        return text[start &- 1] == UInt8(ascii: "#")
    }

    /// Whether a separator and a digit follow, or another part of a number.
    @inline(__always)
    private static func goesOn(_ text: Span<UInt8>, _ end: Int) -> Bool {
        guard end &+ 1 < text.count else { return false }
        switch text[end] {
        case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "/"),
            UInt8(ascii: "+"):
            return ASCII.isDigit(text[end &+ 1])
        case UInt8(ascii: "%"), UInt8(ascii: ")"), 0xC2, 0xE2: return true
        default: return false
        }
    }

    /// Whether enough digits follow, one separator at a time.
    private static func hasManyDigits(from start: Int, in text: Span<UInt8>) -> Bool {
        var digits = 0
        var position = start
        var isGap = false
        while position < text.count {
            if ASCII.isDigit(text[position]) {
                digits &+= 1
                if digits == fewestDigits { return true }
                isGap = false
                position &+= 1
                continue
            }
            let length = isGap ? 0 : DigitGroups.separator(text, at: position, separators)
            if length == 0 {
                // `(020) 123`, `+31 (0)6` and `2A` of a Corsican number.
                return digits >= 2 && text[position] == UInt8(ascii: ")")
                    || digits == 6 && (text[position] | 0x20) &- 0x61 < 2
            }
            isGap = true
            position &+= length
        }
        return false
    }
}

/// Words behind an amount.
enum UnitWords {
    static let table = WordTable<Bool>([
        (
            true,
            [
                "stuks", "stuk", "st", "stk", "stück", "x", "cm", "mm", "m", "km", "kg", "g", "gr",
                "gram", "mg", "l", "ml", "cl", "dl", "liter", "litre", "litres", "inch", "inches",
                "zoll", "eur", "euro", "euros", "usd", "gbp", "chf", "w", "watt", "v", "volt",
                "ah", "mah", "kwh", "hz", "ghz", "mhz", "gb", "tb", "mb", "delig", "teilig",
                "pieces", "pcs", "items", "pi", "pieces", "jaar", "jahre", "ans", "years",
                "maanden", "dagen", "jours", "days", "tage", "uur", "weken", "punten", "points",
                "punkte", "personen", "personnes", "persons", "people", "k", "rpm", "bar", "db",
                "artikelen", "articles", "artikel", "producten", "produits", "keer", "ms",
                "seconds", "seconden", "minuten", "p", "px", "dpi", "kleuren", "paar", "voor",
                "lm", "lumen", "kelvin", "psi", "nm", "pk", "kw", "btu", "orders", "bestellingen",
            ]
        )
    ])
}
