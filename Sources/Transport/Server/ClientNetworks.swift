import Synchronization

/// How many connections each network of clients has, and which peers are proxies; shared by all lanes.
///
/// Invariants:
/// 1. `open` has an entry exactly for the networks with a counted connection, so it is never larger
///    than the number of open connections.
/// 2. What ``begin(_:)`` gave is given back to ``end(_:)`` once.
package final class ClientNetworks: Sendable {
    /// Connections of one network, however few there may be in total: a firm or a mobile carrier
    /// brings many visitors from one network.
    package static let smallestLimit = 256

    /// The part of all connections that one network may have.
    package static let part = 8

    /// What may change while the listeners serve.
    package struct Rules: Sendable, Equatable {
        /// Connections of one network; `nil` for the usual part of all of them.
        ///
        /// The usual part does not concern this machine itself.
        package var limit: Int?
        /// Whose PROXY headers are taken, if there is anyone, and who is not counted.
        package var proxies: [PeerRange]
        /// Whether only proxies on Unix sockets are trusted, so that nobody else's headers are taken.
        package var trustsUnixAlone: Bool

        package init(
            limit: Int? = nil, proxies: [PeerRange] = [], trustsUnixAlone: Bool = false
        ) {
            self.limit = limit
            self.proxies = proxies
            self.trustsUnixAlone = trustsUnixAlone
        }
    }

    private struct State {
        var rules: Rules
        /// The limit where the rules name none.
        var usualLimit: Int
        var open: [ClientNetwork: Int] = [:]
    }

    private let state: Mutex<State>

    /// Counts the clients of listeners that may have `connections` in total.
    package init(_ rules: Rules = Rules(), of connections: Int) {
        state = Mutex(State(rules: rules, usualLimit: Self.usualLimit(of: connections)))
    }

    private static func usualLimit(of connections: Int) -> Int {
        max(smallestLimit, connections / part)
    }

    /// Puts other rules in force, for listeners that may have `connections` in total; connections
    /// that are open stay.
    package func replace(_ rules: Rules, of connections: Int) {
        state.withLock {
            $0.rules = rules
            $0.usualLimit = Self.usualLimit(of: connections)
        }
    }

    /// Whether a PROXY header of this peer is taken: who trusts nobody in particular takes everybody's.
    func mayNameClients(_ peer: SocketAddress) -> Bool {
        state.withLock { state in
            if state.rules.trustsUnixAlone, peer.port != nil { return false }
            return state.rules.proxies.admits(peer)
        }
    }

    /// Whether a further connection of a client is taken, and what to give back at its end.
    func begin(_ client: SocketAddress) -> (isTaken: Bool, counted: ClientNetwork?) {
        guard let network = ClientNetwork(client) else { return (true, nil) }
        return state.withLock { state in
            if state.rules.proxies.contains(where: { $0.contains(client) }) { return (true, nil) }
            if state.rules.limit == nil, client.isLoopback { return (true, nil) }
            let count = state.open[network] ?? 0
            guard count < state.rules.limit ?? state.usualLimit else { return (false, nil) }
            state.open[network] = count + 1
            return (true, network)
        }
    }

    func end(_ network: ClientNetwork) {
        state.withLock { state in
            guard let count = state.open[network] else { return }
            state.open[network] = count > 1 ? count - 1 : nil
        }
    }

    /// How many networks have a connection now.
    var count: Int { state.withLock { $0.open.count } }
}

extension SocketAddress {
    /// Whether it is this machine's own, 127.0.0.0/8 or ::1, also in its mapped form.
    var isLoopback: Bool {
        switch self {
        case .ipv4(let host, _): host >> 24 == 127
        case .ipv6(0, 1, _, _): true
        case .ipv6(0, let low, _, _): low >> 24 == 0xFFFF_7F
        case .ipv6, .unix: false
        }
    }
}
