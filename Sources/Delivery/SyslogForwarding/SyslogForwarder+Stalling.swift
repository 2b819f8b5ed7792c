import Transport

extension SyslogForwarder {
    /// Tells when a server that is away, or says nothing, has filled the queue, and when there is
    /// room again.
    ///
    /// A server that is only slow confirms lines all the time, and is waited for without a word.
    func noteStall() {
        guard !isClosing else { return }
        let stalls: Bool
        if isStalled || !isFull {
            stalls = isFull
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
