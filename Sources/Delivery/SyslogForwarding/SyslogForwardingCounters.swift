/// How the forwarding of one line ended.
///
/// The raw value is the label in metrics.
package enum SyslogForwardingResult: String, Sendable, CaseIterable {
    /// The server's machine has confirmed it; of datagrams, the kernel has taken it.
    case sent
    /// There was no room in the queue, and the caller could not wait.
    case droppedFull = "dropped-full"
    /// The program had begun to end.
    case droppedClosing = "dropped-closing"
    /// It is longer than a datagram.
    case tooLong = "too-long"
    /// The program ended first.
    case abandoned

    var slot: Int {
        switch self {
        case .sent: 0
        case .droppedFull: 1
        case .droppedClosing: 2
        case .tooLong: 3
        case .abandoned: 4
        }
    }
}

/// What the forwarder to one syslog server on one lane has done since it began.
package struct SyslogForwardingCounters: Sendable, Equatable {
    private var results = [Int](repeating: 0, count: SyslogForwardingResult.allCases.count)
    /// Bytes of lines that were sent, with head and framing.
    package internal(set) var sentBytes = 0
    /// Lines that were written again, because a connection ended before they were confirmed.
    package internal(set) var repeated = 0
    /// Connections that were opened, and attempts and connections that failed.
    package internal(set) var connects = 0
    package internal(set) var failures = 0
    /// Lines that wait or are under way now, and their bytes.
    package internal(set) var queued = 0
    package internal(set) var queuedBytes = 0

    package init() {}

    package subscript(result: SyslogForwardingResult) -> Int { results[result.slot] }

    mutating func count(_ result: SyslogForwardingResult, times: Int = 1) {
        results[result.slot] += times
    }

    /// Adds the counters of another lane.
    package mutating func add(_ other: SyslogForwardingCounters) {
        for slot in results.indices { results[slot] += other.results[slot] }
        sentBytes += other.sentBytes
        repeated += other.repeated
        connects += other.connects
        failures += other.failures
        queued += other.queued
        queuedBytes += other.queuedBytes
    }
}
