/// How many connections listeners of one lane may have open together.
///
/// The listeners of clients share one, so that they cannot take the descriptors which upstreams
/// need. A listener that must stay reachable, as the one for health checks, gets its own.
final class ConnectionAllowance {
    /// It may change; connections that are open stay.
    var limit: Int {
        didSet { precondition(limit > 0) }
    }
    private(set) var open = 0

    init(limit: Int) {
        precondition(limit > 0)
        self.limit = limit
    }

    var isUsedUp: Bool { open >= limit }

    func began() { open += 1 }

    func ended() { open -= 1 }
}
