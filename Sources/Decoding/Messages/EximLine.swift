import Bytes

/// Lines of Exim's main log and reject log.
enum EximLine {
    static func split(_ line: Span<UInt8>, into parts: inout MessageParts) -> Bool {
        guard let time = PlainErrorLine.plainTime(line) else { return false }
        let zone =
            line.hasPrefix(" ", from: time) ? LogTimestamp.zoneEnd(line, from: time + 1) : time
        var position = zone > time + 1 ? zone : time
        parts.add(.time, 0..<position)
        guard line.hasPrefix(" ", from: position) else { return false }
        position += 1
        if line.hasPrefix("[", from: position) {
            let digits = LogTimestamp.digits(line, from: position + 1, atMost: 10)
            if digits > position + 1, line.hasPrefix("] ", from: digits) {
                parts.add(.process, position + 1..<digits)
                position = digits + 2
            }
        }
        guard let queue = queueEnd(line, from: position) else { return false }
        parts.add(.queue, position..<queue)
        position = min(queue + 1, line.count)
        if isArrow(line, position) {
            let start = position + 3
            let end = recipientEnd(line, from: start)
            parts.add(.recipient, start..<end)
            position = end
        }
        parts.add(.message, position..<line.count)
        return true
    }

    /// `1abCdE-000123-XY`, since 4.97 `1rABCD-0000000AbCd-1abc`, before a space or the end.
    private static func queueEnd(_ line: Span<UInt8>, from start: Int) -> Int? {
        var position = start
        for (group, lengths) in [(0, 6...6), (1, 6...11), (2, 2...4)] {
            if group > 0 {
                guard line.hasPrefix("-", from: position) else { return nil }
                position += 1
            }
            let first = position
            while position < line.count, ASCII.isAlphanumeric(line[position]) { position += 1 }
            guard lengths.contains(position - first) else { return nil }
        }
        return position == line.count || line[position] == UInt8(ascii: " ") ? position : nil
    }

    private static func isArrow(_ line: Span<UInt8>, _ position: Int) -> Bool {
        for arrow in arrows where line.hasPrefix(arrow, from: position) { return true }
        return false
    }

    /// Addresses reach up to the first `R=` or `H=`, or to the colon before a reason.
    private static func recipientEnd(_ line: Span<UInt8>, from start: Int) -> Int {
        var position = start
        while position < line.count {
            if line.hasPrefix(": ", from: position) { return position }
            if line[position] == UInt8(ascii: " "), position + 2 < line.count,
                line[position + 1] &- 0x41 < 26
            {
                var end = position + 2
                while end < line.count, line[end] &- 0x41 < 26 { end += 1 }
                if line.hasPrefix("=", from: end) { return position }
            }
            position += 1
        }
        return line.count
    }

    private static let arrows: [StaticString] = ["<= ", "=> ", "-> ", ">> ", "*> ", "** ", "== "]
}
