import Bytes

/// Values whose name says that they are about a person: `first_name=Jan`, `"phone":"0470…"`,
/// `naam: Jan Janssens`.
///
/// Behind `=` and between quotes any value counts; behind a colon in prose it must look the part.
enum NamedValueDetector {
    /// Longest name with its separators.
    private static let longestName = 40
    /// How much of a value is looked at before it is believed.
    private static let looked = 64
    /// Longest value behind a colon in prose.
    private static let longestProse = 80

    /// Whether a value can follow a name that ends before `byte`.
    @inline(__always)
    static func isMark(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "="), UInt8(ascii: ":"), UInt8(ascii: "\""), UInt8(ascii: "'"),
            UInt8(ascii: "]"), UInt8(ascii: "%"), UInt8(ascii: "\\"):
            true
        default: false
        }
    }

    /// The value whose name ends with the word that ends at `end`.
    static func match(_ text: Span<UInt8>, nameEnd end: Int) -> Finding? {
        guard let opening = Opening(text, at: end), let kind = kind(text, nameEnd: end) else {
            return nil
        }
        let start = opening.value
        guard start < text.count, text[start] != UInt8(ascii: "{") else { return nil }
        let stop =
            opening.isProse
            ? proseEnd(text, from: start, kind) : valueEnd(text, from: start, opening)
        if opening.isProse, !NamedValueWords.isProse(kind, text[start]) { return nil }
        guard stop > start, !isFlag(text.extracting(start..<stop)) else { return nil }
        let traits = ValueTraits(text.extracting(start..<min(stop, start &+ looked)))
        guard opening.isProse ? traits.fitsProse(kind) : traits.fits(kind) else { return nil }
        return Finding(kind, start..<stop)
    }

    // MARK: Names

    /// What the last part of the name, or its last parts joined, mean: `billing_first_name`.
    private static func kind(_ text: Span<UInt8>, nameEnd end: Int) -> DetectorClass? {
        var hash = WordHash()
        var position = end
        let limit = max(0, end &- longestName)
        while position > limit {
            let byte = text[position &- 1]
            if ASCII.isAlphanumeric(byte) || byte >= 0x80 {
                hash.add(byte)
                position &-= 1
                continue
            }
            if let kind = NamedValueWords.names[hash] { return kind }
            guard byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") else { return nil }
            position &-= 1
        }
        return NamedValueWords.names[hash]
    }

    // MARK: Values

    private static func valueEnd(_ text: Span<UInt8>, from start: Int, _ opening: Opening) -> Int {
        var position = start
        while position < text.count {
            let byte = text[position]
            if let quote = opening.quote {
                if byte == UInt8(ascii: "\\") {
                    if opening.isEscaped { break }
                    position &+= 2
                    continue
                }
                if byte == quote || byte == 0x0A { break }
            } else if endsToken(byte) || opening.isEncoded && isEncodedEnd(text, position) {
                break
            }
            position &+= 1
        }
        position = min(position, text.count)
        if opening.quote == nil {
            position = withPostcode(text, from: start, to: position)
            while position > start, text[position &- 1] == UInt8(ascii: ".") { position &-= 1 }
        }
        return position
    }

    /// The letters of a Dutch postcode stand behind a space.
    private static func withPostcode(_ text: Span<UInt8>, from start: Int, to end: Int) -> Int {
        guard end &- start == 4, end < text.count else { return end }
        for index in start..<end where !ASCII.isDigit(text[index]) { return end }
        return PostcodeDetector.lettersEnd(text, from: end)
    }

    private static func endsToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "&"), UInt8(ascii: ";"), UInt8(ascii: ","), UInt8(ascii: "|"),
            UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "<"), UInt8(ascii: ">"),
            UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: "\\"),
            UInt8(ascii: "#"), 0x7F:
            true
        default: byte <= 0x20
        }
    }

    private static func isEncodedEnd(_ text: Span<UInt8>, _ position: Int) -> Bool {
        text[position] == UInt8(ascii: "%")
            && TextEscapes.length(of: UInt8(ascii: "&"), at: position, in: text) > 0
    }

    /// The end of a value in prose: a name takes words, everything else is one word.
    private static func proseEnd(
        _ text: Span<UInt8>, from start: Int, _ kind: DetectorClass
    ) -> Int {
        var end = start
        if kind == .personName {
            var position = start
            for _ in 0..<5 {
                let first = position
                while position < text.count, StreetDetector.isNameByte(text[position]) {
                    position &+= 1
                }
                guard position > first, NamedValueWords.isPartOfName(text, first..<position),
                    position == text.count || text[position] != UInt8(ascii: ":")
                else { break }
                end = position
                guard position < text.count, text[position] == 0x20 else { break }
                position &+= 1
            }
            while end > start, text[end &- 1] == UInt8(ascii: ".") { end &-= 1 }
            return end
        }
        let limit = min(text.count, start &+ longestProse)
        if kind == .postalAddress {
            while end < limit, !endsToken(text[end]) || text[end] == 0x20 { end &+= 1 }
            while end > start, text[end &- 1] == 0x20 { end &-= 1 }
            return end
        }
        while end < text.count, !endsToken(text[end]) { end &+= 1 }
        while end > start, text[end &- 1] == UInt8(ascii: ".") { end &-= 1 }
        return end
    }

    /// `true`, `null`, `***` and the like name nobody.
    private static func isFlag(_ value: Span<UInt8>) -> Bool {
        guard value.count > 1 else { return true }
        if value.count <= 10, NamedValueWords.flags[value] != nil { return true }
        for index in value.indices
        where ASCII.isAlphanumeric(value[index]) || value[index] >= 0x80 {
            return false
        }
        return true
    }

    /// What stands between a name and its value.
    private struct Opening {
        private(set) var value: Int
        private(set) var quote: UInt8?
        private(set) var isEscaped = false
        private(set) var isProse = false
        private(set) var isEncoded = false

        init?(_ text: Span<UInt8>, at end: Int) {
            var position = end
            if position < text.count, text[position] == UInt8(ascii: "]") { position &+= 1 }
            // `Nom : Dupont`
            if text.hasPrefix(" :", from: position) { position &+= 1 }
            value = position
            let closing = Self.quote(text, position)
            position &+= closing
            guard position < text.count else { return nil }
            let equals = TextEscapes.length(of: UInt8(ascii: "="), at: position, in: text)
            let length =
                equals > 0
                ? equals : TextEscapes.length(of: UInt8(ascii: ":"), at: position, in: text)
            guard length > 0 else { return nil }
            isEncoded = length > 1
            position &+= length
            if equals == 1, position < text.count, text[position] == UInt8(ascii: ">") {
                position &+= 1
            }
            var spaces = 0
            while position < text.count, spaces < 2, text[position] == 0x20 {
                position &+= 1
                spaces &+= 1
            }
            // `a= b` is not how values are written, `a: b` and `a => b` are.
            let opened = Self.quote(text, position)
            if opened > 0 {
                isEscaped = opened > 1
                quote = text[position &+ opened &- 1]
                position &+= opened
            } else if closing > 0 {
                // A number in JSON: `"phone":32470123456`.
            } else if equals == 0 {
                isProse = true
                if isEncoded || spaces == 0 && !isProseStart(text, position) { return nil }
            } else if spaces > 0 {
                return nil
            }
            value = position
        }

        private func isProseStart(_ text: Span<UInt8>, _ position: Int) -> Bool {
            position < text.count && ASCII.isAlphanumeric(text[position])
        }

        /// The length of a quote at `position`, plain or behind a backslash.
        private static func quote(_ text: Span<UInt8>, _ position: Int) -> Int {
            guard position < text.count else { return 0 }
            let byte = text[position]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") { return 1 }
            return text.hasPrefix("\\\"", from: position) ? 2 : 0
        }
    }
}

