/// How the forwarding of one accepted request ended.
///
/// The raw value is the label in metrics.
package enum ForwardingResult: String, Sendable, CaseIterable {
    /// The upstream answered 2xx.
    case delivered
    /// The upstream answered something that no retry would change: 3xx (never followed), 4xx.
    case rejected
    /// It failed as often as it may.
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
    /// Requests sent again after a failure.
    package internal(set) var retries = 0

    package init() {}

    package subscript(result: ForwardingResult) -> Int { results[result.slot] }

    mutating func count(_ result: ForwardingResult) { results[result.slot] += 1 }

    /// Adds the counters of another lane.
    mutating func add(_ other: ForwardingCounters) {
        for slot in results.indices { results[slot] += other.results[slot] }
        retries += other.retries
    }
}
