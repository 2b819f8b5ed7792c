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
    /// The program ended first.
    case abandoned
    /// The visitor withdrew consent before it was delivered.
    case withdrawn

    var slot: Int {
        switch self {
        case .delivered: 0
        case .rejected: 1
        case .gaveUp: 2
        case .expired: 3
        case .unsendable: 4
        case .abandoned: 5
        case .withdrawn: 6
        }
    }
}

/// What the forwarder of one destination on one lane has done since it began.
package struct ForwardingCounters: Sendable, Equatable {
    private var results = [Int](repeating: 0, count: ForwardingResult.allCases.count)
    /// Requests sent again after a failure.
    package internal(set) var retries = 0
    /// Requests refused because the queue was full or closing.
    package internal(set) var refused = 0
    /// Requests that wait or are under way now, and their bytes.
    package internal(set) var queued = 0
    package internal(set) var queuedBytes = 0

    package init() {}

    package subscript(result: ForwardingResult) -> Int { results[result.slot] }

    mutating func count(_ result: ForwardingResult) { results[result.slot] += 1 }

    /// Adds the counters of another lane.
    mutating func add(_ other: ForwardingCounters) {
        for slot in results.indices { results[slot] += other.results[slot] }
        retries += other.retries
        refused += other.refused
        queued += other.queued
        queuedBytes += other.queuedBytes
    }
}
