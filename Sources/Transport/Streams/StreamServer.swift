import Bytes

/// What the connections of one listener on one lane have in common, where clients only send.
///
/// Invariants:
/// 1. While `isPaused`, no connection reads; each that has something waits in `parked`.
/// 2. `bench` is empty between two reads, and what was in it is overwritten.
package final class StreamServer: LaneMember {
    /// Of this many connections, the one that has been silent longest gives way.
    private static let sample = 16

    /// How long a client may hold a place without having sent anything, when others wait.
    private static let silence: UInt64 = 10_000_000_000

    let reactor: Reactor
    let tls: TLSServerContext?
    let limits: StreamLimits
    let deadlines: StreamDeadlines
    let admitted: [PeerRange]
    let allowance: ConnectionAllowance
    /// Owned by the room above, which also keeps this server.
    private(set) weak var handler: (any StreamHandler)?

    /// Where all connections read, so that an idle one needs no storage.
    var bench = ByteBuffer()
    private var parked: [InboundStream] = []
    package private(set) var isPaused = false
    private var isResumeDue = false
    private var isTurnNoted = false

    package internal(set) var counters = StreamCounters()

    init(
        reactor: Reactor, handler: any StreamHandler, tls: TLSServerContext?,
        limits: StreamLimits, admitted: [PeerRange]
    ) {
        self.reactor = reactor
        self.handler = handler
        self.tls = tls
        self.limits = limits
        self.admitted = admitted
        deadlines = StreamDeadlines(limits)
        allowance = ConnectionAllowance(limit: limits.connections)
    }

    /// Begins to listen.
    func listen(
        _ descriptor: consuming Descriptor, path: String?, probe: Listener.Probe? = nil
    ) throws(SystemFault) {
        // The reactor keeps the listener; the listener keeps the server.
        _ = try Listener(
            descriptor, on: reactor, path: path, probe: probe,
            hasRoom: { [allowance] in !allowance.isUsedUp },
            makeRoom: { self.makeRoom() },
            take: { self.take($0, from: $1) })
    }

    private func take(_ descriptor: consuming Descriptor, from peer: SocketAddress) {
        guard admitted.admits(peer), let handler else {
            counters.refused += 1
            reactor.counters.closed += 1
            return
        }
        if peer.port != nil { StreamSocket.keepAlive(descriptor) }
        allowance.began()
        counters.accepted += 1
        InboundStream(ByteStream(descriptor), reader: handler.makeReader(), server: self).begin()
    }

    /// Closes a connection whose client never sent a message; `false` when there is none.
    private func makeRoom() -> Bool {
        let now = reactor.now
        let member = reactor.oldest(of: Self.sample) { [allowance] member in
            guard let stream = member as? InboundStream, !stream.hasSpoken,
                stream.waitingSince &+ Self.silence <= now,
                stream.server?.allowance === allowance
            else { return nil }
            return stream.waitingSince
        }
        guard let stream = member as? InboundStream else { return false }
        counters.gaveWay += 1
        stream.close()
        return true
    }

    // MARK: Back-pressure

    /// Stops all connections; `stream` has something that was not taken.
    func pause(_ stream: InboundStream) {
        isPaused = true
        park(stream)
        if isResumeDue { resumeReading() }
    }

    /// A reader is about to be called.
    func beginReading() { isResumeDue = false }

    /// Lets `stream` go on when the server does.
    func park(_ stream: InboundStream) { parked.append(stream) }

    /// Reads on after a reader has said `pause`.
    package func resumeReading() {
        guard isPaused else {
            // The reader that is going to say `pause` has found room meanwhile.
            isResumeDue = true
            return
        }
        isPaused = false
        isResumeDue = false
        let waiting = parked
        parked.removeAll()
        for stream in waiting { stream.goOn() }
    }

    // MARK: Turns

    /// Something was read: the handler is told once, when all others have had their turn.
    func noteTurn() {
        guard !isTurnNoted else { return }
        isTurnNoted = true
        reactor.continueLater(self)
    }

    func resume() {
        isTurnNoted = false
        handler?.turnEnded()
    }

    /// Tells the handler now: on a lane that drains, nobody knows how many turns follow.
    func endTurn() {
        if isTurnNoted { handler?.turnEnded() }
    }

    func ready(_ readiness: Readiness) {}
    func drain() {}
    func abort() {}
}

/// The times of ``StreamLimits`` in nanoseconds, as the lane counts.
struct StreamDeadlines {
    let handshake: UInt64
    let unfinished: UInt64
    let idle: UInt64

    init(_ limits: StreamLimits) {
        handshake = limits.handshake.nanoseconds
        unfinished = limits.unfinished.nanoseconds
        idle = limits.idle.nanoseconds
    }
}
