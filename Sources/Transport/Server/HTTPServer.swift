import Bytes

/// What the connections of one listener on one lane have in common.
final class HTTPServer {
    /// Open connections per lane; the next clients wait in the backlog.
    ///
    /// Each costs about 5 KiB while it is idle, and at most a head and a body while it is not.
    static let connectionsPerLane = 20_000

    let reactor: Reactor
    let handler: any HTTPHandler
    let limits: HTTPLimits
    let deadlines: ServerDeadlines

    init(
        reactor: Reactor, handler: any HTTPHandler, limits: HTTPLimits, timeouts: ServerTimeouts
    ) {
        self.reactor = reactor
        self.handler = handler
        self.limits = limits
        deadlines = ServerDeadlines(timeouts)
    }

    /// Begins to serve a connection.
    func take(_ descriptor: consuming Descriptor, from peer: SocketAddress) {
        ServerConnection(ByteStream(descriptor), peer: RawPeer(peer), server: self).begin()
    }

    /// Begins to listen.
    func listen(
        _ descriptor: consuming Descriptor, path: String?, probe: Listener.Probe?
    ) throws(SystemFault) {
        // The reactor keeps the listener; the listener keeps the server.
        _ = try Listener(
            descriptor, on: reactor, path: path, probe: probe,
            hasRoom: { [reactor] in reactor.counters.open < Self.connectionsPerLane },
            take: { self.take($0, from: $1) })
    }
}
