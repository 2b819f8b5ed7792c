import Delivery

extension Configuration {
    /// What statistics and counters are kept for, in the order of the destinations.
    var deliverySources: [Source] {
        destinations.map { Source(site: $0.site, destination: $0.name) }
    }

    /// Whether any site serves vendors' files.
    var servesScripts: Bool { destinations.contains(where: \.servesScripts) }

    var usesTLS: Bool {
        destinations.contains {
            $0.servesScripts || $0.forwards && $0.upstream?.isEncrypted == true
        }
    }

    /// Whether both receive the same logs; changes of these take a restart.
    func hasLogs(of other: Configuration) -> Bool {
        logs.count == other.logs.count
            && zip(logs, other.logs).allSatisfy { $0.isSame(as: $1) }
            && logs.allSatisfy { logHosts(of: $0) == other.logHosts(of: $0) }
    }

    /// What a running gateway cannot change without a restart, as far as `other` differs in it.
    func fixed(against other: Configuration) -> [String] {
        var names: [String] = []
        if !hasLogs(of: other) { names.append("logs (or hosts of their sites)") }
        if state != other.state { names.append("state") }
        if durability != other.durability { names.append("durability") }
        if demonstration != other.demonstration { names.append("demonstration") }
        if account?.user != other.account?.user || account?.group != other.account?.group {
            names.append("run-as")
        }
        return names
    }

    /// Whether the positions of sites and destinations, and what sends to them, can stay.
    func hasDeliveries(of other: Configuration) -> Bool {
        sites.map(\.name) == other.sites.map(\.name)
            && spool == other.spool
            && destinations.count == other.destinations.count
            && zip(destinations, other.destinations).allSatisfy { mine, theirs in
                mine.name == theirs.name && mine.site == theirs.site
                    && mine.upstream == theirs.upstream && mine.forwards == theirs.forwards
                    && mine.allowsPrivateUpstream == theirs.allowsPrivateUpstream
                    && mine.trustedRoots == theirs.trustedRoots
                    && mine.servesScripts == theirs.servesScripts
            }
    }
}

extension Listener {
    /// Whether a socket that is open can go on under the other's rules; certificates may differ.
    func hasShape(of other: Listener) -> Bool {
        address == other.address && (tls == nil) == (other.tls == nil)
            && requiresProxyProtocol == other.requiresProxyProtocol
    }
}
