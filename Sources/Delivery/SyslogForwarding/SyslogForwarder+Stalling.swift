import Transport

extension SyslogForwarder {
    /// Says that a source has stopped, though the queue is not full, until lines of its own end.
    package func noteHeld() {
        guard !lengths.isEmpty else { return }
        isHeld = true
        noteStall()
    }

    /// Tells when a server that is away, or says nothing, stops a source, and when that goes on.
    ///
    /// A server that is only slow confirms lines all the time, and is waited for without a word.
    func noteStall() {
        guard !isClosing else { return }
        let stalls: Bool
        if isStalled || !(isFull || isHeld) {
            stalls = isFull || isHeld
        } else {
            let patience = UInt64(limits.stallMilliseconds) * Nanoseconds.perMillisecond
            let isAway = state != .open && failures > 0
            stalls = isAway || time.now >= progressAt + patience
        }
        guard stalls != isStalled else { return }
        isStalled = stalls
        whenStalled?(stalls)
    }
}
