extension Forwarder {
    /// Refuses new requests and calls `completion` when all others have ended.
    package func drain(_ completion: @escaping () -> Void) {
        isClosing = true
        relieveAll()
        whenIdle = completion
        hurry()
        callWhenIdle()
    }

    /// Makes this pause and those to come short, because the program ends soon.
    package func hurry() {
        guard !isHurried, !isAbandoned else { return }
        isHurried = true
        let now = time.now
        pausedUntil = min(pausedUntil, now + shortPause)
        pump()
    }

    var shortPause: UInt64 {
        UInt64(limits.drainPauseMilliseconds) * Nanoseconds.perMillisecond
    }

    /// Gives up what waits and what is under way; later answers are ignored.
    ///
    /// Gives the number of requests that were given up.
    @discardableResult
    package func abandon() -> Int {
        isClosing = true
        relieveAll()
        let given = counters.queued
        isAbandoned = true
        while waiting.popFirst() != nil {}
        for _ in 0..<counters.queued { counters.count(.abandoned) }
        counters.queued = 0
        counters.queuedBytes = 0
        alarm?.cancel()
        alarm = nil
        let withdrawals = ledger.clear()
        callWhenIdle()
        for done in withdrawals { done() }
        return given
    }

    func callWhenIdle() {
        guard counters.queued == 0, let completion = whenIdle else { return }
        whenIdle = nil
        completion()
    }
}
