import Bytes

/// Names of accounts in the sentences of servers.
enum MessageUsers {
    /// The name behind `user`, `username:` and the like.
    static func named(_ text: Span<UInt8>, from end: Int) -> Range<Int>? {
        guard end < text.count else { return nil }
        var start = end
        if text[start] == UInt8(ascii: ":") { start += 1 }
        if start < text.count, text[start] == UInt8(ascii: " ") { start += 1 }
        guard start > end, start < text.count else { return nil }
        if text.hasPrefix("name ", from: start) { start += 5 }
        if let inside = quoted(text, from: start) { return kept(text, inside) }
        if text[start] == UInt8(ascii: "[") || text[start] == UInt8(ascii: "(") {
            guard let name = inBrackets(text, from: start) else { return nil }
            // `login (auth failed, 1 attempts)`
            for index in name where text[index] == UInt8(ascii: " ") { return nil }
            return name
        }
        let first = wordEnd(text, from: start)
        guard first > start else { return nil }
        let isName =
            text.hasPrefix("nvalid user ", from: start - 12)
            || text.hasPrefix("llegal user ", from: start - 12)
        if !isName, isSentence(text.extracting(start..<first)) { return nil }
        return kept(text, start..<nameEnd(text, from: start, firstWord: first))
    }

    /// `jan` of `for jan from 198.51.100.23` and of `for invalid user jan from …`.
    static func target(_ text: Span<UInt8>, word: Range<Int>) -> Range<Int>? {
        let end = word.upperBound
        guard text.hasPrefix(" ", from: end) else { return nil }
        let start = end + 1
        // `for user jan` and `for invalid user jan` are found by their own word.
        if text.hasPrefix("user ", from: start) || text.hasPrefix("invalid user ", from: start)
            || text.hasPrefix("illegal user ", from: start)
            || text.hasPrefix("unknown user ", from: start)
        {
            return nil
        }
        if let inside = quoted(text, from: start), isFromAddress(text, at: inside.upperBound + 1) {
            return kept(text, inside)
        }
        if let from = fromAddress(text, from: start), from > start,
            from - start <= MessagePhrases.longestName
        {
            return kept(text, start..<from)
        }
        // `FAILED LOGIN 1 FROM tty1 FOR jan, Authentication failure`, `auth failed for jan : …`
        let first = wordEnd(text, from: start)
        let isAccount =
            text.hasPrefix(", Authentication", from: first) || text.hasPrefix(" : ", from: first)
            || followsFailure(text, word.lowerBound)
        return isAccount && first > start ? kept(text, start..<first) : nil
    }

    /// Whether an authentication failed just before.
    private static func followsFailure(_ text: Span<UInt8>, _ start: Int) -> Bool {
        for words in failures
        where text.hasPrefix(words, from: start - words.utf8CodeUnitCount) {
            return true
        }
        return false
    }

    private static let failures: [StaticString] = [
        "auth failed ", "uthentication failed ", "uthentication failure ", "ogin failed ",
        "assword ",
    ]

    /// `jan` of `by jan(uid=1000)`.
    static func actor(_ text: Span<UInt8>, from end: Int) -> Range<Int>? {
        guard text.hasPrefix(" ", from: end) else { return nil }
        var stop = end + 1
        while stop < text.count, text[stop] > 0x20, text[stop] != UInt8(ascii: "(") { stop += 1 }
        return stop > end + 1 && text.hasPrefix("(uid=", from: stop)
            ? kept(text, end + 1..<stop) : nil
    }

    /// `jan` of `imap(jan)<1234>` and of `sql(jan,198.51.100.23)`.
    static func inBrackets(_ text: Span<UInt8>, from open: Int) -> Range<Int>? {
        guard open < text.count,
            text[open] == UInt8(ascii: "(") || text[open] == UInt8(ascii: "[")
        else { return nil }
        let close: UInt8 = text[open] == UInt8(ascii: "(") ? 0x29 : 0x5D
        var end = open + 1
        while end < text.count, text[end] != close, text[end] != UInt8(ascii: ",") { end += 1 }
        let name = open + 1..<end
        guard !name.isEmpty, !MessageExtent.beginsAddress(text, at: name.lowerBound) else {
            return nil
        }
        return kept(text, name)
    }

    // MARK: Extent

