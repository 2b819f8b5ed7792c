import Bytes
import Decoding

/// Rewrites the segments of one path in order, remembering what the words before announced.
struct PathShape {
    private let prefixes: AddressPrefixes
    private var announced: PathWords.Meaning?

    init(prefixes: AddressPrefixes) { self.prefixes = prefixes }

    /// Longest segment that is looked at in detail; a longer one names no page.
    private static let longestSegment = 512
    /// Fewest digits of a number that is an identifier.
    private static let identifierDigits = 6

    /// Appends `segment` or what takes its place.
    ///
    /// A matrix parameter (`;jsessionid=…`) goes.
    mutating func write(_ segment: Span<UInt8>, into output: inout ByteBuffer) {
        let segment = segment.extracting(0..<Self.end(of: segment))
        if segment.isEmpty || Self.isPlaceholder(segment) { return output.append(segment) }
        let traits = SegmentTraits(segment)
        if let placeholder = whole(segment, traits) { return output.append(placeholder) }
        if let meaning = PathWords.meaning(of: segment) {
            announced = meaning
            return output.append(segment)
        }
        traits.isPlain ? output.append(segment) : rewrite(segment, into: &output)
    }

    // MARK: Whole segments

    /// The placeholder that takes the place of the whole segment, or `nil`.
    private func whole(_ segment: Span<UInt8>, _ traits: SegmentTraits) -> StaticString? {
        if segment.count > Self.longestSegment { return "{token}" }
        if traits.digits >= 4 || traits.hasColon, let address = address(segment) { return address }
        if !traits.isPlain {
            if traits.hasAtSign, let placeholder = Self.person(segment) { return placeholder }
            if traits.hidesLetters { return "{token}" }
            if traits.holdsURL { return "{url}" }
            if segment.hasPrefix("(S(") || segment.hasPrefix("(s(") { return "{token}" }
        }
        return announcedPlaceholder(segment, traits)
    }

    private func announcedPlaceholder(
        _ segment: Span<UInt8>, _ traits: SegmentTraits
    ) -> StaticString? {
        let isNumber = traits.digits > 0 && traits.digits == segment.count
        switch announced {
        case nil:
            return nil
        case .order:
            let isCode = traits.digits >= 3 || (traits.isUpperCase && segment.count >= 6)
            return isNumber || isCode ? "{order}" : nil
        case .parcel:
            return traits.digits > 0 ? "{tracking}" : nil
        case .account:
            return isNumber || traits.digits >= 3 ? "{id}" : nil
        case .person:
            return isRoute(segment) ? nil : "{user}"
        case .secret:
            return isRoute(segment) ? nil : "{token}"
        }
    }

    private func isRoute(_ segment: Span<UInt8>) -> Bool {
        PathWords.isRoute(segment) || PathWords.meaning(of: segment) != nil
    }

    /// `{email}` for an address, `{user}` for `@name`; pictures and packages (`@2x`, `x@1.2`) are
    /// neither.
    private static func person(_ segment: Span<UInt8>) -> StaticString? {
        for index in segment.indices {
            let length = EmailDetector.atSign(segment, at: index)
            guard length > 0 else { continue }
            if EmailDetector.match(segment, at: index, length: length, floor: 0) != nil {
                return "{email}"
            }
            let isScale =
                segment.count >= length + 2 && ASCII.isDigit(segment[length])
                && segment[length + 1] | 0x20 == UInt8(ascii: "x")
            if index == 0, length < segment.count, !isScale { return "{user}" }
        }
        return nil
    }

    /// `{ip}` if an address stands in the segment, even behind `firmware`: who may download from
    /// `/download/203.0.113.9` is no version.
    private func address(_ segment: Span<UInt8>) -> StaticString? {
        AddressMasker.holdsAddress(segment) ? "{ip}" : nil
    }

    // MARK: Inside a segment

    /// Appends the segment with finds and long numbers replaced, everything else in place.
    private func rewrite(_ segment: Span<UInt8>, into output: inout ByteBuffer) {
        var copied = 0
        var cursor = DetectorCursor(findsURLs: false)
        while let finding = cursor.next(in: segment) {
            copyWithoutNumbers(segment.extracting(copied..<finding.range.lowerBound), &output)
            output.append(finding.kind.placeholder)
            copied = finding.range.upperBound
        }
        copyWithoutNumbers(segment.extracting(copied..<segment.count), &output)
    }

