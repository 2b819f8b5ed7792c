/// What one row of the evidence stands for: no event, no visitor, no time but the hour.
struct EvidenceKey: Sendable, Hashable {
    let source: Source
    let hour: Hour
    let coverage: String
    let action: String
    let rule: String
    var signals: String
}

/// How often it was decided so, and about how many different consent values were seen.
struct EvidenceTally: Sendable, Hashable {
    var count = 0
    var values = ValueSketch()

    mutating func add(_ other: EvidenceTally) {
        count = count.addingSaturated(other.count)
        values.formUnion(other.values)
    }
}

/// One hour in UTC: the finest time that evidence knows.
package struct Hour: Sendable, Hashable, Comparable {
    /// Hours since 1 January 1970.
    package let number: Int

    package init(number: Int) { self.number = number }

    /// The hour that holds the moment `seconds` after 1 January 1970, 00:00 UTC.
    package init(secondsSince1970 seconds: Int) {
        number = seconds >= 0 ? seconds / 3_600 : (seconds - 3_599) / 3_600
    }

    /// The first hour of a day.
    package init(_ day: Day) { number = day.number * 24 }

    /// The day that the hour is in.
    package var day: Day { Day(secondsSince1970: number * 3_600) }

    package static func < (left: Hour, right: Hour) -> Bool { left.number < right.number }
}

extension Hour: CustomStringConvertible {
    /// Such as `2026-07-31T09Z` (ISO 8601, reduced precision).
    package var description: String {
        let hour = number - day.number * 24
        return "\(day)T" + (hour < 10 ? "0" : "") + "\(hour)Z"
    }
}