    /// What is between quotes; the last quote that a server's own words follow is the closing one.
    private static func quoted(_ text: Span<UInt8>, from start: Int) -> Range<Int>? {
        guard let inside = MessageExtent.enclosed(text, from: start) else { return nil }
        guard inside.upperBound < text.count else { return inside }
        let quote = text[inside.upperBound]
        var last = inside.upperBound
        var position = last
        let limit = min(text.count, start + MessageExtent.longest)
        while position < limit {
            if text[position] == quote,
                text.hasPrefix(": password mismatch", from: position + 1)
                    || text.hasPrefix(" was not found", from: position + 1)
                    || text.hasPrefix(": was not found", from: position + 1)
                    || text.hasPrefix(" not found", from: position + 1)
            {
                last = position
            }
            position += 1
        }
        return start + 1..<last
    }

    /// The end of an account's name that may hold spaces: before what a server says of it, else the
    /// first word.
    private static func nameEnd(
        _ text: Span<UInt8>, from start: Int, firstWord: Int
    ) -> Int {
        if let from = fromAddress(text, from: start) { return from }
        let limit = min(text.count, start + MessagePhrases.longestName)
        var position = start
        while position < limit {
            // All of them begin with one of these.
            guard
                text[position] == 0x20 || text[position] == UInt8(ascii: ":")
                    || text[position] == UInt8(ascii: "(")
            else {
                position += 1
                continue
            }
            for ending in endings where text.hasPrefix(ending, from: position) { return position }
            position += 1
        }
        return firstWord
    }

    /// What Apache, PAM and others write behind a user's name.
    private static let endings: [StaticString] = [
        " not found", ": authentication failure", " in realm", ": password mismatch",
        ": no such user", ": Login", "(uid=", " has no ", " does not ", ": invalid", " IP: ",
    ]

    /// The offset of the last ` from ` before an address.
    private static func fromAddress(_ text: Span<UInt8>, from start: Int) -> Int? {
        let limit = min(text.count, start + MessageExtent.longest)
        var found: Int?
        var position = start
        while position < limit {
            if text[position] == 0x20, isFromAddress(text, at: position) { found = position }
            position += 1
        }
        return found
    }

    private static func isFromAddress(_ text: Span<UInt8>, at position: Int) -> Bool {
        if text.hasPrefix(" from ", from: position) {
            return MessageExtent.beginsAddress(text, at: position + 6)
        }
        return text.hasPrefix(" from: ", from: position)
            && MessageExtent.beginsAddress(text, at: position + 7)
    }

    private static func wordEnd(_ text: Span<UInt8>, from start: Int) -> Int {
        var end = start
        while end < text.count, text[end] > 0x20 {
            switch text[end] {
            case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "("), UInt8(ascii: ")"),
                UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "["), UInt8(ascii: "]"),
                UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "="):
                return end
            case UInt8(ascii: ":"):
                // `user jan: authentication failure`
                if end + 1 == text.count || text[end + 1] <= 0x20 { return end }
            default: break
            }
            end += 1
        }
        while end > start, text[end - 1] == UInt8(ascii: ".") { end -= 1 }
        return end
    }

    /// The account of a program names nobody.
    private static func kept(_ text: Span<UInt8>, _ range: Range<Int>) -> Range<Int>? {
        range.isEmpty || HomeDirectory.isAccount(text.extracting(range)) ? nil : range
    }

    /// Words that go on a sentence about users in general.
    private static func isSentence(_ word: Span<UInt8>) -> Bool { sentence[word] != nil }

    private static let sentence = WordTable<Bool>([
        (
            true,
            [
                "not", "is", "was", "has", "had", "are", "were", "agent", "agents", "unknown",
                "data",
                "input", "id", "ids", "does", "do", "did", "can", "can't", "cannot", "could", "may",
                "account", "accounts", "session", "sessions", "from", "to", "with", "without", "in",
                "on", "of", "and", "or", "by", "for", "at", "as", "failed", "failure", "fail",
                "must", "request", "requests", "error", "errors", "name", "names", "denied",
                "login",
                "logged", "group", "groups", "role", "roles", "table", "database", "defined", "the",
                "a", "an", "no", "agent:", "meta", "metadata", "service", "slice", "manager",
                "lookup", "mode", "space", "directory", "authentication", "authorization",
                "attempt",
                "attempts", "timeout", "timed", "out", "successful", "success", "successfully",
                "disconnected", "connected", "will", "should", "would", "-", "limit", "runtime",
                "instance", "scope", "processes", "process", "tag", "tags", "ok", "invalid",
                "disabled", "enabled", "locked", "expired", "exists", "quit", "info", "if", "when",
                "that", "this", "which", "who", "level", "home", "quota", "query", "exceeded",
                "existiert", "niet", "nicht", "n'existe", "page", "form", "url", "password",
                "cookie", "token", "client", "journal", "interface", "access", "administration",
                "aborted",
            ]
        )
    ])
}
