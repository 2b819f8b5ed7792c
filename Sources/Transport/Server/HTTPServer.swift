import Bytes

/// What the connections of one listener on one lane have in common.
final class HTTPServer {
    /// Idle connections that are looked at to find one that has been idle for long.
    ///
    /// The longest idle of a few is nearly as good as the longest of all, and needs no list that
    /// every request would have to keep in order.
    private static let sample = 16

    /// Connections asked to give way for one new client; each may turn out to have a request.
    private static let wayTries = 4

    /// How long a client may be at what stands before its first request, when others wait.
    private static let openingPatience: UInt64 = 2_000_000_000

    let reactor: Reactor
    let handler: any HTTPHandler
    let options: ListenerOptions
    let allowance: ConnectionAllowance
    private(set) var limits: HTTPLimits
    private(set) var deadlines: ServerDeadlines
    private var version: Int
    /// Whether its listener is gone while the lane goes on: answers end their connection.
    var isRetired = false
    /// Where PROXY headers are read; overwritten after each.
    var bench = ByteBuffer()

    init(
        reactor: Reactor, handler: any HTTPHandler, options: ListenerOptions,
        allowance: ConnectionAllowance
    ) {
        self.allowance = allowance
        self.reactor = reactor
        self.handler = handler
        self.options = options
        version = options.rules.version
        let values = options.rules.values
        limits = values.limits
        deadlines = ServerDeadlines(values.timeouts)
    }

    /// Begins to serve a connection.
    func take(_ descriptor: consuming Descriptor, from peer: SocketAddress) {
        refreshRules()
        if options.requiresProxyHeader, options.networks?.mayNameClients(peer) == false {
            reactor.counters.proxyUntrusted += 1
            reactor.counters.closed += 1
            return
        }
        var network: ClientNetwork?
        if !options.requiresProxyHeader, let networks = options.networks {
            let (isTaken, counted) = networks.begin(peer)
            guard isTaken else {
                reactor.counters.networkRefused += 1
                reactor.counters.closed += 1
                return
            }
            network = counted
        }
        allowance.began()
        ServerConnection(
            ByteStream(descriptor), peer: RawPeer(peer), network: network, server: self
        ).begin()
    }

    private func refreshRules() {
        guard options.rules.version != version else { return }
        version = options.rules.version
        let values = options.rules.values
        limits = values.limits
        deadlines = ServerDeadlines(values.timeouts)
    }

    /// Begins to listen.
    func listen(
        _ descriptor: consuming Descriptor, path: String?, probe: Listener.Probe?
    ) throws(SystemFault) -> Listener {
        // The reactor keeps the listener; the listener keeps the server.
        try Listener(
            descriptor, on: reactor, path: path, probe: probe,
            hasRoom: { [allowance] in !allowance.isUsedUp },
            makeRoom: { self.makeRoom() },
            take: { self.take($0, from: $1) })
    }

    /// Closes a connection that has been idle for long, or has not come to its first request; `false`
    /// when every one is at work.
    private func makeRoom() -> Bool {
        for _ in 0..<Self.wayTries {
            let member = reactor.oldest(of: Self.sample) { [allowance, reactor] member in
                guard let connection = member as? ServerConnection,
                    connection.isIdle || connection.isOpening(since: Self.openingPatience),
                    // One that was taken in this turn has had no chance yet.
                    connection.waitingSince < reactor.now,
                    connection.server?.allowance === allowance
                else { return nil }
                return connection.waitingSince
            }
            guard let connection = member as? ServerConnection else { return false }
            if connection.giveWay() { return true }
        }
        return false
    }
}
