/// How often something took how long: counts by upper bound, their number and their sum.
///
/// The bounds are the same for every histogram of the program, so that they can be added and
/// compared. It holds numbers only, and 136 bytes of them.
package struct Histogram: Sendable, Equatable {
    /// Upper bounds in microseconds: half a millisecond to a minute, in steps that people read.
    package static let bounds: [UInt64] = [
        100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000,
        1_000_000, 2_500_000, 5_000_000, 10_000_000, 30_000_000, 60_000_000,
    ]

    /// Counts between one bound and the next, the last one beyond all bounds.
    private var counts = [UInt64](repeating: 0, count: Histogram.bounds.count + 1)
    package private(set) var sumNanoseconds: UInt64 = 0

    package init() {}

    /// How many were recorded.
    package var count: UInt64 { counts.reduce(0, +) }

    /// How many took at most each of the bounds.
    package var cumulative: [UInt64] {
        var sum: UInt64 = 0
        return counts.dropLast().map { count in
            sum += count
            return sum
        }
    }

    /// Counts one that took that long.
    package mutating func record(nanoseconds: UInt64) {
        var slot = 0
        while slot < Self.bounds.count, nanoseconds > Self.bounds[slot] &* 1_000 { slot += 1 }
        counts[slot] &+= 1
        sumNanoseconds &+= nanoseconds
    }

    /// Adds what another one has recorded.
    package mutating func add(_ other: Histogram) {
        for slot in counts.indices { counts[slot] &+= other.counts[slot] }
        sumNanoseconds &+= other.sumNanoseconds
    }
}
