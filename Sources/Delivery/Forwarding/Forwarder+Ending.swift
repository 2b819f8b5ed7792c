extension Forwarder {
    /// Sends nothing new and calls `completion` when nothing is under way; the rest stays in the spool.
    package func drain(_ completion: @escaping () -> Void) {
        isClosing = true
        whenIdle = completion
        callWhenIdle()
    }

    var shortPause: UInt64 {
        UInt64(limits.drainPauseMilliseconds) * Nanoseconds.perMillisecond
    }

    /// Lets go of what waits and what is under way, which stay in the spool; later answers are ignored.
    package func abandon() {
        isClosing = true
        isAbandoned = true
        underWay = 0
        while waiting.popFirst() != nil {}
        alarm?.cancel()
        alarm = nil
        let withdrawals = ledger.clear()
        callWhenIdle()
        for done in withdrawals { done() }
    }

    func callWhenIdle() {
        guard underWay == 0, let completion = whenIdle else { return }
        whenIdle = nil
        completion()
    }
}
