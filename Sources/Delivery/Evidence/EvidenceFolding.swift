/// Adds up the rows of one destination, which come hour by hour.
///
/// Sketches of one day are joined, because their key is one; the estimates of several days are
/// added, because the same value has another hash on each.
///
/// Invariant: `open` has the rows since `begin`, an hour or the first hour of a day, and `totals`
/// those before it.
struct EvidenceFolding {
    struct Kind: Hashable {
        let coverage: String
        let action: String
        let rule: String
        let signals: String
    }

    private struct Place: Hashable {
        let time: String
        let kind: Kind
    }

    private let span: EvidenceSpan
    private var begin = Hour(number: 0)
    private var open: [Kind: EvidenceTally] = [:]
    private var totals: [Place: (count: Int, values: DistinctValues)] = [:]

    init(_ span: EvidenceSpan) { self.span = span }

    mutating func add(_ tally: EvidenceTally, _ kind: Kind, in hour: Hour) {
        let begin = span == .hour ? hour : Hour(hour.day)
        if begin != self.begin {
            close()
            self.begin = begin
        }
        open[kind, default: EvidenceTally()].add(tally)
    }

    private mutating func close() {
        guard !open.isEmpty else { return }
        let time =
            switch span {
            case .hour: begin.description
            case .day: begin.day.description
            case .range: ""
            }
        for (kind, tally) in open {
            var total = totals[Place(time: time, kind: kind)] ?? (0, DistinctValues())
            total.count = total.count.addingSaturated(tally.count)
            total.values.add(tally.values.estimate)
            totals[Place(time: time, kind: kind)] = total
        }
        open.removeAll(keepingCapacity: true)
    }

    /// Everything added, as rows of a report.
    mutating func rows(_ source: Source) -> [EvidenceReport.Row] {
        close()
        return totals.map { place, total in
            EvidenceReport.Row(
                time: place.time, site: source.site, destination: source.destination,
                coverage: place.kind.coverage, action: place.kind.action, rule: place.kind.rule,
                signals: place.kind.signals, count: total.count, values: total.values.count,
                valuesAtLeast: total.values.isAtLeast)
        }
    }
}
