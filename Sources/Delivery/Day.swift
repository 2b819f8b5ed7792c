import Bytes
import Foundation

/// One calendar day in UTC.
///
/// Statistics never know the hour of an event.
///
/// UTC and not the shop's own zone, so that a day is 24 hours all year, two servers agree, and
/// moving the server does not move a count.
package struct Day: Hashable, Comparable, Sendable {
    /// Days since 1 January 1970.
    package let number: Int

    package init(number: Int) { self.number = number }

    /// The day that holds the moment `seconds` after 1 January 1970, 00:00 UTC.
    package init(secondsSince1970 seconds: Int) {
        number = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
    }

    /// The day of the system clock.
    package static var today: Day {
        Day(secondsSince1970: secondsSince1970)
    }

    /// The wall clock, in seconds since 1970 in UTC.
    package static var secondsSince1970: Int { Int(Date().timeIntervalSince1970) }

    /// A date of the proleptic Gregorian calendar; `nil` if there is no such day.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9_999).contains(year), (1...12).contains(month), (1...31).contains(day) else {
            return nil
        }
        self.init(uncheckedYear: year, month: month, day: day)
        guard components == (year, month, day) else { return nil }
    }

    /// The form `2026-07-31` and no other; `nil` for anything else.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-") else {
            return nil
        }
        var fields = [0, 0, 0]
        for (field, range) in [0..<4, 5..<7, 8..<10].enumerated() {
            for byte in bytes[range] {
                guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
                fields[field] = fields[field] * 10 + Int(byte - UInt8(ascii: "0"))
            }
        }
        self.init(year: fields[0], month: fields[1], day: fields[2])
    }

    private init(uncheckedYear year: Int, month: Int, day: Int) {
        number = CivilDate.daysSinceEpoch(year: year, month: month, day: day)
    }

    /// Year, month and day of the Gregorian calendar.
    package var components: (year: Int, month: Int, day: Int) {
        let date = CivilDate(daysSinceEpoch: number)
        return (date.year, date.month, date.day)
    }

    /// The day `days` later.
    package func advanced(by days: Int) -> Day { Day(number: number + days) }

    /// The first day of the month that lies `months` months before this one.
    package func firstOfMonth(monthsBefore months: Int) -> Day {
        let (year, month, _) = components
        let index = year * 12 + month - 1 - months
        return Day(uncheckedYear: index / 12, month: index % 12 + 1, day: 1)
    }

    package static func < (left: Day, right: Day) -> Bool { left.number < right.number }
}

extension Day: CustomStringConvertible {
    package var description: String { CivilDate(daysSinceEpoch: number).description }
}

extension Day: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let day = Day(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "expected a day such as 2026-07-31")
        }
        self = day
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
