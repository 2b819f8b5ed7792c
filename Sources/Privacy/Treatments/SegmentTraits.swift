import Bytes

/// What a path segment is made of, seen in one pass.
struct SegmentTraits {
    private(set) var digits = 0
    private(set) var hasAtSign = false
    private(set) var hasColon = false
    /// A letter or digit is percent-encoded, which no client does without a purpose.
    private(set) var hidesLetters = false
    /// An encoded `?`, `#`, `&` or `=`, or a scheme: a URL inside.
    private(set) var holdsURL = false
    /// An encoded slash: a path inside.
    private(set) var holdsSlash = false
    /// A `&`: a query glued to the path.
    private(set) var hasAmpersand = false
    private(set) var hasUpperCase = false
    private(set) var hasLowerCase = false
    /// All letters are hexadecimal digits; asked for only if there are digits.
    private(set) var isHexLike = false
    /// Anything but letters, digits, dashes, dots and underscores.
    private(set) var hasMark = false
    private let isLong: Bool
    private let isOrderKey: Bool

    /// Words, dashes, dots and few digits: too little for any identifier that a detector knows.
    var isPlain: Bool {
        if hasMark || isOrderKey || digits >= Self.fewDigits { return false }
        return digits == 0 || !(isHexLike || hasUpperCase) || !isLong
    }

    /// No lower-case letter.
    var isUpperCase: Bool { !hasLowerCase }

    /// Fewer digits than in any number that is replaced.
    private static let fewDigits = 6
    /// Shortest hexadecimal identifier: a MAC address without separators.
    private static let shortestToken = 12

    init(_ segment: Span<UInt8>) {
        isLong = segment.count >= Self.shortestToken
        isOrderKey = segment.hasPrefix("wc_order_")
        for index in segment.indices {
            let byte = segment[index]
            if ASCII.isDigit(byte) {
                digits &+= 1
                continue
            }
            if ASCII.isLetter(byte) {
                if byte & 0x20 == 0 { hasUpperCase = true } else { hasLowerCase = true }
                continue
            }
            switch byte {
            case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"): continue
            case UInt8(ascii: "%"): noteEscape(segment, at: index)
            case UInt8(ascii: "&"): hasAmpersand = true
            case UInt8(ascii: ":"):
                hasColon = true
                if segment.hasPrefix("//", from: index &+ 1) { holdsURL = true }
            default: break
            }
            hasMark = true
            if EmailDetector.atSign(segment, at: index) > 0 { hasAtSign = true }
        }
        // Without a digit nobody asks.
        if digits > 0 { isHexLike = Self.isHexLike(segment) }
    }

    private static func isHexLike(_ segment: Span<UInt8>) -> Bool {
        for index in segment.indices
        where ASCII.isLetter(segment[index]) && !ASCII.isHexDigit(segment[index]) {
            return false
        }
        return true
    }

    private mutating func noteEscape(_ segment: Span<UInt8>, at percent: Int) {
        var digits = percent &+ 1
        while segment.hasPrefix("25", from: digits) { digits &+= 2 }
        guard digits &+ 1 < segment.count, let high = ASCII.hexValue(segment[digits]),
            let low = ASCII.hexValue(segment[digits &+ 1])
        else { return }
        let byte = high << 4 | low
        switch byte {
        case UInt8(ascii: "?"), UInt8(ascii: "#"), UInt8(ascii: "&"), UInt8(ascii: "="):
            holdsURL = true
        case UInt8(ascii: "/"):
            holdsSlash = true
        case UInt8(ascii: ":"):
            hasColon = true
            let next = digits &+ 2
            if TextEscapes.length(of: UInt8(ascii: "/"), at: next, in: segment) > 0 {
                holdsURL = true
            }
        default:
            if ASCII.isAlphanumeric(byte) { hidesLetters = true }
        }
    }
}
