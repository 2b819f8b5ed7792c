/// A decision for one destination, in the numbers of ``ConsentWords``.
package struct DecisionNote: Sendable {
    /// Position of the destination in the running configuration.
    package var destination: Int
    package var coverage: UInt8
    package var action: UInt8
    package var rule: UInt8
    package var signals: EvidenceSignals
    /// The keyed hash of the consent value that was read, under a key that rotates with the day;
    /// 0 when there was none.
    package var value: UInt64

    package init(
        destination: Int, coverage: UInt8, action: UInt8, rule: UInt8, signals: EvidenceSignals,
        value: UInt64
    ) {
        self.destination = destination
        self.coverage = coverage
        self.action = action
        self.rule = rule
        self.signals = signals
        self.value = value
    }
}

extension LaneDelivery {
    /// Counts a decision on the event in hand in the metrics and in the evidence of this hour, if it
    /// is kept.
    package func note(_ decision: DecisionNote) {
        open.decisions.append(decision)
        evidence.note(
            LaneEvidence.Key(
                destination: Int32(truncatingIfNeeded: decision.destination),
                coverage: decision.coverage, action: decision.action, rule: decision.rule,
                signals: decision.signals),
            value: decision.value, in: Hour(secondsSince1970: time.wallSeconds))
    }

    /// Counts what the event in hand brought, once, whatever the number of its destinations.
    package func note(_ signals: EvidenceSignals, site: Int) {
        open.found.append(.init(signals: signals, site: site))
    }

    /// Counts in the metrics what was decided on the events of a batch, once.
    func countDecisions(of batch: inout LaneBatch) {
        for decision in batch.decisions { consent.note(decision) }
        for found in batch.found { consent.note(found.signals, site: found.site) }
        batch.decisions.removeAll()
        batch.found.removeAll()
    }

    /// Goes on with the words of another configuration; sites and destinations stay as they are.
    package func use(_ words: ConsentWords) {
        // Their numbers mean the old words.
        countDecisions(of: &open)
        for number in waiting.keys { countDecisions(of: &waiting[number, default: LaneBatch()]) }
        evidence.use(words)
        consent.use(words)
    }
}
