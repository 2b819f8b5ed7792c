import Bytes

/// Walks a text from find to find.
///
/// Invariants:
/// 1. Finds come in order and do not overlap; none begins before `floor`.
/// 2. Each step moves `position` on, so a walk ends.
/// 3. No find holds a part of an address: all of it or nothing.
struct DetectorCursor {
    var position = 0
    var floor = 0
    /// The end of the run of letters, digits, `_` and `-` that was judged as a whole.
    var judgedEnd = 0
    let findsURLs: Bool
    let findsSpelledEmails: Bool
    private var addresses = AddressLookout()
    /// Before this, numbers belong to an address.
    private var numbersFloor = 0
    /// Up to here no equals sign follows, so that a question mark begins no query.
    private var noQueryBefore = 0
    /// Up to here no host name is looked for again.
    var hostJudgedEnd = 0
    /// Up to here no digest with `+` or `/` is looked for again.
    var digestJudgedEnd = 0

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
            if byte > UInt8(ascii: " "), let finding = mark(byte, in: text) {
                return take(finding)
            }
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
            guard position &+ 1 < text.count, text[position &+ 1] == byte else { return nil }
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
        let found =
            EmailDetector.match(text, at: position, length: length, floor: floor)
            ?? ObfuscatedEmailDetector.spaced(text, at: position, floor: floor)
        return found.map { widened(Finding(.email, $0), in: text) }
    }

    // MARK: Addresses

    /// What `detect` finds in `text`, or in the text before the first address that it would cut.
    mutating func beside(
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
    mutating func widened(_ found: Finding, in text: Span<UInt8>) -> Finding {
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
    func isLocalPart(_ end: Int, in text: Span<UInt8>) -> Bool {
        guard end < text.count else { return false }
        let length = EmailDetector.atSign(text, at: end)
        return length > 0
            && EmailDetector.match(text, at: end, length: length, floor: floor) != nil
    }
}
