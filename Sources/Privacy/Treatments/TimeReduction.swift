import Bytes

/// Cuts a time to the minute or the hour, in the form that it has.
///
/// Read are Unix times in seconds (also with a fraction), milliseconds and microseconds, and
/// ISO 8601 date-times such as `2026-11-20T10:15:30.123Z`. Anything else becomes nothing.
enum TimeReduction {
    /// What is kept of a time.
    enum Step: Int {
        case minute = 60
        case hour = 3600
    }

    /// From 2000 to 2100; other numbers are no times of events.
    private static let seconds = 946_684_800..<4_102_444_800
    /// Digits of Unix times from 2001 to 2286, in seconds, milliseconds and microseconds.
    private static let digits = [10: 1, 13: 1000, 16: 1_000_000]

    static func reduce(_ value: Span<UInt8>, to step: Step, into output: inout ByteBuffer) {
        var end = 0
        while end < value.count, ASCII.isDigit(value[end]) { end += 1 }
        if end == value.count || value[end] == UInt8(ascii: ".") {
            return reduceUnix(value, digits: end, to: step, into: &output)
        }
        reduceISO(value, to: step, into: &output)
    }

    private static func reduceUnix(
        _ value: Span<UInt8>, digits end: Int, to step: Step, into output: inout ByteBuffer
    ) {
        guard let unit = digits[end] else { return }
        for index in end..<value.count where index > end && !ASCII.isDigit(value[index]) { return }
        var number = 0
        for index in 0..<end { number = number * 10 + Int(value[index] - UInt8(ascii: "0")) }
        guard seconds.contains(number / unit) else { return }
        output.append(decimal: number - number % (step.rawValue * unit))
    }

    /// `YYYY-MM-DD`, `T` or a space, `hh:mm`, then seconds and fraction, then `Z` or an offset.
    private static func reduceISO(
        _ value: Span<UInt8>, to step: Step, into output: inout ByteBuffer
    ) {
        let pattern: StaticString = "0000-00-00T00:00"
        guard value.count >= pattern.utf8CodeUnitCount else { return }
        for index in 0..<pattern.utf8CodeUnitCount {
            let expected = unsafe pattern.utf8Start[index]
            let byte = value[index]
            switch expected {
            case UInt8(ascii: "0"): guard ASCII.isDigit(byte) else { return }
            case UInt8(ascii: "T"):
                guard byte == expected || byte == UInt8(ascii: " ") else { return }
            default: guard byte == expected else { return }
            }
        }
        var zone = pattern.utf8CodeUnitCount
        let hasSeconds = zone < value.count && value[zone] == UInt8(ascii: ":")
        while zone < value.count, ASCII.isDigit(value[zone]) || ":.,".utf8.contains(value[zone]) {
            zone += 1
        }
        guard isZone(value.extracting(zone...)) else { return }
        output.append(value, 0..<(step == .hour ? 14 : 16))
        if step == .hour { output.append("00") }
        if hasSeconds { output.append(":00") }
        output.append(value, zone..<value.count)
    }

    /// Nothing, `Z`, or an offset such as `+01:00`.
    private static func isZone(_ zone: Span<UInt8>) -> Bool {
        if zone.isEmpty || zone.equals("Z") || zone.equals("z") { return true }
        guard zone.count <= 6, zone[0] == UInt8(ascii: "+") || zone[0] == UInt8(ascii: "-") else {
            return false
        }
        for index in 1..<zone.count
        where !ASCII.isDigit(zone[index]) && zone[index] != UInt8(ascii: ":") { return false }
        return zone.count > 2
    }
}
