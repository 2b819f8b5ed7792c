import Bytes

// Deadlines and the ways a connection ends.

extension ServerConnection {
    /// What a head and a body may still take on a lane that drains: one slow client must not hold up
    /// the end of the program.
    static let drainPatience: UInt64 = 2_000_000_000

    /// Sets the deadline of the present wait.
    func setDeadline() {
        guard let timer else { return }
        reactor.setDeadline(timer, at: deadline)
    }

    private var deadline: UInt64 {
        guard let deadlines = server?.deadlines else { return .max }
        if !output.isEmpty { return sentAt &+ deadlines.write }
        switch phase {
        case .proxyHeader: return atMostDrain(waitingSince &+ deadlines.proxyHeader)
        case .handshaking: return atMostDrain(waitingSince &+ deadlines.handshake)
        case .head:
            let isIdle = input.isEmpty && sequence > 0
            return atMostDrain(waitingSince &+ (isIdle ? deadlines.idle : deadlines.head))
        case .body:
            return atMostDrain(min(waitingSince &+ deadlines.body, slowBodyDeadline(deadlines)))
        // The handler answers for its own bounds.
        case .answering: return .max
        case .closing, .lingering, .closed: return waitingSince &+ deadlines.linger
        }
    }

    /// When a body that has come as far as this one is too slow.
    private func slowBodyDeadline(_ deadlines: ServerDeadlines) -> UInt64 {
        waitingSince &+ deadlines.bodyGrace
            &+ UInt64(max(bodyReceived, 0)) &* deadlines.perBodyByte
    }

    private func atMostDrain(_ deadline: UInt64) -> UInt64 {
        guard reactor.isDraining else { return deadline }
        return min(deadline, max(waitingSince, reactor.drainBegan) &+ Self.drainPatience)
    }

    func deadlinePassed() {
        guard phase != .closed else { return }
        // Somebody whose turn came earlier in this tick may have moved it.
        guard deadline <= reactor.now else { return setDeadline() }
        reactor.counters.timeouts += 1
        if phase == .handshaking { reactor.counters.tls.countFailure(.timeout) }
        if phase == .body, output.isEmpty, let deadlines = server?.deadlines,
            reactor.now < waitingSince &+ deadlines.body
        {
            reactor.counters.slowBodies += 1
        }
        if output.isEmpty, phase == .body || (phase == .head && !input.isEmpty) {
            end(with: 408)
            turn()
        } else {
            close()
        }
    }

    /// The client sends no more, and has everything that was owed to it.
    func endWithPeer() {
        switch phase {
        case .proxyHeader, .handshaking: close()
        case .head: input.isEmpty ? close() : lose()
        case .body: lose()
        case .closing, .lingering: close()
        case .answering, .closed: break
        }
    }

    /// Ends our half, and waits for the client to end its own.
    ///
    /// Closing with unread bytes would reset the connection, and the reset may overtake the
    /// answer (RFC 9112 9.6).
    func beginLingering() {
        if peerClosed { return close() }
        switch stream {
        case .some(let stream): stream.shutdownWriting()
        case .none: break
        }
        phase = .lingering
        waitingSince = reactor.now
        input.wipeAll()
    }

    /// Gives up what is under way, because the lane holds too much.
    func shed() {
        reactor.counters.shed += 1
        guard phase == .body || phase == .head, output.isEmpty else { return close() }
        end(with: 503, fields: "Retry-After: 5\r\n")
        input = ByteBuffer()
        content = ByteBuffer()
        turn()
    }

    /// The connection broke in the middle of something.
    func lose() {
        guard phase != .closed else { return }
        reactor.counters.broken += 1
        close()
    }

    /// Says over TLS that nothing follows, as well as the socket takes it at once.
    private func announceEnd() {
        switch stream {
        case .some(let stream): stream.session?.shutdown()
        case .none: break
        }
    }

    /// Gives everything back.
    func close() {
        guard phase != .closed else { return }
        if phase == .handshaking { endHandshake() }
        if phase > .handshaking, phase != .lingering { announceEnd() }
        phase = .closed
        if let network { server?.options.networks?.end(network) }
        network = nil
        if let key { reactor.release(key) }
        key = nil
        if let timer { reactor.removeTimer(timer) }
        timer = nil
        stream = nil
        server?.allowance.ended()
        server = nil
        letGo()
        input.wipe()
        output.wipe()
        content.wipe()
        reactor.counters.closed += 1
        reactor.checkIdle()
    }
}
