/// What clients may take of the gateway.
package struct TrafficLimits: Sendable, Equatable {
    /// Open connections of all clients; `nil` for what the system's descriptors allow.
    package var connections: Int?
    /// Open connections of one network, as far as its truncated address tells (IPv4 /24, IPv6 /48).
    package var connectionsPerNetwork: Int?
    package var headBytes = 16 * 1024
    package var bodyBytes = 1024 * 1024
    package var headSeconds = 10
    package var bodySeconds = 30
    package var idleSeconds = 60
}

/// How many events a site takes.
package struct RateLimit: Sendable, Equatable {
    package var perSecond: Int
    /// How many may come at once.
    package var burst: Int

    /// So many per second, and twice as many at once.
    package init(perSecond: Int) {
        self.perSecond = perSecond
        burst = 2 * perSecond
    }
}
