import Bytes

extension DetectorCursor {
    // MARK: Words

    /// Judges the word at `position` and moves behind it.
    mutating func word(in text: Span<UInt8>) -> Finding? {
        let start = position
        let (end, hasDigit) = Self.wordEnd(text, from: start)
        position = end
        let mark = end < text.count ? text[end] : 0
        if start >= judgedEnd {
            if end &- start < TokenDetector.shortestRun, !Self.goesOn(mark) {
                // Too short for anything that a run can be.
                judgedEnd = end
            } else {
                if let found = run(start, end, in: text) { return found }
                if position > end { return nil }
            }
        }
        if mark == UInt8(ascii: " ") {
            if hasDigit {
                // Only numbers: a word with digits announces nothing.
            } else if mayAnnounce(start, end, in: text) {
                return beforeSpace(start, end, in: text)
            } else {
                return nil
            }
        } else if Self.announces(mark), let found = announcing(start, end, hasDigit, in: text) {
            return found
        }
        guard hasDigit else { return nil }
        let first = skipEscapeDigits(start, end, in: text)
        guard first < end, let found = number(at: first, word: end, in: text),
            !isLocalPart(found.range.upperBound, in: text)
        else { return nil }
        return found
    }

    /// The end of the letters and digits from `start`, and whether a digit is among them.
    @inline(__always)
    private static func wordEnd(_ text: Span<UInt8>, from start: Int) -> (Int, Bool) {
        // SAFETY: `end` stays below the count of the bytes; it begins at a valid offset.
        unsafe text.withUnsafeBufferPointer { bytes -> (Int, Bool) in
            var end = start
            var digits: UInt8 = 0
            while end < bytes.count {
                let byte = unsafe bytes[end]
                let isDigit = ASCII.isDigit(byte)
                guard isDigit || ASCII.isLetter(byte) else { break }
                digits |= isDigit ? 1 : 0
                end &+= 1
            }
            return (end, digits != 0)
        }
    }

    /// Whether a run of letters and digits, or a digest, can go on with `mark`.
    @inline(__always)
    private static func goesOn(_ mark: UInt8) -> Bool {
        switch mark {
        case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "/"),
            UInt8(ascii: "%"), UInt8(ascii: "\\"):
            true
        default: false
        }
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
        if ASCII.isDigit(text[runStart]), DashedQuad.matches(text, run: runStart..<runEnd) {
            return Finding(.address, runStart..<runEnd)
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
        // What begins and ends with digits is no scheme and no name of a product.
        let isNumber = ASCII.isDigit(text[start]) && ASCII.isDigit(text[end &- 1])
        if findsURLs, !isNumber, LinkDetector.isMark(mark) {
            let word = skipEscapeDigits(start, end, in: text)..<end
            if let found = LinkDetector.match(text, word: word) { return found }
        }
        if findsURLs, mark == UInt8(ascii: "/") || mark == UInt8(ascii: "\\"),
            end &- start == 4 || end &- start == 5,
            let name = HomeDirectory.match(text, word: start..<end)
        {
            return Finding(.userID, name, placeholder: "{user}")
        }
        if mark == UInt8(ascii: ".") || mark == UInt8(ascii: "-"),
            let found = dotted(start, end, hasDigit, in: text)
        {
            return found
        }
        if !hasDigit, end &- start == 2 || end &- start == 4, ASCII.isHexDigit(text[start]),
            let found = hardware(start, in: text)
        {
            return found
        }
        if NamedValueDetector.isMark(mark), ASCII.isLetter(text[start]),
            let found = NamedValueDetector.match(text, nameEnd: end)
        {
            return widened(found, in: text)
        }
        guard mark == UInt8(ascii: "+") || mark == UInt8(ascii: "%") || mark == 0xC3 else {
            return nil
        }
        return phrase(start, end, in: text)
    }

    /// Whether a word before `mark` can say something of what follows.
    @inline(__always)
    private static func announces(_ mark: UInt8) -> Bool {
        switch mark {
        case UInt8(ascii: ","), UInt8(ascii: ")"), UInt8(ascii: ";"), UInt8(ascii: "_"),
            UInt8(ascii: "|"), UInt8(ascii: "&"), UInt8(ascii: "?"), UInt8(ascii: "("), 0...0x1F:
            false
        default: true
        }
    }

    /// Whether one of the finds behind a word and a space is possible; most words say no.
    @inline(__always)
    private func mayAnnounce(_ start: Int, _ end: Int, in text: Span<UInt8>) -> Bool {
        let first = text[start]
        return first &- 0x41 < 26 && text[end &- 1] &- 0x41 < 26
            || AnnouncingWord.mayBe(first, length: end &- start)
            || end &+ 1 < text.count && text[end &+ 1] == UInt8(ascii: ":")
    }

    /// Words before a space: methods, and the beginnings of what has several words.
    private mutating func beforeSpace(
        _ start: Int, _ end: Int, in text: Span<UInt8>
    ) -> Finding? {
        if findsURLs, text[start] &- 0x41 < 26, text[end &- 1] &- 0x41 < 26 {
            let word = skipEscapeDigits(start, end, in: text)..<end
            if let found = LinkDetector.match(text, word: word) { return found }
        }
        if end &+ 1 < text.count, text[end &+ 1] == UInt8(ascii: ":"),
            let found = NamedValueDetector.match(text, nameEnd: end)
        {
            return widened(found, in: text)
        }
        return phrase(start, end, in: text)
    }

    @inline(__always)
    private mutating func phrase(_ start: Int, _ end: Int, in text: Span<UInt8>) -> Finding? {
        guard AnnouncingWord.mayBe(text[start], length: end &- start) else { return nil }
        return AnnouncingWord.match(
            text, word: start..<end, floor: floor, findsSpelledEmails: findsSpelledEmails
        ).map { widened($0, in: text) }
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

    /// A hardware address that begins with letters.
    private mutating func hardware(_ start: Int, in text: Span<UInt8>) -> Finding? {
        beside(addressesIn: text, from: start) { text in
            MACDetector.match(text, at: start).map { Finding(.mac, $0) }
        }
    }

    /// Behind a percent sign or a backslash the first characters belong to the escape.
    @inline(__always)
    private func skipEscapeDigits(_ start: Int, _ end: Int, in text: Span<UInt8>) -> Int {
        guard start > floor else { return start }
        let before = text[start &- 1]
        guard before == UInt8(ascii: "%") || before == UInt8(ascii: "\\") else { return start }
        return escapeEnd(start, end, before, in: text)
    }

    private func escapeEnd(
        _ start: Int, _ end: Int, _ before: UInt8, in text: Span<UInt8>
    ) -> Int {
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
                if PostcodeDetector.mayBegin(text, start, end),
                    let found = PostcodeDetector.match(text, at: start)
                {
                    return Finding(.postalAddress, found)
                }
                if StreetDetector.mayPrecede(start, in: text),
                    let found = StreetDetector.match(text, number: start..<end, floor: floor)
                {
                    return Finding(.postalAddress, found)
                }
                if MaskedCardDetector.mayBegin(text, start, end),
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
}
