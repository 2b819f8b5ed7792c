import Bytes

/// Frames of stack traces, whose arguments are the values a program worked on.
enum MessageFrames {
    /// The arguments of `#0 /shop/checkout.php(12): pay('jan@example.com', 4995)`, at its `#`.
    ///
    /// A frame ends with the text, or with the next one on the same line (Apache writes line breaks as
    /// `\n`). The last closing bracket before that is the call's own.
    static func numbered(_ text: Span<UInt8>, at mark: Int) -> Range<Int>? {
        var position = mark + 1
        while position < text.count, ASCII.isDigit(text[position]) { position += 1 }
        guard position > mark + 1, position < text.count, text[position] == UInt8(ascii: " ") else {
            return nil
        }
        // `/path(12): name(` or `[internal function]: name(`.
        let limit = min(text.count, position + longestName)
        guard let call = callStart(text, from: position + 1, before: limit) else { return nil }
        return arguments(text, open: call, before: frameEnd(text, from: call))
    }

    /// The arguments of xdebug's `PHP   2. pay($email = 'jan@example.com') /shop/checkout.php:12`,
    /// behind the word `PHP`.
    static func listed(_ text: Span<UInt8>, from start: Int) -> Range<Int>? {
        var position = start
        while position < text.count, text[position] == UInt8(ascii: " ") { position += 1 }
        let digits = position
        while position < text.count, ASCII.isDigit(text[position]) { position += 1 }
        guard position > digits, text.hasPrefix(". ", from: position) else { return nil }
        let limit = min(text.count, position + longestName)
        guard let call = openBracket(text, from: position + 2, before: limit) else { return nil }
        return arguments(text, open: call, before: frameEnd(text, from: call))
    }

    private static func arguments(
        _ text: Span<UInt8>, open: Int, before end: Int
    ) -> Range<Int>? {
        var close = end - 1
        while close > open, text[close] != UInt8(ascii: ")") { close -= 1 }
        // A line that was cut has no closing bracket.
        let last = close > open ? close : end
        return last > open + 1 ? open + 1..<last : nil
    }

    /// The bracket behind the function's name, which follows `: `.
    private static func callStart(
        _ text: Span<UInt8>, from start: Int, before end: Int
    ) -> Int? {
        var position = start
        // Another number ends a frame without a call.
        while position < end, text[position] != UInt8(ascii: "#") {
            if text.hasPrefix("): ", from: position) || text.hasPrefix("]: ", from: position) {
                return openBracket(text, from: position + 3, before: end)
            }
            position += 1
        }
        return openBracket(text, from: start, before: end)
    }

    private static func openBracket(
        _ text: Span<UInt8>, from start: Int, before end: Int
    ) -> Int? {
        var position = start
        while position < end, text[position] != UInt8(ascii: "(") { position += 1 }
        return position < end ? position : nil
    }

    /// Longer than the path of a file and a function's name together.
    private static let longestName = 1024

    private static func frameEnd(_ text: Span<UInt8>, from start: Int) -> Int {
        var position = start
        while position < text.count {
            if text.hasPrefix("\\n#", from: position) || text.hasPrefix("\\nPHP ", from: position)
                || text.hasPrefix("\\n  thrown", from: position) || isNext(text, position)
            {
                return position
            }
            position += 1
        }
        return text.count
    }

    /// ` #1 ` or a line break of its own.
    private static func isNext(_ text: Span<UInt8>, _ position: Int) -> Bool {
        if text[position] == UInt8(ascii: "\n") { return true }
        guard text.hasPrefix(" #", from: position), position + 2 < text.count,
            ASCII.isDigit(text[position + 2]), position > 0
        else { return false }
        return text[position - 1] == UInt8(ascii: ")") || text[position - 1] == UInt8(ascii: "}")
    }
}
