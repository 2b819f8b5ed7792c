/// The decisions of one lane between two hand-overs to the writer, one row per kind of decision.
///
/// Not `Sendable`: it belongs to its lane. A decision costs one look-up and no allocation once its
/// row is there.
///
/// Invariants:
/// 1. Every decision is in `rows` or in `sealed`, never in both.
/// 2. `rows` belongs to `hour`; a decision of another hour seals it first.
/// 3. `places[rows[n].key] == n`, and no other key is there.
/// 4. At most `limit` rows have signals other than `other`.
final class LaneEvidence {
    struct Key: Hashable {
        let destination: Int32
        let coverage: UInt8
        let action: UInt8
        let rule: UInt8
        var signals: EvidenceSignals
    }

    private struct Row {
        let key: Key
        var tally: EvidenceTally
    }

    private let sources: [Source]
    private let limit: Int
    private var words: ConsentWords
    private var labels = EvidenceLabels()
    private var hour = Hour(number: 0)
    private var places: [Key: Int] = [:]
    private var rows: [Row] = []
    private var named = 0
    private var sealed: [EvidenceKey: EvidenceTally] = [:]

    /// `sources` by destination position in the running configuration.
    init(sources: [Source], words: ConsentWords, limit: Int = EvidenceLimits.laneRows) {
        self.sources = sources
        self.words = words
        self.limit = limit
    }

    /// Notes one decision for one destination; `value` is a keyed hash, or 0.
    func note(_ key: Key, value: UInt64, in hour: Hour) {
        if hour != self.hour {
            seal()
            self.hour = hour
        }
        let place = places[key] ?? place(of: key)
        rows[place].tally.count &+= 1
        rows[place].tally.values.insert(value)
    }

    private func place(of key: Key) -> Int {
        var key = key
        if named >= limit {
            key.signals = .other
            if let place = places[key] { return place }
        }
        if key.signals != .other { named += 1 }
        places[key] = rows.count
        rows.append(Row(key: key, tally: EvidenceTally()))
        return rows.count - 1
    }

    /// Goes on with other words; what was noted keeps those in force then.
    func use(_ words: ConsentWords) {
        seal()
        self.words = words
        labels = EvidenceLabels()
    }

    /// Takes everything noted so far; the lane goes on with empty rows.
    func take() -> [EvidenceKey: EvidenceTally] {
        seal()
        defer { sealed = [:] }
        return sealed
    }

    private func seal() {
        guard !rows.isEmpty else { return }
        for row in rows where sources.indices.contains(Int(row.key.destination)) {
            let key = EvidenceKey(
                source: sources[Int(row.key.destination)], hour: hour,
                coverage: ConsentWords.word(Int(row.key.coverage), words.coverages),
                action: ConsentWords.word(Int(row.key.action), words.actions),
                rule: ConsentWords.word(Int(row.key.rule), words.rules),
                signals: labels.label(row.key.signals, words))
            sealed[key, default: EvidenceTally()].add(row.tally)
        }
        rows.removeAll(keepingCapacity: true)
        places.removeAll(keepingCapacity: true)
        named = 0
    }
}
