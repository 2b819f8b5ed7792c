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
    private let findsSpelledEmails: Bool
    private var addresses = AddressLookout()
    /// Before this, numbers belong to an address.
    private var numbersFloor = 0
    /// Up to here no equals sign follows, so that a question mark begins no query.
    private var noQueryBefore = 0
    /// Up to here no host name is looked for again.
    private var hostJudgedEnd = 0
    /// Up to here no digest with `+` or `/` is looked for again.
    private var digestJudgedEnd = 0

    /// With `findsSpelledEmails` also `jan (at) example (dot) com`.
    init(findsURLs: Bool, findsSpelledEmails: Bool = true) {
        self.findsURLs = findsURLs
        self.findsSpelledEmails = findsSpelledEmails
    }

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
            if let found = ReferenceDetector.match(text, at: position) {
                return Finding(.order, found)
            }
            return covered(in: text)
        case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"):
            return bracket(in: text)
        case UInt8(ascii: "-"):
            return SecretDetector.pem(text, at: position).map { Finding(.secret, $0) }
        case 0xE2: return covered(in: text)
        default: return nil
        }
    }

    private mutating func phone(in text: Span<UInt8>) -> Finding? {
        let start = position
        return beside(addressesIn: text, from: start) { text in
            PhoneDetector.match(text, at: start).map { Finding(.phone, $0) }
        }
    }

    private mutating func bracket(in text: Span<UInt8>) -> Finding? {
        guard findsSpelledEmails,
            let found = ObfuscatedEmailDetector.bracketed(text, at: position, floor: floor)
        else { return nil }
        return widened(Finding(.email, found), in: text)
    }

    /// A card number that begins with covered digits; behind another cover it was looked at.
    private mutating func covered(in text: Span<UInt8>) -> Finding? {
        if position > floor, text[position &- 1] == text[position] { return nil }
        return MaskedCardDetector.match(text, at: position).map { Finding(.card, $0) }
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
            if let found = run(start, end, in: text) { return found }
            if position > end { return nil }
        }
        if end < text.count, let found = announcing(start, end, hasDigit, in: text) {
            return found
        }
        guard hasDigit else { return nil }
        let first = skipEscapeDigits(start, end, in: text)
        guard first < end, let found = number(at: first, word: end, in: text),
            !isLocalPart(found.range.upperBound, in: text)
        else { return nil }
        return found
    }

    /// Judges the run of letters, digits, `_` and `-` that begins with a word, as a whole.
    private mutating func run(_ start: Int, _ end: Int, in text: Span<UInt8>) -> Finding? {
        let runStart = skipEscapeDigits(start, end, in: text)
        var runEnd = end
        while runEnd < text.count, TokenDetector.isRunByte(text[runEnd]) { runEnd &+= 1 }
        judgedEnd = runEnd
        if findsURLs, runEnd &- runStart >= 7,
            let end = AssetHash.integrityEnd(text, run: runStart..<runEnd)
        {
            (judgedEnd, position) = (end, end)
            return nil
        }
        if runEnd < text.count, runStart >= digestJudgedEnd,
            DigestDetector.canGoOn(text, runStart, runEnd)
        {
            switch DigestDetector.match(text, at: runStart, floor: floor) {
            case .none(let end): digestJudgedEnd = end
            case .digest(let range): return Finding(.hash, range)
            }
        }
        guard runEnd &- runStart >= TokenDetector.shortestRun else { return nil }
        if findsURLs, AssetHash.isAsset(text, run: runStart..<runEnd) {
            // The dot behind it too.
            position = runEnd &+ 1
            return nil
        }
        if ASCII.isLetter(text[runStart]), let iban = IBANDetector.match(text, at: runStart) {
            return widened(Finding(.iban, iban), in: text)
        }
        guard let found = TokenDetector.match(text, run: runStart..<runEnd),
            !isLocalPart(found.range.upperBound, in: text)
        else { return nil }
        return widened(found, in: text)
    }

    /// Words that say something of what follows, or of what they are a part of, by the mark behind.
    private mutating func announcing(
        _ start: Int, _ end: Int, _ hasDigit: Bool, in text: Span<UInt8>
    ) -> Finding? {
        let mark = text[end]
        if findsURLs, LinkDetector.isMark(mark) {
            let word = skipEscapeDigits(start, end, in: text)..<end
            if let found = LinkDetector.match(text, word: word) { return found }
        }
        if mark == UInt8(ascii: ".") || mark == UInt8(ascii: "-") {
            if let found = dotted(start, end, hasDigit, in: text) { return found }
        }
        if !hasDigit, end &- start == 2 || end &- start == 4, ASCII.isHexDigit(text[start]),
            let found = hardware(start, in: text)
        {
            return found
        }
        if NamedValueDetector.isMark(mark),
            let found = NamedValueDetector.match(text, nameEnd: end)
        {
            return widened(found, in: text)
        }
        return AnnouncingWord.match(
            text, word: start..<end, floor: floor, findsSpelledEmails: findsSpelledEmails
        ).map { widened($0, in: text) }
    }

    /// A hardware address that begins with letters.
    private mutating func hardware(_ start: Int, in text: Span<UInt8>) -> Finding? {
        beside(addressesIn: text, from: start) { text in
            MACDetector.match(text, at: start).map { Finding(.mac, $0) }
        }
    }

    /// Host names and the identifiers of analytics scripts.
    private mutating func dotted(
        _ start: Int, _ end: Int, _ hasDigit: Bool, in text: Span<UInt8>
    ) -> Finding? {
        if text[end] == UInt8(ascii: ".") {
            if end &- start <= 3, start == floor || !ASCII.isAlphanumeric(text[start &- 1]),
                let found = ClientIDDetector.cookie(text, word: start..<end)
            {
                return widened(found, in: text)
            }
            if end &- start == 2, let range = SecretDetector.sendGrid(text, word: start..<end) {
                return Finding(.secret, range)
            }
            if hasDigit, let range = ClientIDDetector.number(text, word: start..<end) {
                return Finding(.clientID, range)
            }
        }
        guard hasDigit, start >= hostJudgedEnd else { return nil }
        switch HostNameDetector.match(text, around: start, floor: floor) {
        case .none(let judged): hostJudgedEnd = judged
        case .host(let range): return widened(Finding(.hostName, range), in: text)
        }
        return nil
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
        let floor = floor
        return beside(addressesIn: text, from: start) { text in
            Self.number(at: start, word: min(end, text.count), floor: floor, in: text)
        }
    }

    private static func number(
        at start: Int, word end: Int, floor: Int, in text: Span<UInt8>
    ) -> Finding? {
        if ASCII.isLetter(text[start]) {
            if let found = IBANDetector.match(text, at: start) { return Finding(.iban, found) }
            if let found = CompanyNumberDetector.match(text, at: start) {
                return Finding(.companyNumber, found)
            }
            if end &- start >= 6,
                let found = NumberDetector.announcedRun(text, holding: start, floor: floor)
            {
                return found
            }
        } else {
            if let found = NumberDetector.match(text, at: start, word: end, floor: floor) {
                return found
            }
            if end &- start <= 6 {
                if end &- start >= 4, let found = PostcodeDetector.match(text, at: start) {
                    return Finding(.postalAddress, found)
                }
                if let found = StreetDetector.match(text, number: start..<end, floor: floor) {
                    return Finding(.postalAddress, found)
                }
                if end < text.count, end &- start == 4 || end &- start == 6,
                    let found = MaskedCardDetector.match(text, at: start)
                {
                    return Finding(.card, found)
                }
            }
        }
        if let found = MACDetector.match(text, at: start) { return Finding(.mac, found) }
        if TokenDetector.isHex(text.extracting(start..<end)) { return Finding(.token, start..<end) }
        return nil
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
