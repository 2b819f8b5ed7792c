/// Counts of all lanes, merged, that wait for the disk.
///
/// Bounded in every direction.
package struct PendingCounts: Sendable {
    struct Key: Hashable, Sendable {
        let source: Source
        let day: Day
    }

    private(set) var days: [Key: DayCounts] = [:]
    private(set) var evidence: [EvidenceKey: EvidenceTally] = [:]
    /// How far followed files were read for these counts; the newest wins.
    private(set) var positions: [LogPositionKey: String] = [:]
    /// Hand-overs that found no room: only when the disk was full for very long.
    private(set) var refused = 0

    package var isEmpty: Bool { days.isEmpty && evidence.isEmpty && positions.isEmpty }

    mutating func merge(_ snapshot: RollupSnapshot) {
        for entry in snapshot.entries {
            merge(entry.counts, Key(source: entry.source, day: entry.day))
        }
        for (key, tally) in snapshot.evidence { merge(tally, key) }
        positions.merge(snapshot.positions) { $1 }
    }

    mutating func merge(_ other: PendingCounts) {
        refused += other.refused
        for (key, counts) in other.days { merge(counts, key) }
        for (key, tally) in other.evidence { merge(tally, key) }
        positions.merge(other.positions) { $1 }
    }

    private mutating func merge(_ tally: EvidenceTally, _ key: EvidenceKey) {
        var key = key
        if evidence[key] == nil, evidence.count >= EvidenceLimits.waitingRows {
            key.signals = ConsentWords.other
        }
        guard evidence[key] != nil || evidence.count < 2 * EvidenceLimits.waitingRows else {
            refused += 1
            return
        }
        evidence[key, default: EvidenceTally()].add(tally)
    }

    private mutating func merge(_ counts: DayCounts, _ key: Key) {
        guard days[key] != nil || days.count < AggregationLimits.waitingDays else {
            refused += 1
            return
        }
        days[key, default: DayCounts()].merge(counts, limit: AggregationLimits.dayValues)
    }
}
