import Bytes
import Decoding

/// Reads dotted addresses inside text: IPv4, `in-addr.arpa` and `ip6.arpa` names.
enum DottedAddress {
    private static let dot = UInt8(ascii: ".")

    /// Four numbers and where they end.
    struct Quad {
        let value: UInt32
        let end: Int
    }

    /// Reads around the dot at `position`, plain or encoded.
    static func read(
        at position: Int, floor: Int, in text: Span<UInt8>, context: TextContext
    ) -> AddressMasker.Reading {
        if let (start, quad) = quad(around: position, floor: floor, in: text) {
            if context == .userAgent, ProductVersion.precedes(start, in: text) {
                return .none(resume: quad.end)
            }
            let form: AddressMatch.Form =
                hasSuffix(".in-addr.arpa", at: quad.end, in: text)
                ? .reversedV4(quad.value) : .v4(quad.value)
            return .address(AddressMatch(form, start..<quad.end))
        }
        if let match = nibbles(around: position, floor: floor, in: text) { return .address(match) }
        return .none(resume: position &+ 1)
    }

    // MARK: IPv4

    /// The quad whose first dot is at `position`.
    private static func quad(
        around position: Int, floor: Int, in text: Span<UInt8>
    ) -> (Int, Quad)? {
        var start = position
        while start > floor, position &- start < 3, ASCII.isDigit(text[start &- 1]) { start &-= 1 }
        // The longest number first: `%20203.0.113.9` holds 203 after an escape.
        while start < position {
            if isStart(start, floor: floor, in: text), let quad = quad(at: start, in: text) {
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

    /// Four numbers from `start`, followed by neither letter nor digit nor a fifth number.
    static func quad(at start: Int, in text: Span<UInt8>) -> Quad? {
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
                // One zero may stand alone, none may lead.
                guard position &- first < 3, position == first || number > 0 else { return nil }
                number = number &* 10 &+ UInt32(text[position] &- 0x30)
                position &+= 1
            }
            guard position > first, number <= 255 else { return nil }
            value = value &<< 8 | number
        }
        guard position < text.count else { return Quad(value: value, end: position) }
        if ASCII.isLetter(text[position]) { return nil }
        let next = position &+ TextEscapes.length(of: dot, at: position, in: text)
        if next > position, next < text.count, ASCII.isDigit(text[next]) { return nil }
        return Quad(value: value, end: position)
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
