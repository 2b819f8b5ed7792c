package import Records

/// The counters of one log intake between two hand-overs, by the day that each line names.
///
/// Lines of two days may take turns, as around midnight. Not `Sendable`: it belongs to the lane or
/// queue that reads the lines.
package final class DatedRollup {
    private let source: Source
    private let limit: Int
    private var days: [Day: DayCounts] = [:]

    /// Days at a time; those of a file with more are counted on the day of reading.
    ///
    /// Who reads logs of several years at once pays, and who forges times.
    private static let mostDays = 400

    package init(source: Source, limit: Int = AggregationLimits.laneValues) {
        self.source = source
        self.limit = limit
    }

    package var isEmpty: Bool { days.isEmpty }

    /// Counts what a line says, on `day` if it is one that counts are kept of, otherwise today.
    package func count(_ facts: EventFacts, on day: Day?, today: Day) {
        var day = day ?? today
        if day > today || day < StatisticsStore.firstKeptDay(today: today) { day = today }
        if days[day] == nil, days.count >= Self.mostDays { day = today }
        days[day, default: DayCounts()].count(facts, limit: limit)
    }

    /// Takes everything counted so far.
    package func take() -> RollupSnapshot {
        defer { days.removeAll(keepingCapacity: true) }
        return RollupSnapshot(
            entries: days.map { .init(source: source, day: $0, counts: $1) })
    }
}
