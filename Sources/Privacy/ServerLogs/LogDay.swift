import Bytes

/// Reads the UTC day from the time of a log line.
///
/// Read are the common log format's `10/Oct/2024:13:55:36 +0200`, ISO 8601 with or without its time
/// and zone, and Unix times in seconds (also with a fraction), milliseconds and microseconds. A time
/// without a zone is taken for UTC: at most its first or last hours fall on the day beside.
enum LogDay {
    /// Days since 1 January 1970; `nil` for anything else.
    static func read(_ value: Span<UInt8>) -> Int? {
        var start = 0
        var end = value.count
        while start < end, value[start] == UInt8(ascii: "[") || value[start] == UInt8(ascii: "\"") {
            start += 1
        }
        while end > start,
            value[end - 1] == UInt8(ascii: "]") || value[end - 1] == UInt8(ascii: "\"")
        { end -= 1 }
        let text = value.extracting(start..<end)
        var digits = 0
        while digits < text.count, ASCII.isDigit(text[digits]) { digits += 1 }
        if digits == text.count || text[digits] == UInt8(ascii: ".") {
            return unix(text, digits: digits)
        }
        if digits == 2, text.hasPrefix("/", from: 2) { return common(text) }
        if digits == 4, text.hasPrefix("-", from: 4) { return iso(text) }
        return nil
    }

    private static let secondsPerDay = 86_400
    private static let units = [10: 1, 13: 1_000, 16: 1_000_000]

    private static func unix(_ text: Span<UInt8>, digits: Int) -> Int? {
        guard let unit = units[digits], let number = number(text, 0, digits) else { return nil }
        return number / unit / secondsPerDay
    }

    private static let months: [StaticString] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// `10/Oct/2024:13:55:36 +0200`, also with a fraction or without the zone.
    private static func common(_ text: Span<UInt8>) -> Int? {
        guard text.count >= 20, text.hasPrefix("/", from: 6), text.hasPrefix(":", from: 11),
            let day = number(text, 0, 2), let year = number(text, 7, 4),
            let month = months.firstIndex(where: { text.hasPrefix($0, from: 3) }),
            let hour = number(text, 12, 2), let minute = number(text, 15, 2)
        else { return nil }
        let space = text.firstOffset(of: UInt8(ascii: " "), from: 17)
        return utcDay(
            year, month + 1, day, minutes: hour * 60 + minute,
            zone: text.extracting(min(text.count, (space ?? text.count) + 1)...))
    }

    /// `2024-10-10`, `2024-10-10T11:55:36.123Z`, `2024-10-10 13:55:36+02:00`.
    private static func iso(_ text: Span<UInt8>) -> Int? {
        guard text.count >= 10, text.hasPrefix("-", from: 7), let year = number(text, 0, 4),
            let month = number(text, 5, 2), let day = number(text, 8, 2)
        else { return nil }
        guard text.count >= 16, let hour = number(text, 11, 2), let minute = number(text, 14, 2)
        else { return utcDay(year, month, day, minutes: 0, zone: text.extracting(0..<0)) }
        var zone = 16
        while zone < text.count, ASCII.isDigit(text[zone]) || ":.,".utf8.contains(text[zone]) {
            zone += 1
        }
        return utcDay(
            year, month, day, minutes: hour * 60 + minute, zone: text.extracting(zone...))
    }

    /// The day of a local time with its offset from UTC; `nil` if there is no such date.
    private static func utcDay(
        _ year: Int, _ month: Int, _ day: Int, minutes: Int, zone: Span<UInt8>
    ) -> Int? {
        guard (1970...9_999).contains(year), (1...12).contains(month), (1...31).contains(day),
            (0..<1_440).contains(minutes)
        else { return nil }
        let local =
            CivilDate.daysSinceEpoch(year: year, month: month, day: day) * 1_440 + minutes
        return (local - offset(zone)) / 1_440
    }

    /// Minutes before UTC of `+0200`, `+02:00`, `Z` or nothing.
    private static func offset(_ zone: Span<UInt8>) -> Int {
        guard zone.count >= 5, let hours = number(zone, 1, 2) else { return 0 }
        let isNegative = zone[0] == UInt8(ascii: "-")
        guard isNegative || zone[0] == UInt8(ascii: "+"),
            let minutes = number(zone, zone[3] == UInt8(ascii: ":") ? 4 : 3, 2), hours <= 14
        else { return 0 }
        return (isNegative ? -1 : 1) * (hours * 60 + minutes)
    }

    private static func number(_ text: Span<UInt8>, _ start: Int, _ count: Int) -> Int? {
        guard start >= 0, start + count <= text.count else { return nil }
        var value = 0
        for index in start..<(start + count) {
            guard ASCII.isDigit(text[index]) else { return nil }
            value = value * 10 + Int(text[index] - UInt8(ascii: "0"))
        }
        return value
    }
}
