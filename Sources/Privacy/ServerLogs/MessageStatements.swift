import Bytes

/// Statements of SQL in messages, whose literals are what people gave a shop.
enum MessageStatements {
    /// Whether a statement begins, or goes on, with `word`; only capitals count.
    static func begins(_ text: Span<UInt8>, _ word: Range<Int>) -> Bool {
        guard word.count >= 4, text[word.lowerBound] &- 0x41 < 26,
            let next = words[text.extracting(word)]
        else { return false }
        for index in word where text[index] &- 0x41 >= 26 { return false }
        return next.utf8CodeUnitCount == 0 || text.hasPrefix(next, from: word.upperBound)
    }

    /// The words and what has to follow them: `DELETE` and `UPDATE` are methods of HTTP too.
    private static let words = WordTable<StaticString>([
        ("", ["SELECT", "WHERE", "VALUES", "HAVING"]), (" INTO", ["INSERT", "REPLACE"]),
        (" FROM", ["DELETE"]), (" `", ["UPDATE"]), (" '", ["LIKE"]),
    ])

    /// The inside of a literal that begins at a quote; to the end of a text that was cut.
    ///
    /// A quote in it is doubled or behind a backslash.
    static func literal(_ text: Span<UInt8>, at open: Int) -> Range<Int> {
        let quote = text[open]
        var position = open + 1
        while position < text.count {
            if text[position] == quote {
                guard position + 1 < text.count, text[position + 1] == quote else { break }
                position += 2
            } else {
                position += text[position] == UInt8(ascii: "\\") ? 2 : 1
            }
        }
        return open + 1..<min(position, text.count)
    }

    /// The word, if it is a number that something is compared with or set to.
    static func number(_ text: Span<UInt8>, _ word: Range<Int>) -> Range<Int>? {
        guard ASCII.isDigit(text[word.lowerBound]) else { return nil }
        for index in word
        where !ASCII.isHexDigit(text[index]) && text[index] != UInt8(ascii: "x")
            && text[index] != UInt8(ascii: ".")
        {
            return nil
        }
        var before = word.lowerBound
        while before > 0, text[before - 1] == UInt8(ascii: " ") { before -= 1 }
        guard before > 0 else { return nil }
        switch text[before - 1] {
        case UInt8(ascii: "="), UInt8(ascii: "("), UInt8(ascii: ","), UInt8(ascii: "<"),
            UInt8(ascii: ">"):
            return word
        default: return nil
        }
    }
}
