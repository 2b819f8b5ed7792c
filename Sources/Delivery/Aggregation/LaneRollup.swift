package import Records

/// The counters of one lane between two hand-overs to the writer.
///
/// Not `Sendable`: it belongs to its lane. What leaves is a ``RollupSnapshot``.
///
/// Invariants:
/// 1. Every count is in `current` or in `sealed`, never in both.
/// 2. `current` belongs to `day`; a count of another day seals it first.
package final class LaneRollup {
    private let sources: [Source]
    private let limit: Int
    private var day = Day(number: 0)
    private var current: [DayCounts]
    private var sealed: [RollupSnapshot.Entry] = []

    /// `sources` by destination position in the running configuration.
    package init(sources: [Source], limit: Int = AggregationLimits.laneValues) {
        self.sources = sources
        self.limit = limit
        current = [DayCounts](repeating: DayCounts(), count: sources.count)
    }

    package var isEmpty: Bool { sealed.isEmpty && current.allSatisfy(\.isEmpty) }

    /// Counts one event of a destination, given by its position.
    package func count(_ facts: EventFacts, destination: Int, on day: Day) {
        turn(to: day)
        current[destination].count(facts, limit: limit)
    }

    /// Counts what became of a request for a destination, given by its position.
    package func count(_ outcome: Outcome, destination: Int, on day: Day) {
        turn(to: day)
        current[destination].count(outcome)
    }

    /// Takes everything counted so far; the lane goes on with empty counters.
    package func take() -> RollupSnapshot {
        seal()
        defer { sealed = [] }
        return RollupSnapshot(entries: sealed)
    }

    private func turn(to day: Day) {
        guard day != self.day else { return }
        seal()
        self.day = day
    }

    private func seal() {
        for index in current.indices where !current[index].isEmpty {
            sealed.append(.init(source: sources[index], day: day, counts: current[index]))
            current[index] = DayCounts()
        }
    }
}

/// Counts on their way from a lane to the writer.
package struct RollupSnapshot: Sendable {
    struct Entry: Sendable {
        let source: Source
        let day: Day
        let counts: DayCounts
    }

    let entries: [Entry]
    private(set) var evidence: [EvidenceKey: EvidenceTally] = [:]
    private(set) var positions: [LogPositionKey: String] = [:]

    init(entries: [Entry]) { self.entries = entries }

    package var isEmpty: Bool { entries.isEmpty && evidence.isEmpty && positions.isEmpty }

    /// The same hand-over, with how far a followed file was read for it.
    package func with(_ position: String, of key: LogPositionKey) -> RollupSnapshot {
        var snapshot = self
        snapshot.positions[key] = position
        return snapshot
    }

    /// The same hand-over, with evidence.
    func with(_ evidence: [EvidenceKey: EvidenceTally]) -> RollupSnapshot {
        var snapshot = self
        snapshot.evidence = evidence
        return snapshot
    }
}