    /// Long numbers become `{id}` unless they are a day such as 20240131.
    private func copyWithoutNumbers(_ text: Span<UInt8>, _ output: inout ByteBuffer) {
        var position = 0
        while position < text.count {
            let start = position
            if text[position] == UInt8(ascii: "%") {
                position &+= 1
                while text.hasPrefix("25", from: position) { position &+= 2 }
                position = min(position &+ 2, text.count)
                output.append(text, start..<position)
                continue
            }
            while position < text.count, ASCII.isDigit(text[position]) { position &+= 1 }
            if position &- start >= Self.identifierDigits, !isDay(text, start..<position) {
                output.append(literal: "{id}")
            } else if position > start {
                output.append(text, start..<position)
            } else {
                output.append(text[position])
                position &+= 1
            }
        }
    }

    private func isDay(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard range.count == 8 else { return false }
        func number(_ from: Int, _ to: Int) -> Int {
            var value = 0
            for index in from..<to {
                value = value * 10 + Int(text[range.lowerBound + index] - 0x30)
            }
            return value
        }
        return (1990...2049).contains(number(0, 4)) && (1...12).contains(number(4, 6))
            && (1...31).contains(number(6, 8))
    }

    // MARK: Bytes

    /// The end of a segment without its matrix parameters and without blanks before them.
    private static func end(of segment: Span<UInt8>) -> Int {
        var end = 0
        while end < segment.count {
            let byte = segment[end]
            if byte == UInt8(ascii: ";") || byte == UInt8(ascii: "%"),
                TextEscapes.length(of: UInt8(ascii: ";"), at: end, in: segment) > 0
            {
                break
            }
            end &+= 1
        }
        while end > 0, segment[end &- 1] <= 0x20 { end &-= 1 }
        return end
    }

    /// Longest word in braces that is a placeholder of ours.
    private static let longestPlaceholder = 12

    private static func isPlaceholder(_ segment: Span<UInt8>) -> Bool {
        guard segment.count >= 4, segment.count <= longestPlaceholder,
            segment[0] == UInt8(ascii: "{"), segment[segment.count - 1] == UInt8(ascii: "}")
        else { return false }
        for index in 1..<segment.count - 1 where segment[index] &- 0x61 >= 26 { return false }
        return true
    }
}

/// What a segment is made of, seen in one pass.
struct SegmentTraits {
    private(set) var digits = 0
    private(set) var hasAtSign = false
    private(set) var hasColon = false
    /// A letter or digit is percent-encoded, which no client does without a purpose.
    private(set) var hidesLetters = false
    /// An encoded `?`, `#`, `&` or `=`, or a scheme: a URL inside.
    private(set) var holdsURL = false
    private(set) var isUpperCase = true
    private var hasMark = false

    private var hasUpperCase = false
    private var isHexLike = true
    private let isLong: Bool
    private let isOrderKey: Bool

    /// Words, dashes, dots and few digits: too little for any identifier that a detector knows.
    var isPlain: Bool {
        if hasMark || isOrderKey || digits >= Self.fewDigits { return false }
        return digits == 0 || !(isHexLike || hasUpperCase) || !isLong
    }

    /// Fewer digits than in any number that is replaced.
    private static let fewDigits = 6
    /// Shortest hexadecimal identifier: a MAC address without separators.
    private static let shortestToken = 12

    init(_ segment: Span<UInt8>) {
        isLong = segment.count >= Self.shortestToken
        isOrderKey = segment.hasPrefix("wc_order_")
        for index in segment.indices {
            let byte = segment[index]
            if ASCII.isDigit(byte) { digits &+= 1 }
            if ASCII.isAlphanumeric(byte) {
                if ASCII.isLetter(byte) {
                    if byte & 0x20 == 0 { hasUpperCase = true } else { isUpperCase = false }
                    if !ASCII.isHexDigit(byte) { isHexLike = false }
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"): continue
            case UInt8(ascii: "%"): noteEscape(segment, at: index)
            case UInt8(ascii: ":"):
                hasColon = true
                if segment.hasPrefix("//", from: index &+ 1) { holdsURL = true }
            default: break
            }
            hasMark = true
            if EmailDetector.atSign(segment, at: index) > 0 { hasAtSign = true }
        }
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
