/// Counts by value, with a bound on the number of values.
///
/// Invariant: at most `limit` values besides `(other)`; the sum of the counts is the number counted.
struct CountTable: Sendable, Equatable {
    private(set) var counts: [String: Int] = [:]
    private var hasOverflow = false

    var isEmpty: Bool { counts.isEmpty }

    mutating func add(_ count: Int, to value: String, limit: Int) {
        if let index = counts.index(forKey: value) {
            counts.values[index] = counts.values[index].addingSaturated(count)
        } else if value == AggregationLimits.overflowValue {
            counts[value] = count
            hasOverflow = true
        } else if counts.count < (hasOverflow ? limit + 1 : limit) {
            counts[value] = count
        } else {
            add(count, to: AggregationLimits.overflowValue, limit: limit)
        }
    }

    mutating func merge(_ other: CountTable, limit: Int) {
        for (value, count) in other.counts { add(count, to: value, limit: limit) }
    }
}

/// Orders and their sum in one currency.
struct Revenue: Sendable, Equatable {
    var orders = 0
    var cents = 0

    mutating func add(_ other: Revenue) {
        orders = orders.addingSaturated(other.orders)
        cents = cents.addingSaturated(other.cents)
    }
}

extension Int {
    /// The sum, or the nearest representable number: counting never traps.
    func addingSaturated(_ other: Int) -> Int {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? .min : .max) : sum
    }
}
