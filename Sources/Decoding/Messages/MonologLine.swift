import Bytes

/// Lines of shop applications: Monolog's line formatter (Magento, Shopware, PrestaShop, Laravel,
/// Symfony) and WooCommerce.
enum MonologLine {
    /// Such as `[2024-10-10T11:55:36.123456+00:00] main.ERROR: text {"a":1} []`.
    static func split(_ line: Span<UInt8>, into parts: inout MessageParts) -> Bool {
        guard line.hasPrefix("["), let time = timeEnd(line, from: 1),
            line.hasPrefix("] ", from: time)
        else { return false }
        parts.add(.time, 1..<time)
        let start = time + 2
        var dot = start
        var end = start
        while end < line.count, isNameByte(line[end]) {
            if line[end] == UInt8(ascii: ".") { dot = end }
            end += 1
        }
        guard dot > start, isLevel(line.extracting(dot + 1..<end)), line.hasPrefix(":", from: end)
        else { return false }
        parts.add(.module, start..<dot)
        parts.add(.level, dot + 1..<end)
        let text = line.hasPrefix(" ", from: end + 1) ? end + 2 : end + 1
        readObjects(line, from: text, &parts)
        return true
    }

    /// Such as `2024-10-10T11:55:36+00:00 INFO text CONTEXT: {"a":1}`.
    static func splitWooCommerce(_ line: Span<UInt8>, into parts: inout MessageParts) -> Bool {
        guard let time = LogTimestamp.isoEnd(line, from: 0), line.hasPrefix(" ", from: time) else {
            return false
        }
        parts.add(.time, 0..<time)
        var end = time + 1
        while end < line.count, ASCII.isLetter(line[end]) { end += 1 }
        guard isLevel(line.extracting(time + 1..<end)),
            end == line.count || line.hasPrefix(" ", from: end)
        else { return false }
        parts.add(.level, time + 1..<end)
        let text = min(end + 1, line.count)
        var position = text
        var tried = 0
        while tried < mostTried, let mark = line.firstOffset(of: UInt8(ascii: "C"), from: position)
        {
            let isOpen =
                line.hasPrefix("CONTEXT: {", from: mark) || line.hasPrefix("CONTEXT: [", from: mark)
            if isOpen { tried += 1 }
            if isOpen, JSONText.end(of: line, from: mark + 9) ?? line.count == line.count {
                parts.add(.message, text..<mark)
                parts.add(.context, mark + 9..<line.count)
                return true
            }
            position = mark + 1
        }
        parts.add(.message, text..<line.count)
        return true
    }

    /// The two JSON values at the end of the line; where they are not, all of it is text.
    private static func readObjects(
        _ line: Span<UInt8>, from text: Int, _ parts: inout MessageParts
    ) {
        var last = line.count
        // Monolog writes a space behind what it leaves empty.
        while last > text, line[last - 1] == UInt8(ascii: " ") { last -= 1 }
        var position = text
        var tried = 0
        var unclosed: Int?
        while position < last, tried < mostTried {
            let isOpen = line[position] == UInt8(ascii: "{") || line[position] == UInt8(ascii: "[")
            guard isOpen, position == text || line[position - 1] == UInt8(ascii: " "),
                !isPlaceholder(line, at: position)
            else {
                position += 1
                continue
            }
            tried += 1
            if let first = JSONText.end(of: line, from: position) {
                if first == last {
                    parts.add(.message, text..<position)
                    parts.add(.context, position..<first)
                    return
                }
                if line.hasPrefix(" ", from: first),
                    JSONText.end(of: line, from: first + 1) == last
                {
                    parts.add(.message, text..<position)
                    parts.add(.context, position..<first)
                    parts.add(.extra, first + 1..<last)
                    return
                }
            } else if unclosed == nil, line.hasPrefix("{\"", from: position) {
                unclosed = position
            }
            position += 1
        }
        // An object that goes on in the next lines, or was cut.
        let open = unclosed ?? line.count
        parts.add(.message, text..<open)
        if open < line.count { parts.add(.context, open..<line.count) }
    }

    /// Whether `{email}` or the like stands at `start`, where a text was: no JSON begins so.
    private static func isPlaceholder(_ line: Span<UInt8>, at start: Int) -> Bool {
        var end = start + 1
        while end < line.count, ASCII.isLetter(line[end]) { end += 1 }
        return end > start + 1 && line.hasPrefix("{", from: start) && line.hasPrefix("}", from: end)
    }

    private static func timeEnd(_ line: Span<UInt8>, from start: Int) -> Int? {
        LogTimestamp.isoEnd(line, from: start)
            ?? LogTimestamp.isoEnd(line, from: start, separator: UInt8(ascii: " "))
    }

    private static func isLevel(_ word: Span<UInt8>) -> Bool {
        for level in levels where word.equals(level) { return true }
        return false
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumeric(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
            || byte == UInt8(ascii: "-")
    }

    private static let levels: [StaticString] = [
        "DEBUG", "INFO", "NOTICE", "WARNING", "ERROR", "CRITICAL", "ALERT", "EMERGENCY",
    ]

    /// A text with more brackets before its objects is not taken apart: the whole of it is text.
    private static let mostTried = 32
}

/// The extent of a JSON object or array inside a line.
enum JSONText {
    /// The end of the value that begins with a bracket at `start`, or `nil` if it does not close.
    ///
    /// Only brackets and strings are followed; whether it is JSON is for its reader to say.
    static func end(of line: Span<UInt8>, from start: Int) -> Int? {
        guard start < line.count,
            line[start] == UInt8(ascii: "{") || line[start] == UInt8(ascii: "[")
        else { return nil }
        var depth = 0
        var position = start
        while position < line.count {
            switch line[position] {
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if depth == 0 { return position + 1 }
            case UInt8(ascii: "\""):
                position += 1
                while position < line.count, line[position] != UInt8(ascii: "\"") {
                    position += line[position] == UInt8(ascii: "\\") ? 2 : 1
                }
            default: break
            }
            position += 1
        }
        return nil
    }
}
