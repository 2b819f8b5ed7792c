import Bytes

// Deadlines, and the end.

extension InboundStream {
    /// What an unfinished message may still take on a lane that drains.
    static let drainPatience: UInt64 = 2_000_000_000

    /// Sets the deadline of the present wait.
    func setDeadline() {
        guard let timer else { return }
        reactor.setDeadline(timer, at: deadline)
    }

    private var deadline: UInt64 {
        guard let deadlines = server?.deadlines else { return .max }
        // The room above answers for its own bounds.
        if isWaitingForRoom { return .max }
        if reactor.isDraining { return reactor.drainBegan &+ Self.drainPatience }
        switch phase {
        case .handshaking: return waitingSince &+ deadlines.handshake
        case .open:
            return waitingSince &+ (isUnfinished ? deadlines.unfinished : deadlines.idle)
        case .closed: return .max
        }
    }

    func deadlinePassed() {
        guard phase != .closed else { return }
        // Somebody whose turn came earlier in this tick may have moved it.
        guard deadline <= reactor.now else { return setDeadline() }
        server?.counters.timeouts += 1
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
        server?.counters.closed += 1
        server = nil
        rest.wipe()
        didClose()
        reactor.counters.closed += 1
        reactor.checkIdle()
    }
}
