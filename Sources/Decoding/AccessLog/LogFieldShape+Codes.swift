import Bytes

extension LogFieldShape {
    /// The names of grammars in format files.
    package static let named: [String: LogFieldShape] = [
        "status": .status, "count": .count, "number": .number, "port": .port, "time": .time,
        "method": .method, "protocol": .protocolVersion, "scheme": .scheme,
        "site-name": .siteName, "host-name": .hostName, "media-type": .mediaType,
        "common-time": .commonTime, "calendar-time": .calendarTime, "counters": .counters,
        "flags": .flags, "code": .code, "duration": .duration, "cache-result": .cacheResult,
        "address": .address, "path": .path,
        "url": .url, "digest": .digest,
    ]

    // MARK: Times of a fixed length

    static let commonTimeLength = 26
    static let calendarTimeLength = 24

    /// `10/Oct/2024:13:55:36 +0200`: digits and letters where they belong.
    static func isCommonTime(_ text: Span<UInt8>) -> Bool {
        isTime(text) && fits(text, pattern: "00/Aaa/0000:00:00:00 +0000")
    }

    /// `Thu Oct 10 13:55:36 2024`; a day below ten has a space before it.
    static func isCalendarTime(_ text: Span<UInt8>) -> Bool {
        isTime(text) && fits(text, pattern: "Aaa Aaa _0 00:00:00 0000")
    }

    /// `0` is a digit, `_` one or a space, `A` and `a` are letters, `+` is a sign.
    private static func fits(_ text: Span<UInt8>, pattern: StaticString) -> Bool {
        guard text.count == pattern.utf8CodeUnitCount else { return false }
        // SAFETY: every index read is below the count that was compared.
        let expected = unsafe pattern.utf8Start
        for index in text.indices {
            let byte = text[index]
            let matches =
                switch unsafe expected[index] {
                case UInt8(ascii: "0"): ASCII.isDigit(byte)
                case UInt8(ascii: "_"): ASCII.isDigit(byte) || byte == UInt8(ascii: " ")
                case UInt8(ascii: "A"), UInt8(ascii: "a"): ASCII.isLetter(byte)
                case UInt8(ascii: "+"): byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
                case let other: byte == other
                }
            if !matches { return false }
        }
        return true
    }

    // MARK: Counters and codes

    /// Most numbers in one column; HAProxy has five.
    private static let mostCounters = 8

    static func isCounters(_ text: Span<UInt8>) -> Bool {
        var numbers = 1
        var digits = 0
        for index in text.indices {
            let byte = text[index]
            if ASCII.isDigit(byte) {
                digits += 1
                guard digits <= mostDigits else { return false }
            } else if byte == UInt8(ascii: "/") {
                numbers += 1
                guard digits > 0, numbers <= mostCounters else { return false }
                digits = 0
            } else {
                let isSign = byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
                let isFirst = index == 0 || text[index - 1] == UInt8(ascii: "/")
                guard isSign, isFirst else { return false }
            }
        }
        return digits > 0
    }

    static func isCacheResult(_ text: Span<UInt8>) -> Bool {
        cacheResults.contains { text.equalsIgnoringCase($0) }
    }

    /// The words of varnishncsa's manual, and those that configurations in circulation log.
    private static let cacheResults: [StaticString] = [
        "hit", "miss", "pass", "pipe", "error", "synth", "hitmiss", "hitpass", "uncacheable",
        "cached", "grace", "deliver", "fetch", "restart", "expired",
    ]

    /// Most letters of a session's end.
    private static let mostFlags = 4

    static func isFlags(_ text: Span<UInt8>) -> Bool {
        guard text.count <= mostFlags else { return false }
        for index in text.indices
        where !ASCII.isLetter(text[index]) && text[index] != UInt8(ascii: "-")
            && text[index] != UInt8(ascii: "_")
        {
            return false
        }
        return true
    }

    /// Longer than any code of a storage or proxy service.
    private static let longestCode = 40

    /// Begins with a letter; no number has three others before it with dots between, as in an
    /// address.
    static func isCode(_ text: Span<UInt8>) -> Bool {
        guard text.count <= longestCode, ASCII.isLetter(text[0]) else { return false }
        var dots = 0
        for index in text.indices {
            switch text[index] {
            case UInt8(ascii: "."):
                dots += 1
                guard dots <= 2 else { return false }
            case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ","): break
            default: guard ASCII.isAlphanumeric(text[index]) else { return false }
            }
        }
        return true
    }

    static func isURL(_ text: Span<UInt8>) -> Bool {
        if text[0] == UInt8(ascii: "/") { return true }
        guard let colon = text.firstOffset(of: UInt8(ascii: ":")), colon > 0 else { return false }
        for index in 0..<colon
        where !ASCII.isAlphanumeric(text[index]) && text[index] != UInt8(ascii: "-") {
            return false
        }
        return true
    }

    /// The digits of the shortest digest in use (MD5) and of the longest (SHA-512).
    private static let digestDigits = 32...128

    static func isDigest(_ text: Span<UInt8>) -> Bool {
        guard digestDigits.contains(text.count) else { return false }
        for index in text.indices where !ASCII.isHexDigit(text[index]) { return false }
        return true
    }

    static func isAddress(_ text: Span<UInt8>) -> Bool {
        AddressToken.split(text) != nil || AddressToken.split(text, barePort: true) != nil
    }
}
