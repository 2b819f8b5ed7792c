import Bytes

/// The times that log daemons and servers write, read where they are expected.
///
/// Each function gives the end of the time that begins at an offset, or `nil`. Only the grammar is
/// read: a thirtieth of February is a time.
package enum LogTimestamp {
    /// `Oct 10 13:55:36`, `Oct  9 13:55:36.123`, also with the year before or after the clock
    /// (RFC 3164 4.1.2; BSD, Cisco).
    package static func legacyEnd(_ line: Span<UInt8>, from start: Int) -> Int? {
        guard var position = monthEnd(line, from: start), space(line, position) else { return nil }
        position += 1
        if space(line, position) { position += 1 }
        let day = digits(line, from: position, atMost: 2)
        guard day > position, space(line, day) else { return nil }
        position = day + 1
        if let year = yearEnd(line, from: position), space(line, year) { position = year + 1 }
        guard var end = clockEnd(line, from: position) else { return nil }
        // `2001:db8::1` is a host.
        if space(line, end), let year = yearEnd(line, from: end + 1),
            year == line.count || space(line, year) || line[year] == UInt8(ascii: "]")
        {
            end = year
        }
        return end
    }

    /// `2024-10-10T13:55:36.123456+02:00`, also without a zone, or with a zone without its colon
    /// (RFC 3339 5.6, ISO 8601).
    package static func isoEnd(
        _ line: Span<UInt8>, from start: Int, separator: UInt8 = UInt8(ascii: "T")
    ) -> Int? {
        guard let date = dateEnd(line, from: start, separator: UInt8(ascii: "-")),
            date < line.count, line[date] == separator,
            let clock = clockEnd(line, from: date + 1)
        else { return nil }
        return zoneEnd(line, from: clock)
    }

    /// `2024-10-10`, `2024/10/10`.
    package static func dateEnd(
        _ line: Span<UInt8>, from start: Int, separator: UInt8
    ) -> Int? {
        guard let year = yearEnd(line, from: start), year + 6 <= line.count,
            line[year] == separator, line[year + 3] == separator,
            digits(line, from: year + 1, atMost: 2) == year + 3,
            digits(line, from: year + 4, atMost: 2) == year + 6
        else { return nil }
        return year + 6
    }

    /// `13:55:36`, with a fraction behind a dot or a comma.
    package static func clockEnd(_ line: Span<UInt8>, from start: Int) -> Int? {
        guard start >= 0, start + 8 <= line.count, line[start + 2] == UInt8(ascii: ":"),
            line[start + 5] == UInt8(ascii: ":"),
            digits(line, from: start, atMost: 2) == start + 2,
            digits(line, from: start + 3, atMost: 2) == start + 5,
            digits(line, from: start + 6, atMost: 2) == start + 8
        else { return nil }
        let end = start + 8
        guard end < line.count, line[end] == UInt8(ascii: ".") || line[end] == UInt8(ascii: ",")
        else { return end }
        let fraction = digits(line, from: end + 1, atMost: longestFraction)
        return fraction > end + 1 ? fraction : end
    }

    /// `Z`, `+02:00`, `+0200`, or nothing.
    package static func zoneEnd(_ line: Span<UInt8>, from start: Int) -> Int {
        guard start < line.count else { return start }
        switch line[start] {
        case UInt8(ascii: "Z"): return start + 1
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            let hours = digits(line, from: start + 1, atMost: 4)
            if hours == start + 5 { return hours }
            guard hours == start + 3 else { return start }
            guard hours < line.count, line[hours] == UInt8(ascii: ":"),
                digits(line, from: hours + 1, atMost: 2) == hours + 3
            else { return hours }
            return hours + 3
        default: return start
        }
    }

    /// `Oct`.
    package static func monthEnd(_ line: Span<UInt8>, from start: Int) -> Int? {
        word(line, from: start, in: months)
    }

    /// `Thu`.
    package static func weekdayEnd(_ line: Span<UInt8>, from start: Int) -> Int? {
        word(line, from: start, in: weekdays)
    }

    /// `2024`.
    package static func yearEnd(_ line: Span<UInt8>, from start: Int) -> Int? {
        guard digits(line, from: start, atMost: 5) == start + 4 else { return nil }
        let first = line[start]
        return first == UInt8(ascii: "1") || first == UInt8(ascii: "2") ? start + 4 : nil
    }

    /// The end of the decimal digits at `start`, at most so many of them.
    package static func digits(_ line: Span<UInt8>, from start: Int, atMost most: Int) -> Int {
        var end = start
        while end < line.count, end - start < most, ASCII.isDigit(line[end]) { end += 1 }
        return end
    }

    /// Nanoseconds have nine digits.
    private static let longestFraction = 9

    private static func space(_ line: Span<UInt8>, _ position: Int) -> Bool {
        position < line.count && line[position] == UInt8(ascii: " ")
    }

    private static func word(
        _ line: Span<UInt8>, from start: Int, in words: StaticString
    ) -> Int? {
        guard start >= 0, start + 3 <= line.count else { return nil }
        let letters = unsafe words.utf8Start
        for word in stride(from: 0, to: words.utf8CodeUnitCount, by: 3)
        where unsafe letters[word] == line[start] && letters[word + 1] == line[start + 1]
            && letters[word + 2] == line[start + 2]
        {
            return start + 3
        }
        return nil
    }

    private static let months: StaticString = "JanFebMarAprMayJunJulAugSepOctNovDec"
    private static let weekdays: StaticString = "MonTueWedThuFriSatSun"
}
