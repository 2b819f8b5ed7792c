import Bytes

/// Times as consent cookies write them, in seconds since 1970.
enum ConsentTime {
    /// Reads `text` in `unit`; `nil` for what is no time between 1970 and 9999.
    static func seconds(_ text: Span<UInt8>, _ unit: TimeDefinition.Unit) -> Int64? {
        switch unit {
        case .iso: return iso(text)
        case .seconds: return number(text).flatMap(bounded)
        case .milliseconds: return number(text).map { $0 / 1000 }.flatMap(bounded)
        case .minutes:
            let (seconds, overflow) = (number(text) ?? -1).multipliedReportingOverflow(by: 60)
            return overflow ? nil : bounded(seconds)
        }
    }

    /// The time of a choice; `nil` for what is none, such as the zero of a field that is not used.
    static func choice(_ text: Span<UInt8>, _ unit: TimeDefinition.Unit) -> Int64? {
        seconds(text, unit).flatMap { $0 >= earliestChoice ? $0 : nil }
    }

    /// 1 January 2018: the GDPR applies since May of that year, and platforms began with it.
    private static let earliestChoice: Int64 = 1_514_764_800

    /// The whole part of a decimal number without a sign.
    static func number(_ text: Span<UInt8>) -> Int64? {
        var value: Int64 = 0
        var digits = 0
        for index in text.indices {
            if text[index] == UInt8(ascii: "."), digits > 0 { break }
            guard ASCII.isDigit(text[index]), digits < 18 else { return nil }
            value = value * 10 + Int64(text[index] &- 0x30)
            digits += 1
        }
        return digits > 0 ? value : nil
    }

    /// 9999-12-31T23:59:59Z.
    private static let latest: Int64 = 253_402_300_799

    private static func bounded(_ seconds: Int64) -> Int64? {
        seconds >= 0 && seconds <= latest ? seconds : nil
    }

    /// `2025-02-05`, `2025-02-05T15:40:00.391Z` or with `+01:00`; without a zone it is UTC.
    private static func iso(_ text: Span<UInt8>) -> Int64? {
        guard text.count >= 10, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
            let year = digits(text, 0..<4), let month = digits(text, 5..<7),
            let day = digits(text, 8..<10), (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        let days = CivilDate.daysSinceEpoch(year: Int(year), month: Int(month), day: Int(day))
        var seconds = Int64(days) * 86_400
        guard text.count > 10 else { return bounded(seconds) }
        guard text[10] == UInt8(ascii: "T") || text[10] == 0x20, text.count >= 16,
            text[13] == UInt8(ascii: ":"), let hour = digits(text, 11..<13),
            let minute = digits(text, 14..<16), hour < 24, minute < 60
        else { return nil }
        seconds += hour * 3600 + minute * 60
        var position = 16
        if text.count >= 19, text[16] == UInt8(ascii: ":") {
            guard let second = digits(text, 17..<19), second <= 60 else { return nil }
            seconds += second
            position = 19
            if position < text.count, text[position] == UInt8(ascii: ".") {
                position += 1
                while position < text.count, ASCII.isDigit(text[position]) { position += 1 }
            }
        }
        guard let offset = zone(text.extracting(position..<text.count)) else { return nil }
        return bounded(seconds - offset)
    }

    private static func zone(_ text: Span<UInt8>) -> Int64? {
        if text.isEmpty || text.equals("Z") { return 0 }
        guard text.count >= 5, text[0] == UInt8(ascii: "+") || text[0] == UInt8(ascii: "-"),
            let hours = digits(text, 1..<3),
            let minutes = digits(text, text.count - 2..<text.count), hours < 24, minutes < 60,
            text.count == 5 || text.count == 6 && text[3] == UInt8(ascii: ":")
        else { return nil }
        let seconds = hours * 3600 + minutes * 60
        return text[0] == UInt8(ascii: "-") ? -seconds : seconds
    }

    private static func digits(_ text: Span<UInt8>, _ range: Range<Int>) -> Int64? {
        var value: Int64 = 0
        for index in range {
            guard ASCII.isDigit(text[index]) else { return nil }
            value = value * 10 + Int64(text[index] &- 0x30)
        }
        return value
    }
}
