import Bytes
import Decoding

/// Reads dotted addresses inside text: IPv4, `in-addr.arpa` and `ip6.arpa` names.
enum DottedAddress {
    private static let dot = UInt8(ascii: ".")

    /// Four numbers and where they end.
    struct Quad {
        let value: UInt32
        let end: Int
        /// The end of the numbers that follow after further dots: a port, or more.
        var runEnd: Int
    }

    /// Reads around the dot at `position`, plain or encoded.
    static func read(
        at position: Int, floor: Int, in text: Span<UInt8>, context: TextContext
    ) -> AddressMasker.Reading {
        // Before the numbers: the digits of such a name read as numbers too.
        if let match = nibbles(around: position, floor: floor, in: text) { return .address(match) }
        if let (start, quad) = quad(around: position, floor: floor, in: text, context: context) {
            let isVersion =
                context == .userAgent
                ? ProductVersion.precedes(start, in: text)
                : start > floor
                    && (ProductVersion.isMarked(start, in: text)
                        || ProductVersion.isAnnounced(start, in: text))
            if isVersion { return .none(resume: quad.runEnd) }
            let form: AddressMatch.Form =
                hasSuffix(".in-addr.arpa", at: quad.end, in: text)
                ? .reversedV4(quad.value) : .v4(quad.value)
            return .address(
                AddressMatch(form, start, addressEnd: quad.end, end: quad.runEnd))
        }
        return .none(resume: position &+ 1)
    }

    // MARK: IPv4

    /// The quad whose first dot is at `position`.
    private static func quad(
        around position: Int, floor: Int, in text: Span<UInt8>, context: TextContext
    ) -> (Int, Quad)? {
        var start = position
        while start > floor, position &- start < 3, ASCII.isDigit(text[start &- 1]) { start &-= 1 }
        // The longest number first: `%20203.0.113.9` holds 203 after an escape.
        while start < position {
            if context == .plain {
                if isLooseStart(start, floor: floor, in: text),
                    let quad = looseQuad(at: start, in: text)
                {
                    return (start, quad)
                }
            } else if isStart(start, floor: floor, in: text), let quad = quad(at: start, in: text) {
                return (start, quad)
            }
            start &+= 1
        }
        return nil
    }

    private static func isStart(_ start: Int, floor: Int, in text: Span<UInt8>) -> Bool {
        guard start > floor else { return true }
        guard TextEscapes.isBoundary(before: start, in: text) else { return false }
        // A number and a dot before: five parts.
        return !(text[start &- 1] == dot && start >= 2 && ASCII.isDigit(text[start &- 2]))
    }

    /// Anywhere but inside a number: `ip203.0.113.9` is an address that somebody glued to a word.
    private static func isLooseStart(_ start: Int, floor: Int, in text: Span<UInt8>) -> Bool {
        start <= floor || TextEscapes.isBoundary(before: start, in: text)
            || ASCII.isLetter(text[start &- 1])
    }

    /// Four numbers from `start`, followed by neither letter nor digit nor a fifth number.
    static func quad(at start: Int, in text: Span<UInt8>) -> Quad? {
        guard let quad = numbers(at: start, in: text, mayBePadded: false) else { return nil }
        guard quad.end < text.count else { return quad }
        if ASCII.isLetter(text[quad.end]) { return nil }
        return nextNumber(after: quad.end, in: text) == nil ? quad : nil
    }

    /// Four numbers from `start`, padded with zeros or not, whatever follows but a digit; with all
    /// numbers that follow.
    static func looseQuad(at start: Int, in text: Span<UInt8>) -> Quad? {
        guard var quad = numbers(at: start, in: text, mayBePadded: true) else { return nil }
        while let next = nextNumber(after: quad.runEnd, in: text) {
            quad.runEnd = next
            while quad.runEnd < text.count, ASCII.isDigit(text[quad.runEnd]) { quad.runEnd &+= 1 }
        }
        return quad
    }

    /// The start of the number after the dot at `end`.
    private static func nextNumber(after end: Int, in text: Span<UInt8>) -> Int? {
        let next = end &+ TextEscapes.length(of: dot, at: end, in: text)
        return next > end && next < text.count && ASCII.isDigit(text[next]) ? next : nil
    }

    private static func numbers(
        at start: Int, in text: Span<UInt8>, mayBePadded: Bool
    ) -> Quad? {
        var value: UInt32 = 0
        var position = start
        for part in 0..<4 {
            if part > 0 {
                let length = TextEscapes.length(of: dot, at: position, in: text)
                guard length > 0 else { return nil }
                position &+= length
            }
            let first = position
            var number: UInt32 = 0
            while position < text.count, ASCII.isDigit(text[position]) {
                // One zero may stand alone; whether others may lead is for the caller to say.
                guard position &- first < 3, mayBePadded || position == first || number > 0 else {
                    return nil
                }
                number = number &* 10 &+ UInt32(text[position] &- 0x30)
                position &+= 1
            }
            guard position > first, number <= 255 else { return nil }
            value = value &<< 8 | number
        }
        return Quad(value: value, end: position, runEnd: position)
    }

    // MARK: ip6.arpa

    /// Most digits of a reverse name.
    private static let nibbleCount = 32