/// What a value is made of.
struct ValueTraits {
    private var digits = 0
    private var letters = 0
    private var hasUpper = false
    private var dots = 0
    private let count: Int

    init(_ value: Span<UInt8>) {
        count = value.count
        for index in value.indices {
            let byte = value[index]
            if ASCII.isDigit(byte) {
                digits &+= 1
            } else if ASCII.isLetter(byte) || byte >= 0x80 {
                letters &+= 1
                hasUpper = hasUpper || byte &- 0x41 < 26
            } else if byte == UInt8(ascii: ".") {
                dots &+= 1
            }
        }
    }

    /// Whether a value behind `=` or in quotes can be of the class.
    func fits(_ kind: DetectorClass) -> Bool {
        switch kind {
        case .phone: digits >= 6
        case .birthDate: digits >= 4
        case .personName: letters >= 2
        case .postalAddress: letters > 0 || (digits >= 1 && digits <= 6 && dots == 0)
        case .order, .clientID, .clickID, .token, .deviceID: digits >= 2 && count >= 5
        case .userID: digits >= 1 || count >= 3
        case .secret: count >= 4 && (digits > 0 || hasUpper || count > letters)
        case .email: letters >= 3
        default: digits >= 4
        }
    }

    /// Whether a value behind a colon in a sentence can be of the class.
    func fitsProse(_ kind: DetectorClass) -> Bool {
        switch kind {
        case .personName: letters >= 2
        case .postalAddress: letters >= 3 && digits >= 1 && dots < 3
        case .secret: count >= 4 && (digits > 0 || count > letters) && letters > 0
        default: false
        }
    }
}
