/// How often each class, signal and rule occurred on one lane since the start.
///
/// Invariant: after ``use(_:)`` the counts under earlier words are in `earlier`, and nowhere else.
struct ConsentCounters: Sendable {
    private var words: ConsentWords
    private let sources: [Source]
    /// By site and class; the last column of a site is `absent`.
    private var evidence: [Int] = []
    /// By signal and class.
    private var signals: [Int] = []
    /// By destination, coverage and rule.
    private var decisions: [Int] = []
    private var earlier = ConsentTotals()
    /// Withdrawals that began on this lane.
    var withdrawals = 0

    init(sources: [Source], words: ConsentWords) {
        self.sources = sources
        self.words = words
        makeRoom()
    }

    private mutating func makeRoom() {
        evidence = [Int](repeating: 0, count: words.sites.count * (words.classes.count + 1))
        signals = [Int](repeating: 0, count: words.signals.count * words.classes.count)
        decisions = [Int](
            repeating: 0, count: sources.count * words.coverages.count * words.rules.count)
    }

    mutating func use(_ words: ConsentWords) {
        var totals = ConsentTotals()
        addCounts(to: &totals)
        earlier = totals
        withdrawals = 0
        self.words = words
        makeRoom()
    }

    /// Numbers outside their tables are passed over: the evidence names them `unknown`.
    mutating func note(_ decision: DecisionNote) {
        let (coverage, rule) = (Int(decision.coverage), Int(decision.rule))
        guard sources.indices.contains(decision.destination), coverage < words.coverages.count,
            rule < words.rules.count
        else { return }
        let place =
            (decision.destination * words.coverages.count + coverage) * words.rules.count + rule
        decisions[place] &+= 1
    }

    /// Each class that occurs is counted once, however many signals have it.
    mutating func note(_ found: EvidenceSignals, site: Int) {
        guard words.sites.indices.contains(site) else { return }
        let classes = words.classes.count
        let row = site * (classes + 1)
        guard !found.isEmpty else {
            evidence[row + classes] &+= 1
            return
        }
        var seen: UInt32 = 0
        found.forEach { signal, kind in
            guard kind < classes else { return }
            if signal < words.signals.count { signals[signal * classes + kind] &+= 1 }
            guard seen & (1 << UInt32(kind)) == 0 else { return }
            seen |= 1 << UInt32(kind)
            evidence[row + kind] &+= 1
        }
    }

    /// Adds everything counted since the start, by its words.
    func addCounts(to totals: inout ConsentTotals) {
        totals.add(earlier)
        totals.withdrawals += withdrawals
        let classes = words.classes + [ConsentWords.absent]
        for (place, count) in evidence.enumerated() {
            let pair = ConsentTotals.Pair(
                words.sites[place / classes.count], classes[place % classes.count])
            totals.evidence[pair, default: 0] += count
        }
        for (place, count) in signals.enumerated() where count > 0 {
            let pair = ConsentTotals.Pair(
                words.signals[place / words.classes.count],
                words.classes[place % words.classes.count])
            totals.signals[pair, default: 0] += count
        }
        let rules = words.rules.count
        for (place, count) in decisions.enumerated() where count > 0 {
            let key = ConsentTotals.Decision(
                source: sources[place / rules / words.coverages.count],
                coverage: words.coverages[place / rules % words.coverages.count],
                rule: words.rules[place % rules])
            totals.decisions[key, default: 0] += count
        }
    }
}

/// The numbers of consent of all lanes for `/metrics`, by their words.
package struct ConsentTotals: Sendable, Equatable {
    package struct Pair: Sendable, Hashable, Comparable {
        package let first: String
        package let second: String

        package init(_ first: String, _ second: String) {
            self.first = first
            self.second = second
        }

        package static func < (left: Pair, right: Pair) -> Bool {
            (left.first, left.second) < (right.first, right.second)
        }
    }

    package struct Decision: Sendable, Hashable, Comparable {
        package let source: Source
        package let coverage: String
        package let rule: String

        package static func < (left: Decision, right: Decision) -> Bool {
            (left.source, left.coverage, left.rule) < (right.source, right.coverage, right.rule)
        }
    }

    /// Requests by site and class of evidence, zeros included.
    package internal(set) var evidence: [Pair: Int] = [:]
    /// Signals by name and class, without zeros.
    package internal(set) var signals: [Pair: Int] = [:]
    /// Decisions, without zeros.
    package internal(set) var decisions: [Decision: Int] = [:]
    package internal(set) var withdrawals = 0

    package init() {}

    mutating func add(_ other: ConsentTotals) {
        evidence.merge(other.evidence, uniquingKeysWith: +)
        signals.merge(other.signals, uniquingKeysWith: +)
        decisions.merge(other.decisions, uniquingKeysWith: +)
        withdrawals += other.withdrawals
    }
}