    static func isReverseV6Suffix(at dot: Int, in text: Span<UInt8>) -> Bool {
        hasSuffix(".ip6.arpa", at: dot, in: text)
    }

    /// Single hexadecimal digits joined by dots, to both sides of `position`, before `.ip6.arpa`.
    private static func nibbles(
        around position: Int, floor: Int, in text: Span<UInt8>
    ) -> AddressMatch? {
        guard position > floor, text[position] == dot, isNibble(position &- 1, floor, text) else {
            return nil
        }
        var start = position &- 1
        while start &- 2 >= floor, text[start &- 1] == dot, isNibble(start &- 2, floor, text),
            position &- start < 2 &* nibbleCount
        {
            start &-= 2
        }
        var count = 1
        var end = start &+ 1
        while count < nibbleCount, end &+ 1 < text.count, text[end] == dot,
            isNibble(end &+ 1, floor, text)
        {
            count &+= 1
            end &+= 2
        }
        guard isReverseV6Suffix(at: end, in: text) else { return nil }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for index in 0..<count {
            // The last digit of the name is the first of the address.
            let digit = UInt64(ASCII.hexValue(text[end &- 1 &- 2 &* index]) ?? 0)
            let shift = UInt64(60 &- 4 &* (index & 15))
            if index < 16 { high |= digit &<< shift } else { low |= digit &<< shift }
        }
        return AddressMatch(.nibbles(.v6(high: high, low: low), count: count), start..<end)
    }

    private static func isNibble(_ index: Int, _ floor: Int, _ text: Span<UInt8>) -> Bool {
        guard index >= floor, index < text.count, ASCII.isHexDigit(text[index]) else {
            return false
        }
        let hasDigitBefore = index > floor && ASCII.isAlphanumeric(text[index &- 1])
        let hasDigitAfter = index &+ 1 < text.count && ASCII.isAlphanumeric(text[index &+ 1])
        return !hasDigitAfter && (!hasDigitBefore || TextEscapes.endsEscape(at: index, in: text))
    }

    /// Whether `suffix`, lower case, stands at `offset` and ends there.
    private static func hasSuffix(
        _ suffix: StaticString, at offset: Int, in text: Span<UInt8>
    ) -> Bool {
        let end = offset &+ suffix.utf8CodeUnitCount
        return end <= text.count && text[offset] == dot
            && text.extracting(offset..<end).equalsIgnoringCase(suffix)
    }
}

/// Whether a dotted number in a `User-Agent` is a version.
enum ProductVersion {
    /// Words that a version follows after a space, from user agents in the wild.
    private static let words: [StaticString] = [
        "CLR", "Version", "Linux", "Android", "MSIE", "Firefox", "Chrome", "Opera", "Explorer",
        "OS", "Build", "Desktop",
    ]

    /// Words and products whose versions stand in any text.
    private static let announcing: [StaticString] = [
        "version", "versie", "firmware", "release", "versions", "versionsnummer",
    ]
    private static let browsers: [StaticString] = [
        "Chrome", "Chromium", "HeadlessChrome", "CriOS", "Edg", "EdgA", "EdgiOS", "OPR", "Vivaldi",
        "YaBrowser", "SamsungBrowser", "Electron", "Opera", "Brave", "Safari", "Version",
    ]

    /// `version 1.2.3.4` and `Chrome/134.0.0.0`, also outside user agents.
    ///
    /// Only behind these very words: who writes `Name/203.0.113.9` may mean an address.
    static func isAnnounced(_ start: Int, in text: Span<UInt8>) -> Bool {
        guard start >= 4 else { return false }
        switch text[start &- 1] {
        case UInt8(ascii: " "), UInt8(ascii: "+"):
            for word in announcing where endsWithWord(word, at: start &- 1, in: text) {
                return true
            }
            return false
        case UInt8(ascii: "/"):
            for word in browsers where endsWithWord(word, at: start &- 1, in: text) {
                return true
            }
            return false
        default:
            return false
        }
    }

    /// A lone `v` stands before `start`: outside user agents the one sign of a version.
    static func isMarked(_ start: Int, in text: Span<UInt8>) -> Bool {
        text[start &- 1] | 0x20 == UInt8(ascii: "v")
            && !TextEscapes.endsEscape(at: start, in: text)
            && TextEscapes.isBoundary(before: start &- 1, in: text)
    }

    /// `Name/`, `rv:` or one of ``words`` stands before `start`.
    static func precedes(_ start: Int, in text: Span<UInt8>) -> Bool {
        guard start >= 2 else { return false }
        switch text[start &- 1] {
        case UInt8(ascii: "/"):
            let byte = text[start &- 2]
            return ASCII.isAlphanumeric(byte) || byte == UInt8(ascii: "_")
                || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ")")
                || byte == UInt8(ascii: "!")
        case UInt8(ascii: ":"):
            return endsWithWord("rv", at: start &- 1, in: text)
        case UInt8(ascii: " "):
            for word in words where endsWithWord(word, at: start &- 1, in: text) { return true }
            return false
        default:
            return false
        }
    }

    private static func endsWithWord(
        _ word: StaticString, at end: Int, in text: Span<UInt8>
    ) -> Bool {
        let length = word.utf8CodeUnitCount
        return end >= length
            && text.extracting(end &- length..<end).equalsIgnoringCase(word)
    }
}
