package import Bytes

/// How the forwarding of one request ended.
///
/// The raw value is the label in metrics.
package enum ForwardingResult: String, Sendable, CaseIterable {
    /// The upstream answered 2xx.
    case delivered
    /// The upstream answered something that no retry would change: 3xx (never followed), 4xx.
    case rejected
    /// It failed again and again while others were taken.
    case gaveUp = "gave-up"
    /// It waited as long as it may.
    case expired
    /// Its target cannot stand in a request line.
    case unsendable
    /// The visitor withdrew consent before it was delivered.
    case withdrawn

    var slot: Int {
        switch self {
        case .delivered: 0
        case .rejected: 1
        case .gaveUp: 2
        case .expired: 3
        case .unsendable: 4
        case .withdrawn: 5
        }
    }
}

/// What the forwarder of one destination has done since it began.
package struct ForwardingCounters: Sendable, Equatable {
    private var results = [Int](repeating: 0, count: ForwardingResult.allCases.count)
    /// Requests to the upstream, every retry included; several of the spool joined in one count once.
    package internal(set) var attempts = 0
    /// Those of them that joined several.
    package internal(set) var batches = 0
    /// How many of the spool those joined.
    package internal(set) var batched = 0
    /// Requests of the spool begun again after a failure.
    package internal(set) var retries = 0
    /// Requests of the spool begun again although the upstream may have got them before: they were written, and the
    /// answer was lost.
    package internal(set) var possibleDuplicates = 0
    /// How often the circuit breaker has opened.
    package internal(set) var openings = 0
    /// What the circuit breaker does now.
    package internal(set) var breaker = BreakerState.closed
    /// From the beginning of a request to its answer, for those that were answered.
    package internal(set) var latency = Histogram()

    package init() {}

    package subscript(result: ForwardingResult) -> Int { results[result.slot] }

    mutating func count(_ result: ForwardingResult) { results[result.slot] += 1 }

    /// Adds the counters of another forwarder of the same destination; the worse breaker shows.
    package mutating func add(_ other: ForwardingCounters) {
        for slot in results.indices { results[slot] += other.results[slot] }
        attempts += other.attempts
        batches += other.batches
        batched += other.batched
        retries += other.retries
        possibleDuplicates += other.possibleDuplicates
        openings += other.openings
        if other.breaker.gauge > breaker.gauge { breaker = other.breaker }
        latency.add(other.latency)
    }
}
