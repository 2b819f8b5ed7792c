import Bytes

/// Error logs whose head is a time and little else.
enum PlainErrorLine {
    /// Such as `2024-10-10 13:55:36: (mod_auth.c.525) text`.
    static func splitLighttpd(_ line: Span<UInt8>, into parts: inout MessageParts) -> Bool {
        guard let time = plainTime(line), line.hasPrefix(": (", from: time) else { return false }
        parts.add(.time, 0..<time)
        let start = time + 3
        guard let close = line.firstOffset(of: UInt8(ascii: ")"), from: start),
            close - start <= longestSource, isSource(line.extracting(start..<close))
        else { return false }
        parts.add(.source, start..<close)
        let text = line.hasPrefix(" ", from: close + 1) ? close + 2 : close + 1
        parts.add(.message, text..<line.count)
        return true
    }

    /// Such as `2024-10-10 13:55:36.123456 [INFO] [1234] [T0] [198.51.100.23:51234-H:h2-5#vhost] text`.
    static func splitLiteSpeed(_ line: Span<UInt8>, into parts: inout MessageParts) -> Bool {
        guard let time = plainTime(line), line.hasPrefix(" [", from: time) else { return false }
        parts.add(.time, 0..<time)
        var level = time + 2
        while level < line.count, ASCII.isLetter(line[level]) { level += 1 }
        guard level > time + 2, level - time <= 10, line.hasPrefix("]", from: level) else {
            return false
        }
        parts.add(.level, time + 2..<level)
        var position = level + 1
        for _ in 0..<mostGroups {
            guard line.hasPrefix(" [", from: position),
                let close = line.firstOffset(of: UInt8(ascii: "]"), from: position + 2)
            else { break }
            let group = position + 2..<close
            parts.add(field(of: line.extracting(group)), group)
            position = close + 1
        }
        let text = line.hasPrefix(" ", from: position) ? position + 1 : position
        parts.add(.message, text..<line.count)
        return true
    }

    /// Such as `[10-Oct-2024 13:55:36 Europe/Brussels] PHP Warning:  text`.
    static func splitPHP(_ line: Span<UInt8>, into parts: inout MessageParts) -> Bool {
        guard line.hasPrefix("[") else { return false }
        let day = LogTimestamp.digits(line, from: 1, atMost: 2)
        guard day == 3, line.hasPrefix("-", from: day),
            let month = LogTimestamp.monthEnd(line, from: day + 1),
            line.hasPrefix("-", from: month),
            let year = LogTimestamp.yearEnd(line, from: month + 1), line.hasPrefix(" ", from: year),
            let clock = LogTimestamp.clockEnd(line, from: year + 1)
        else { return false }
        var end = clock
        if line.hasPrefix(" ", from: end) {
            end += 1
            while end < line.count, end - clock <= longestZone, isZoneByte(line[end]) { end += 1 }
        }
        guard line.hasPrefix("]", from: end) else { return false }
        parts.add(.time, 1..<end)
        let text = line.hasPrefix(" ", from: end + 1) ? end + 2 : end + 1
        parts.add(.message, text..<line.count)
        return true
    }

    /// Such as `2024-10-10 13:55:36`.
    static func plainTime(_ line: Span<UInt8>) -> Int? {
        guard let date = LogTimestamp.dateEnd(line, from: 0, separator: UInt8(ascii: "-")),
            line.hasPrefix(" ", from: date)
        else { return nil }
        return LogTimestamp.clockEnd(line, from: date + 1)
    }

    private static func field(of group: Span<UInt8>) -> MessageField {
        let digits = LogTimestamp.digits(group, from: 0, atMost: 10)
        if digits == group.count, digits > 0 { return .process }
        if group.hasPrefix("T"),
            LogTimestamp.digits(group, from: 1, atMost: 10) == group.count, group.count > 1
        {
            return .thread
        }
        return .client
    }

    /// Such as `mod_auth.c.525`.
    private static func isSource(_ text: Span<UInt8>) -> Bool {
        for index in text.indices {
            switch text[index] {
            case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"): break
            default: guard ASCII.isAlphanumeric(text[index]) else { return false }
            }
        }
        return !text.isEmpty && ASCII.isLetter(text[0]) && ASCII.isDigit(text[text.count - 1])
    }

    /// `Europe/Brussels`, `America/Argentina/Buenos_Aires`, `UTC`, `+02:00`.
    private static func isZoneByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "/"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "+"),
            UInt8(ascii: ":"):
            true
        default: ASCII.isAlphanumeric(byte)
        }
    }

    private static let longestSource = 64
    /// The longest name of the time zone database has 32 letters.
    private static let longestZone = 40
    private static let mostGroups = 4
}
