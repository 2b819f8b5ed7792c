import Delivery

extension Configuration {
    /// What statistics and counters are kept for, in the order of the destinations.
    var deliverySources: [Source] {
        destinations.map { Source(site: $0.site, destination: $0.name) }
    }

    var usesTLS: Bool { destinations.contains { $0.forwards && $0.upstream?.isEncrypted == true } }

    /// Whether a running gateway can go from `other` to this configuration without a restart.
    ///
    /// Queues, counters and sockets belong to positions, addresses and upstreams, so these stay.
    func hasShape(of other: Configuration) -> Bool {
        listeners == other.listeners && admin == other.admin && state == other.state
            && demonstration == other.demonstration
            && sites.map(\.name) == other.sites.map(\.name)
            && destinations.count == other.destinations.count
            && zip(destinations, other.destinations).allSatisfy { mine, theirs in
                mine.name == theirs.name && mine.site == theirs.site
                    && mine.upstream == theirs.upstream
                    && (theirs.forwards || !mine.forwards)
                    && mine.allowsPrivateUpstream == theirs.allowsPrivateUpstream
            }
    }
}
