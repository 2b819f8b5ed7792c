import Bytes

/// E-mail addresses spelled for people: `jan (at) example (dot) com`, `jan[at]example.com`.
///
/// The at must stand in brackets, or be the word `at` with the word `dot` behind it; neither happens
/// in a sentence by chance.
enum ObfuscatedEmailDetector {
    /// Longest part before the at that is looked at.
    private static let longestLocalPart = 64
    /// Most labels of a host name that are looked at.
    private static let mostLabels = 8

    /// The address around the bracket at `open`; nothing before `floor`.
    static func bracketed(_ text: Span<UInt8>, at open: Int, floor: Int) -> Range<Int>? {
        let length = bracketedWord(text, open, isAt: true)
        guard length > 0 else { return nil }
        return match(text, before: open, after: open &+ length, floor: floor, needsWord: false)
    }

    /// The address around the word `at` in `word`; nothing before `floor`.
    static func spoken(_ text: Span<UInt8>, word: Range<Int>, floor: Int) -> Range<Int>? {
        match(
            text, before: word.lowerBound, after: word.upperBound, floor: floor, needsWord: true)
    }

    /// The address around an at sign with a space on both sides; nothing before `floor`.
    ///
    /// The host name must end with a known top-level domain: `Picknick @ park.zuid` is none.
    static func spaced(_ text: Span<UInt8>, at position: Int, floor: Int) -> Range<Int>? {
        let space = UInt8(ascii: " ")
        guard text[position] == UInt8(ascii: "@"), position > floor,
            text[position &- 1] == space, position &+ 1 < text.count,
            text[position &+ 1] == space,
            let found = match(
                text, before: position, after: position &+ 1, floor: floor, needsWord: false),
            endsWithTopLevel(text, found.upperBound)
        else { return nil }
        return found
    }

    private static func match(
        _ text: Span<UInt8>, before: Int, after: Int, floor: Int, needsWord: Bool
    ) -> Range<Int>? {
        var end = before
        if end > floor, isSpace(text[end &- 1]) { end &-= 1 }
        var start = end
        while start > floor, end &- start < longestLocalPart, isLocalByte(text[start &- 1]) {
            start &-= 1
        }
        guard start < end, ASCII.isAlphanumeric(text[end &- 1]) else { return nil }
        guard let domainEnd = domainEnd(text, from: after, needsWord: needsWord),
            !needsWord || endsWithTopLevel(text, domainEnd)
        else { return nil }
        return start..<domainEnd
    }

    /// Top-level domains that people spell out.
    private static let topLevels = WordTable<Bool>([
        (
            true,
            [
                "com", "net", "org", "nl", "be", "de", "fr", "lu", "eu", "info", "biz", "io", "co",
                "uk", "at", "ch", "es", "it", "shop", "online", "brussels", "vlaanderen", "gent",
                "amsterdam", "frl", "me", "tv", "app", "dev", "example",
            ]
        )
    ])

    /// Whether labels with dots between begin at `start` whose last is a known top-level domain.
    static func isKnownHost(_ text: Span<UInt8>, from start: Int) -> Bool {
        guard let end = domainEnd(text, from: start, needsWord: false) else { return false }
        return endsWithTopLevel(text, end)
    }

    private static func endsWithTopLevel(_ text: Span<UInt8>, _ end: Int) -> Bool {
        var first = end
        while first > 0, ASCII.isLetter(text[first &- 1]) { first &-= 1 }
        return topLevels[text.extracting(first..<end)] != nil
    }

    private static func domainEnd(
        _ text: Span<UInt8>, from start: Int, needsWord: Bool
    ) -> Int? {
        var position = start
        var found: Int?
        if position < text.count, isSpace(text[position]) { position &+= 1 }
        for label in 0..<mostLabels {
            let first = position
            while position < text.count,
                ASCII.isAlphanumeric(text[position]) || text[position] == UInt8(ascii: "-")
            {
                position &+= 1
            }
            guard position > first, position &- first <= 63 else { return found }
            let isTopLevel = position &- first >= 2 && ASCII.isLetter(text[first])
            if label > 0, isTopLevel { found = position }
            let dot = dotLength(text, position, needsWord: needsWord && label == 0)
            guard dot > 0 else { return found }
            position &+= dot
        }
        return found
    }

    /// The length of `.`, ` (dot) `, ` dot `, ` punt `, ` point ` or ` punkt `.
    private static func dotLength(_ text: Span<UInt8>, _ start: Int, needsWord: Bool) -> Int {
        guard start < text.count else { return 0 }
        if text[start] == UInt8(ascii: ".") { return needsWord ? 0 : 1 }
        var position = start
        if isSpace(text[position]) { position &+= 1 }
        guard position < text.count else { return 0 }
        let bracket = bracketedWord(text, position, isAt: false)
        if bracket > 0 {
            position &+= bracket
        } else {
            guard position > start else { return 0 }
            let first = position
            while position < text.count, position &- first < 6, ASCII.isLetter(text[position]) {
                position &+= 1
            }
            guard isDotWord(text.extracting(first..<position)), position < text.count,
                isSpace(text[position])
            else { return 0 }
        }
        if position < text.count, isSpace(text[position]) { position &+= 1 }
        return position &- start
    }

    /// The length of `(at)`, `[at]`, `{at}`, also with a space inside, or of the same with `dot`.
    private static func bracketedWord(_ text: Span<UInt8>, _ start: Int, isAt: Bool) -> Int {
        guard start < text.count, let close = closing(text[start]) else { return 0 }
        var position = start &+ 1
        if position < text.count, isSpace(text[position]) { position &+= 1 }
        let first = position
        while position < text.count, position &- first < 12, isMarkByte(text[position]) {
            position &+= 1
        }
        let word = text.extracting(first..<position)
        guard isAt ? isAtWord(word) : isDotWord(word) else { return 0 }
        if position < text.count, isSpace(text[position]) { position &+= 1 }
        guard position < text.count, text[position] == close else { return 0 }
        return position &+ 1 &- start
    }

    private static func isMarkByte(_ byte: UInt8) -> Bool {
        ASCII.isLetter(byte) || byte == UInt8(ascii: "@") || byte == UInt8(ascii: ".")
    }

    private static func isAtWord(_ word: Span<UInt8>) -> Bool {
        word.equalsIgnoringCase("at") || word.equals("@") || word.equalsIgnoringCase("apenstaartje")
            || word.equalsIgnoringCase("arobase") || word.equalsIgnoringCase("ät")
    }

    private static func isDotWord(_ word: Span<UInt8>) -> Bool {
        word.equalsIgnoringCase("dot") || word.equals(".") || word.equalsIgnoringCase("punt")
            || word.equalsIgnoringCase("point") || word.equalsIgnoringCase("punkt")
    }

    private static func closing(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "("): UInt8(ascii: ")")
        case UInt8(ascii: "["): UInt8(ascii: "]")
        case UInt8(ascii: "{"): UInt8(ascii: "}")
        case UInt8(ascii: "<"): UInt8(ascii: ">")
        default: nil
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "_")
    }

    private static func isLocalByte(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumeric(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
            || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") || byte >= 0x80
    }
}
