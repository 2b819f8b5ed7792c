import Synchronization

/// The bounds of the listeners for clients that are in force, for all lanes to read.
///
/// A lane looks at the version when it takes a connection, and takes the rest only after a change.
package final class ListenerRules: Sendable {
    struct Values: Sendable {
        var limits: HTTPLimits
        var timeouts: ServerTimeouts
    }

    private let current: Mutex<Values>
    private let number = Atomic<Int>(0)

    package init(limits: HTTPLimits = HTTPLimits(), timeouts: ServerTimeouts = ServerTimeouts()) {
        current = Mutex(Values(limits: limits, timeouts: timeouts))
    }

    /// Grows with every change.
    var version: Int { number.load(ordering: .acquiring) }

    var values: Values { current.withLock { $0 } }

    /// Puts other bounds in force: times at once, limits for connections that come after.
    package func replace(limits: HTTPLimits, timeouts: ServerTimeouts) {
        current.withLock { $0 = Values(limits: limits, timeouts: timeouts) }
        number.add(1, ordering: .releasing)
    }
}

/// How a listener takes its clients.
package struct ListenerOptions: Sendable {
    /// Bounds of requests, and times.
    package var rules: ListenerRules
    /// Connections that this listener may have open per lane; `nil` for a share of what there is.
    package var connections: Int?
    /// Connections of all listeners that share, together; `nil` for what descriptors allow.
    package var sharedConnections: Int?
    /// The certificates; `nil` in clear.
    package var tls: CurrentTLS?
    /// Whether every connection begins with a PROXY header, also before TLS.
    package var requiresProxyHeader = false
    /// Counts connections by network; `nil` where they are not counted.
    package var networks: ClientNetworks?
    /// Asked before each accept; tests answer with an error number to play a shortage.
    package var acceptProbe: (@Sendable () -> Int32?)?

    package init(rules: ListenerRules = ListenerRules()) { self.rules = rules }
}
