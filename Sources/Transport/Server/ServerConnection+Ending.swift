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
        case .head:
            let isIdle = input.isEmpty && sequence > 0
            return atMostDrain(waitingSince &+ (isIdle ? deadlines.idle : deadlines.head))
        case .body: return atMostDrain(waitingSince &+ deadlines.body)
        // The handler answers for its own bounds.
        case .answering: return .max
        case .closing, .lingering, .closed: return waitingSince &+ deadlines.linger
        }
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

    /// Gives everything back.
    func close() {
        guard phase != .closed else { return }
        phase = .closed
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
