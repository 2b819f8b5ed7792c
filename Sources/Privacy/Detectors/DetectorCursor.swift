import Bytes

/// Walks a text from find to find.
///
/// Invariants:
/// 1. Finds come in order and do not overlap; none begins before `floor`.
/// 2. Each step moves `position` on, so a walk ends.
/// 3. No find holds a part of an address: all of it or nothing.
struct DetectorCursor {
    private var position = 0
    private var floor = 0
    /// The end of the run of letters, digits, `_` and `-` that was judged as a whole.
    private var judgedEnd = 0
    private let findsURLs: Bool
    private var addresses = AddressLookout()
    /// Before this, numbers belong to an address.
    private var numbersFloor = 0
    /// Up to here no equals sign follows, so that a question mark begins no query.
    private var noQueryBefore = 0

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

    private mutating func mark(_ byte: UInt8, in text: Span<UInt8>) -> Finding? {
        switch byte {
        case UInt8(ascii: "@"), UInt8(ascii: "&"): return email(in: text)
        case UInt8(ascii: "\\"): return email(in: text) ?? query(in: text)
        case UInt8(ascii: "?"): return query(in: text)
        case UInt8(ascii: "%"):
            if let found = email(in: text) ?? query(in: text) { return found }
            guard TextEscapes.length(of: UInt8(ascii: "+"), at: position, in: text) > 0 else {
                return nil
            }
            return phone(in: text)
        case UInt8(ascii: "+"):
            if let found = ReferenceDetector.match(text, at: position) {
                return Finding(.order, found)
            }
            return phone(in: text)
        case UInt8(ascii: "*"):
            return ReferenceDetector.match(text, at: position).map { Finding(.order, $0) }
        default: return nil
        }
    }

    private mutating func phone(in text: Span<UInt8>) -> Finding? {
        let start = position
        return beside(addressesIn: text, from: start) { text in
            PhoneDetector.match(text, at: start).map { Finding(.phone, $0) }
        }
    }

    private mutating func query(in text: Span<UInt8>) -> Finding? {
        guard findsURLs, position >= noQueryBefore else { return nil }
        switch LinkDetector.query(text, at: position) {
        case .none: return nil
        case .query(let range):
            return Finding(.url, range, reduced: range.lowerBound..<range.lowerBound)
        case .noneBefore(let end):
            noQueryBefore = end
            return nil
        }
    }

    private mutating func email(in text: Span<UInt8>) -> Finding? {
        let length = EmailDetector.atSign(text, at: position)
        guard length > 0 else { return nil }
        return EmailDetector.match(text, at: position, length: length, floor: floor)
            .map { widened(Finding(.email, $0), in: text) }
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
                return widened(found, in: text)
            }
        }
        if findsURLs, end < text.count, LinkDetector.isMark(text[end]) {
            let word = skipEscapeDigits(start, end, in: text)..<end
            if let found = LinkDetector.match(text, word: word) { return found }
        }
        guard hasDigit else { return nil }
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

    private mutating func number(
        at start: Int, word end: Int, in text: Span<UInt8>
    ) -> Finding? {
        beside(addressesIn: text, from: start) { text in
            Self.number(at: start, word: min(end, text.count), in: text)
        }
    }

    private static func number(at start: Int, word end: Int, in text: Span<UInt8>) -> Finding? {
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
    private static func hasManyDigits(from start: Int, in text: Span<UInt8>) -> Bool {
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

    // MARK: Addresses

    /// What `detect` finds in `text`, or in the text before the first address that it would cut.
    private mutating func beside(
        addressesIn text: Span<UInt8>, from start: Int, _ detect: (Span<UInt8>) -> Finding?
    ) -> Finding? {
        guard start >= numbersFloor, let found = detect(text) else { return nil }
        guard let first = addresses.first(in: found.range, of: text) else { return found }
        var last = first
        while last.upperBound < found.range.upperBound,
            let next = addresses.first(in: last.upperBound..<found.range.upperBound, of: text)
        {
            last = next
        }
        let isWhole =
            first.lowerBound >= found.range.lowerBound && last.upperBound <= found.range.upperBound
        if isWhole { return found }
        numbersFloor = last.upperBound
        guard first.lowerBound > start else { return nil }
        return detect(text.extracting(0..<first.lowerBound))
    }

    /// The find with the whole of every address that it cuts.
    private mutating func widened(_ found: Finding, in text: Span<UInt8>) -> Finding {
        guard let first = addresses.first(in: found.range, of: text) else { return found }
        let start = max(floor, min(first.lowerBound, found.range.lowerBound))
        var end = found.range.upperBound
        var last = first
        while last.upperBound < end,
            let next = addresses.first(in: last.upperBound..<end, of: text)
        {
            last = next
        }
        end = max(end, last.upperBound)
        return Finding(found.kind, start..<end)
    }

    /// Whether an at sign follows: the whole is an e-mail address, which is found later.
    private func isLocalPart(_ end: Int, in text: Span<UInt8>) -> Bool {
        guard end < text.count else { return false }
        let length = EmailDetector.atSign(text, at: end)
        return length > 0
            && EmailDetector.match(text, at: end, length: length, floor: floor) != nil
    }
}
