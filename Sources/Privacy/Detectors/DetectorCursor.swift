import Bytes

/// Walks a text from find to find.
///
/// Invariants:
/// 1. Finds come in order and do not overlap; none begins before `floor`.
/// 2. Each step moves `position` on, so a walk ends.
struct DetectorCursor {
    private var position = 0
    private var floor = 0
    /// The end of the run of letters, digits, `_` and `-` that was judged as a whole.
    private var judgedEnd = 0
    private let findsURLs: Bool

    init(findsURLs: Bool) { self.findsURLs = findsURLs }

    /// The next find, or `nil` at the end.
    mutating func next(in text: Span<UInt8>) -> Finding? {
        while position < text.count {
            let byte = text[position]
            if ASCII.isAlphanumeric(byte) {
                if let finding = word(in: text) { return take(finding) }
                continue
            }
            if let finding = mark(byte, in: text) { return take(finding) }
            position &+= 1
        }
        return nil
    }

    private mutating func take(_ finding: Finding) -> Finding {
        position = finding.range.upperBound
        floor = position
        judgedEnd = max(judgedEnd, position)
        return finding
    }

    // MARK: Marks

    private func mark(_ byte: UInt8, in text: Span<UInt8>) -> Finding? {
        switch byte {
        case UInt8(ascii: "@"), UInt8(ascii: "&"), UInt8(ascii: "\\"): return email(in: text)
        case UInt8(ascii: "%"):
            if let found = email(in: text) { return found }
            guard TextEscapes.length(of: UInt8(ascii: "+"), at: position, in: text) > 0 else {
                return nil
            }
            return PhoneDetector.match(text, at: position).map { Finding(.phone, $0) }
        case UInt8(ascii: "+"):
            if let found = ReferenceDetector.match(text, at: position) {
                return Finding(.order, found)
            }
            return PhoneDetector.match(text, at: position).map { Finding(.phone, $0) }
        case UInt8(ascii: "*"):
            return ReferenceDetector.match(text, at: position).map { Finding(.order, $0) }
        default: return nil
        }
    }

    private func email(in text: Span<UInt8>) -> Finding? {
        let length = EmailDetector.atSign(text, at: position)
        guard length > 0 else { return nil }
        return EmailDetector.match(text, at: position, length: length, floor: floor)
            .map { Finding(.email, $0) }
    }

    // MARK: Words

    /// Judges the word at `position` and moves behind it.
    private mutating func word(in text: Span<UInt8>) -> Finding? {
        let start = position
        var end = start
        var hasDigit = false
        while end < text.count, ASCII.isAlphanumeric(text[end]) {
            hasDigit = hasDigit || ASCII.isDigit(text[end])
            end &+= 1
        }
        position = end
        if start >= judgedEnd {
            let runStart = skipEscapeDigits(start, end, in: text)
            var runEnd = end
            while runEnd < text.count, TokenDetector.isRunByte(text[runEnd]) { runEnd &+= 1 }
            judgedEnd = runEnd
            if let found = TokenDetector.match(text, run: runStart..<runEnd),
                !isLocalPart(found.range.upperBound, in: text)
            {
                return found
            }
        }
        if !hasDigit {
            guard end &- start <= 5, findsURLs else { return nil }
            return url(at: skipEscapeDigits(start, end, in: text), in: text)
        }
        let first = skipEscapeDigits(start, end, in: text)
        guard first < end, let found = number(at: first, word: end, in: text),
            !isLocalPart(found.range.upperBound, in: text)
        else { return nil }
        return found
    }

    /// Behind a percent sign or a backslash the first characters belong to the escape.
    private func skipEscapeDigits(_ start: Int, _ end: Int, in text: Span<UInt8>) -> Int {
        guard start > floor else { return start }
        let before = text[start &- 1]
        var first = start
        if before == UInt8(ascii: "%") {
            while first &+ 2 <= end, ASCII.isHexDigit(text[first]),
                ASCII.isHexDigit(text[first &+ 1])
            {
                let isPercent = text.hasPrefix("25", from: first)
                first &+= 2
                if !isPercent { break }
            }
        } else if before == UInt8(ascii: "\\") {
            switch text[start] {
            case UInt8(ascii: "n"), UInt8(ascii: "t"), UInt8(ascii: "r"): first = start &+ 1
            case UInt8(ascii: "x"): first = min(start &+ 3, end)
            case UInt8(ascii: "u"): first = min(start &+ 5, end)
            default: break
            }
        }
        return first
    }

    private func number(at start: Int, word end: Int, in text: Span<UInt8>) -> Finding? {
        if ASCII.isLetter(text[start]) {
            if let found = IBANDetector.match(text, at: start) { return Finding(.iban, found) }
        } else {
            if hasManyDigits(from: start, in: text) {
                if let found = CardDetector.match(text, at: start) { return Finding(.card, found) }
                if let found = NationalIDDetector.match(text, at: start) {
                    return Finding(.nationalID, found)
                }
            }
            if text[start] == UInt8(ascii: "0"), let found = PhoneDetector.match(text, at: start) {
                return Finding(.phone, found)
            }
        }
        if let found = MACDetector.match(text, at: start) { return Finding(.mac, found) }
        if TokenDetector.isHex(text.extracting(start..<end)) { return Finding(.token, start..<end) }
        return nil
    }

    /// Whether enough digits for a national number follow, one separator at a time.
    private func hasManyDigits(from start: Int, in text: Span<UInt8>) -> Bool {
        var digits = 0
        var position = start
        var isGap = false
        while position < text.count {
            if ASCII.isDigit(text[position]) {
                digits &+= 1
                if digits == NationalIDDetector.length { return true }
                isGap = false
                position &+= 1
                continue
            }
            let length =
                isGap
                ? 0
                : DigitGroups.separator(
                    text, at: position, [.space, .dash, .dot, .slash])
            if length == 0 { return false }
            isGap = true
            position &+= length
        }
        return false
    }

    private func url(at start: Int, in text: Span<UInt8>) -> Finding? {
        let rest = text.extracting(start..<min(start &+ 8, text.count))
        guard
            rest.count == 8,
            rest.equalsIgnoringCase("https://")
                || rest.extracting(0..<7).equalsIgnoringCase("http://")
        else { return nil }
        var end = start &+ 7
        while end < text.count, !endsURL(text[end]) { end &+= 1 }
        while end > start &+ 7, isSentencePunctuation(text[end &- 1]) { end &-= 1 }
        return Finding(.url, start..<end)
    }

    private func endsURL(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "<"), UInt8(ascii: ">"),
            UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "\\"), 0x7F:
            true
        default: byte <= 0x20
        }
    }

    private func isSentencePunctuation(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"),
            UInt8(ascii: "!"), UInt8(ascii: "?"), UInt8(ascii: ")"), UInt8(ascii: "]"),
            UInt8(ascii: "}"):
            true
        default: false
        }
    }

    /// Whether an at sign follows: the whole is an e-mail address, which is found later.
    private func isLocalPart(_ end: Int, in text: Span<UInt8>) -> Bool {
        guard end < text.count else { return false }
        let length = EmailDetector.atSign(text, at: end)
        return length > 0
            && EmailDetector.match(text, at: end, length: length, floor: floor) != nil
    }
}
