/// What one lane has done since it began; read from outside by ``Lane/counters``.
package struct LaneCounters: Sendable, Equatable {
    /// Connections taken from listeners, and those of them that have ended.
    package var accepted = 0
    package var closed = 0

    /// Complete requests, and answers written for them (faults included).
    package var requests = 0
    package var answers = 0

    package var bytesRead = 0
    package var bytesWritten = 0

    /// Events for a descriptor that was closed, or reopened, earlier in the same batch.
    package var staleEvents = 0

    /// Times a listener rested because no descriptor was left, or the lane was full.
    package var acceptPauses = 0

    /// Connections ended by one of the ``ServerTimeouts``.
    package var timeouts = 0

    /// What the handshakes of clients came to.
    package var tls = TLSCounters()

    /// Connections closed because their peer may not name clients, or named none that could be read.
    package var proxyUntrusted = 0
    package var proxyMalformed = 0

    /// Connections closed because their network had as many as it may have.
    package var networkRefused = 0

    /// Bodies given up because they came more slowly than ``ServerTimeouts/slowestBody``.
    package var slowBodies = 0

    /// Idle connections closed to make room for new ones.
    package var gaveWay = 0

    /// Requests and answers given up because the lane held too many unfinished ones.
    package var shed = 0

    /// Connections that broke in the middle of a request or an answer.
    package var broken = 0

    /// Requests refused, by the raw value of ``HTTPFault/Code``.
    package var refused: [Int] = []

    package var upstreamConnects = 0
    package var upstreamReuses = 0
    package var upstreamFaults = 0
    package var upstreamBytesRead = 0
    package var upstreamBytesWritten = 0

    /// Connections from listeners that are open now.
    package var open: Int { accepted - closed }

    package init() {}

    /// How many requests were refused for `code`.
    package func refused(_ code: HTTPFault.Code) -> Int {
        let index = Int(code.rawValue)
        return index < refused.count ? refused[index] : 0
    }

    mutating func countRefusal(_ code: HTTPFault.Code) {
        let index = Int(code.rawValue)
        while refused.count <= index { refused.append(0) }
        refused[index] += 1
    }
}
