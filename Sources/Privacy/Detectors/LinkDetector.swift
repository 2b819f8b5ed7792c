import Bytes

/// URLs, queries, request lines and user agents inside text, their marks plain or as escapes.
///
/// Colon, slash and question mark are read as `%3A` at any depth, as `\/` and as `\u003a` too.
enum LinkDetector {
    /// Longest scheme in use; of a longer word only the end is one.
    private static let longestScheme = 20
    /// Longest method; the longest registered one has 17 letters.
    private static let longestMethod = 20

    /// Whether one of the finds here can follow a word that ends before `byte`.
    @inline(__always)
    static func isMark(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ":"), UInt8(ascii: "/"), UInt8(ascii: "%"), UInt8(ascii: "\\"),
            UInt8(ascii: " "):
            true
        default: false
        }
    }

    /// What begins with the word in `word`.
    static func match(_ text: Span<UInt8>, word: Range<Int>) -> Finding? {
        guard !word.isEmpty else { return nil }
        switch text[word.upperBound] {
        case UInt8(ascii: " "): return requestTarget(text, method: word)
        case UInt8(ascii: "/"): return userAgent(text, word)
        case UInt8(ascii: ":"): return url(text, word)
        default: return url(text, word) ?? userAgent(text, word)
        }
    }

    // MARK: URLs

    private static func url(_ text: Span<UInt8>, _ word: Range<Int>) -> Finding? {
        let colon = spelled(":", text, word.upperBound)
        guard colon > 0 else { return nil }
        let first = spelled("/", text, word.upperBound &+ colon)
        guard first > 0 else { return nil }
        let second = spelled("/", text, word.upperBound &+ colon &+ first)
        guard second > 0 else { return nil }
        guard let start = schemeStart(text, word) else { return nil }
        let isEscaped = colon > 1 || first > 1 || second > 1
        let authority = word.upperBound &+ colon &+ first &+ second
        let path = pathEnd(text, from: authority, isEscaped: isEscaped)
        var end = path.end
        if path.hasTail { end = queryEnd(text, from: end) }
        while end > authority, isSentencePunctuation(text[end &- 1]), !endsPlaceholder(text, end) {
            end &-= 1
        }
        return Finding(
            .url, start..<end, reduced: start..<min(path.end, end), isEscaped: isEscaped)
    }

    private static let glued: [StaticString] = ["https", "http"]

    /// `http` and `https` are found glued to a word too.
    private static func schemeStart(_ text: Span<UInt8>, _ word: Range<Int>) -> Int? {
        for name in glued {
            let start = word.upperBound &- name.utf8CodeUnitCount
            if start >= word.lowerBound,
                text.extracting(start..<word.upperBound).equalsIgnoringCase(name)
            {
                return start
            }
        }
        var start = max(word.lowerBound, word.upperBound &- longestScheme)
        while start < word.upperBound, !ASCII.isLetter(text[start]) { start &+= 1 }
        return start < word.upperBound ? start : nil
    }

    /// The end of origin and path, and whether a query or fragment follows.
    private static func pathEnd(
        _ text: Span<UInt8>, from start: Int, isEscaped: Bool
    ) -> (end: Int, hasTail: Bool) {
        var position = start
        while position < text.count {
            let byte = text[position]
            if byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#") { return (position, true) }
            if isEscaped, byte == UInt8(ascii: "%") || byte == UInt8(ascii: "\\") {
                if spelled("?", text, position) > 0 || spelled("#", text, position) > 0 {
                    return (position, true)
                }
                let slash = spelled("/", text, position)
                if slash > 0 {
                    position &+= slash
                    continue
                }
            }
            if endsPath(byte) || (isEscaped && byte == UInt8(ascii: "&")) { break }
            position &+= 1
        }
        return (position, false)
    }

    private static func endsPath(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "<"), UInt8(ascii: ">"),
            UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "\\"), 0x7F:
            true
        default: byte <= 0x20
        }
    }

    /// Whether a placeholder of ours, as in `/user/{user}`, ends at `end`.
    private static func endsPlaceholder(_ text: Span<UInt8>, _ end: Int) -> Bool {
        guard text[end &- 1] == UInt8(ascii: "}") else { return false }
        var start = end &- 1
        while start > 0, ASCII.isLetter(text[start &- 1]) { start &-= 1 }
        return start > 0 && text[start &- 1] == UInt8(ascii: "{")
    }

    private static func isSentencePunctuation(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"),
            UInt8(ascii: "!"), UInt8(ascii: "?"), UInt8(ascii: ")"), UInt8(ascii: "]"),
            UInt8(ascii: "}"):
            true
        default: false
        }
    }

    // MARK: Queries

    enum QueryReading {
        case none
        case query(Range<Int>)
        /// Neither here nor at another mark before the offset.
        case noneBefore(Int)
    }

    /// The query that begins with a question mark at `start`: a name and `=` follow without a space.
    ///
    /// `Fiets? Ja` asks a question. What stands before the mark is not looked at: nobody writes
    /// `=` behind one in a sentence.
    static func query(_ text: Span<UInt8>, at start: Int) -> QueryReading {
        let mark = spelled("?", text, start)
        guard mark > 0 else { return .none }
        let name = start &+ mark
        // Asked before the end is looked for: a row of `=?` would cost its length at each mark.
        guard spelled("=", text, name) == 0 else { return .none }
        let end = queryEnd(text, from: name)
        var position = name
        while position < end {
            if spelled("=", text, position) > 0 {
                return .query(start..<end)
            }
            position &+= 1
        }
        return .noneBefore(end)
    }

    /// The end of a query, which nothing but a space or a closing quote ends: a value may hold any
    /// other mark.
    private static func queryEnd(_ text: Span<UInt8>, from start: Int) -> Int {
        var position = start
        while position < text.count {
            let byte = text[position]
            if byte <= 0x20 || byte == 0x7F { return position }
            if byte == UInt8(ascii: "\"") {
                let isEscaped = position > start && text[position &- 1] == UInt8(ascii: "\\")
                return isEscaped ? position &- 1 : position
            }
            if byte == UInt8(ascii: "'"), closes(text, at: position &+ 1) { return position }
            position &+= 1
        }
        return position
    }

    /// An apostrophe is also a letter, as in `O'Brien`.
    private static func closes(_ text: Span<UInt8>, at next: Int) -> Bool {
        guard next < text.count else { return true }
        switch text[next] {
        case UInt8(ascii: ","), UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"),
            UInt8(ascii: ">"):
            return true
        default: return text[next] <= 0x20
        }
    }

    // MARK: Request lines

    /// The target of `METHOD target HTTP/…`; between quotes it may hold spaces.
    private static func requestTarget(_ text: Span<UInt8>, method: Range<Int>) -> Finding? {
        guard method.count <= longestMethod else { return nil }
        for index in method where text[index] &- 0x41 >= 26 { return nil }
        let start = method.upperBound &+ 1
        let quote = QuoteBefore(text, at: method.lowerBound)
        var target: Range<Int>?
        var position = start
        var isEscaped = false
        while position < text.count {
            let byte = text[position]
            if quote.closes(text, at: position) || byte < 0x20 && byte != 0x09 { break }
            if byte == UInt8(ascii: " ") {
                if text.hasPrefix("HTTP", from: position &+ 1),
                    spelled("/", text, position &+ 5) > 0
                {
                    target = start..<position
                }
                if !quote.isThere { break }
            }
            if target == nil, byte == UInt8(ascii: "\\") { isEscaped = true }
            position &+= 1
        }
        guard let target, !target.isEmpty else { return nil }
        return Finding(
            .url, target, reduced: start..<pathEnd(text, target), isEscaped: isEscaped)
    }

    /// The end of what is reduced; the reduction of escaped targets wants neither query nor fragment.
    private static func pathEnd(_ text: Span<UInt8>, _ target: Range<Int>) -> Int {
        for index in target
        where text[index] == UInt8(ascii: "?") || text[index] == UInt8(ascii: "#") {
            return index
        }
        return target.upperBound
    }

    // MARK: User agents

    /// `Mozilla/5.0 …` up to the closing quote, the end of the line or of the text.
    private static func userAgent(_ text: Span<UInt8>, _ word: Range<Int>) -> Finding? {
        guard let name = productName(text, word) else { return nil }
        var position = word.upperBound &+ spelled("/", text, word.upperBound)
        guard position > word.upperBound, position < text.count, ASCII.isDigit(text[position])
        else { return nil }
        while position < text.count, ASCII.isDigit(text[position]) || text[position] == 0x2E {
            position &+= 1
        }
        let isCoded = position < text.count && (text[position] == 0x2B || text[position] == 0x25)
        let quote = QuoteBefore(text, at: name)
        while position < text.count {
            let byte = text[position]
            if quote.closes(text, at: position) || byte < 0x20 { break }
            // In a form or a W3C log spaces are coded, and one of their own ends the value.
            if isCoded, byte == 0x20 || byte == UInt8(ascii: "&") { break }
            position &+= 1
        }
        return Finding(.userAgent, name..<position)
    }

    private static let products: [StaticString] = ["Mozilla", "Dalvik", "Opera"]

    private static func productName(_ text: Span<UInt8>, _ word: Range<Int>) -> Int? {
        for name in products {
            let start = word.upperBound &- name.utf8CodeUnitCount
            if start >= word.lowerBound,
                text.extracting(start..<word.upperBound).equalsIgnoringCase(name)
            {
                return start
            }
        }
        return nil
    }

    @inline(__always)
    private static func spelled(
        _ mark: Unicode.Scalar, _ text: Span<UInt8>, _ offset: Int
    ) -> Int {
        TextEscapes.spelledLength(of: UInt8(ascii: mark), at: offset, in: text)
    }
}

/// The quote that opens before a value, and what closes it again.
struct QuoteBefore {
    private let mark: UInt8
    private let isEscaped: Bool
    let isThere: Bool

    init(_ text: Span<UInt8>, at start: Int) {
        let before = start > 0 ? text[start &- 1] : 0
        isThere = before == UInt8(ascii: "\"") || before == UInt8(ascii: "'")
        mark = isThere ? before : UInt8(ascii: "\"")
        isEscaped = isThere && start >= 2 && text[start &- 2] == UInt8(ascii: "\\")
    }

    /// Whether the value ends before `position`; only behind an escaped quote an escaped one ends it.
    func closes(_ text: Span<UInt8>, at position: Int) -> Bool {
        if text[position] == UInt8(ascii: "\\") {
            return isEscaped && position &+ 1 < text.count && text[position &+ 1] == mark
        }
        return text[position] == mark && (isEscaped || text[position &- 1] != UInt8(ascii: "\\"))
    }
}
