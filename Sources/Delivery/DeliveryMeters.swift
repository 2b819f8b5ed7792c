package import Records
import Synchronization

/// Outcomes of one destination on one lane since the start.
package struct OutcomeCounters: Sendable, Equatable {
    private var counts = [Int](repeating: 0, count: Outcome.allCases.count)

    package init() {}

    package subscript(outcome: Outcome) -> Int { counts[Self.slot(outcome)] }

    /// Every outcome by its label, zeros included.
    package var labelled: [(label: String, count: Int)] {
        Outcome.allCases.map { ($0.rawValue, self[$0]) }
    }

    mutating func count(_ outcome: Outcome) { counts[Self.slot(outcome)] += 1 }

    mutating func add(_ other: OutcomeCounters) {
        for slot in counts.indices { counts[slot] += other.counts[slot] }
    }

    private static func slot(_ outcome: Outcome) -> Int {
        Outcome.allCases.firstIndex(of: outcome) ?? 0
    }
}

/// The numbers of one destination for `/metrics`.
package struct DestinationMeter: Sendable, Equatable {
    package internal(set) var outcomes: OutcomeCounters
    package internal(set) var forwarding: ForwardingCounters
    package internal(set) var spool: SpoolNumbers

    package init(
        outcomes: OutcomeCounters = OutcomeCounters(),
        forwarding: ForwardingCounters = ForwardingCounters(),
        spool: SpoolNumbers = SpoolNumbers()
    ) {
        self.outcomes = outcomes
        self.forwarding = forwarding
        self.spool = spool
    }
}

extension DestinationMeter {
    /// What only grows: what is now is told by those that are in force.
    fileprivate var withoutState: DestinationMeter {
        var meter = DestinationMeter(outcomes: outcomes, forwarding: forwarding)
        meter.forwarding.breaker = .closed
        return meter
    }
}

/// Where lanes leave copies of their numbers for others to read; at most a second old.
package final class DeliveryMeters: Sendable {
    package let sources: [Source]
    private let ledger: SpoolLedger
    private let lanes: Mutex<[Int: LaneMeters]>
    private let former: Mutex<Former>

    /// What was counted before these sources were in force.
    private enum Former {
        case nothing
        /// Its lanes may still count something.
        case open(DeliveryMeters)
        case closed([Source: DestinationMeter], ConsentTotals)
    }

    private struct LaneMeters {
        let destinations: [DestinationMeter]
        let consent: ConsentCounters
    }

    /// `ledger` knows what waits on disk; they go on where `former` ends.
    package init(
        sources: [Source], ledger: SpoolLedger = SpoolLedger(maximumBytes: .max),
        after former: DeliveryMeters? = nil
    ) {
        self.former = Mutex(former.map(Former.open) ?? .nothing)
        self.sources = sources
        self.ledger = ledger
        lanes = Mutex([:])
    }

    func publish(lane: Int, _ meters: [DestinationMeter], _ consent: ConsentCounters) {
        lanes.withLock { $0[lane] = LaneMeters(destinations: meters, consent: consent) }
    }

    /// The sums of what consent decided over all lanes.
    package var consent: ConsentTotals {
        let lanes = lanes.withLock { $0 }
        var totals = counted.consent
        for lane in lanes.values { lane.consent.addCounts(to: &totals) }
        return totals
    }

    private var counted: (destinations: [Source: DestinationMeter], consent: ConsentTotals) {
        // The chain is not held locked while the former one is asked.
        switch former.withLock({ $0 }) {
        case .nothing: return ([:], ConsentTotals())
        case .closed(let destinations, let consent): return (destinations, consent)
        case .open(let meters):
            var destinations = meters.counted.destinations
            for (source, meter) in meters.totals {
                destinations[source] = meter.withoutState
            }
            return (destinations, meters.consent)
        }
    }

    /// The former ones count nothing any more: keeps their sums and lets go of them.
    package func closeFormer() {
        let sums = counted
        former.withLock { $0 = .closed(sums.destinations, sums.consent) }
    }

    /// The sums over all lanes, by destination.
    package var totals: [(source: Source, meter: DestinationMeter)] {
        let lanes = lanes.withLock { $0 }
        let earlier = counted.destinations
        var totals = sources.map { earlier[$0] ?? DestinationMeter() }
        for lane in lanes.values {
            for (index, meter) in lane.destinations.enumerated() {
                totals[index].outcomes.add(meter.outcomes)
                totals[index].forwarding.add(meter.forwarding)
            }
        }
        let now = Day.secondsSince1970
        for (index, source) in sources.enumerated() {
            totals[index].spool = ledger.account(for: source).numbers(now: now)
        }
        return Array(zip(sources, totals))
    }
}
