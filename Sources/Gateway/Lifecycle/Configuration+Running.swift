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

    /// Whether a running gateway can go from `other` to this configuration without a restart.
    ///
    /// Queues, counters and sockets belong to positions, addresses and upstreams, so these stay.
    func hasShape(of other: Configuration) -> Bool {
        listeners.count == other.listeners.count
            && zip(listeners, other.listeners).allSatisfy { $0.hasShape(of: $1) }
            && admin?.address == other.admin?.address && admin?.token == other.admin?.token
            && admin?.hosts == other.admin?.hosts
            && (admin?.tls == nil) == (other.admin?.tls == nil) && state == other.state
            && demonstration == other.demonstration
            && sites.map(\.name) == other.sites.map(\.name)
            && destinations.count == other.destinations.count
            && zip(destinations, other.destinations).allSatisfy { mine, theirs in
                mine.name == theirs.name && mine.site == theirs.site
                    && mine.upstream == theirs.upstream
                    && (theirs.forwards || !mine.forwards)
                    && mine.allowsPrivateUpstream == theirs.allowsPrivateUpstream
                    && (theirs.servesScripts || !mine.servesScripts)
            }
    }
}

extension Listener {
    /// Whether a socket that is open can go on under the other's rules; certificates may differ.
    fileprivate func hasShape(of other: Listener) -> Bool {
        address == other.address && (tls == nil) == (other.tls == nil)
            && requiresProxyProtocol == other.requiresProxyProtocol
    }
}
