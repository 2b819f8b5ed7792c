import Bytes
import Transport

extension SyslogForwarder {
    /// Makes this pause and those to come short, and closes the connection when nothing waits,
    /// because the program ends soon; lines are still taken.
    package func hurry() {
        guard !isHurried else { return }
        isHurried = true
        pausedUntil = min(pausedUntil, time.now + shortPause)
        // Not at once: the last messages of the intake come after this.
        rearm()
    }

    /// Refuses new lines and calls `completion` when all others have ended.
    ///
    /// Call ``abandon()`` when the grace is over; `completion` is called then too.
    package func drain(_ completion: @escaping () -> Void) {
        isClosing = true
        hurry()
        whenIdle = completion
        flush()
    }

    /// Gives up what waits and what was not confirmed; gives the number of lines.
    @discardableResult
    package func abandon() -> Int {
        isClosing = true
        isAbandoned = true
        let given = counters.queued
        while lengths.popFirst() != nil {}
        queue.removeAll()
        counters.count(.abandoned, times: given)
        counters.queued = 0
        counters.queuedBytes = 0
        if state != .closed { sender.close() }
        forgetConnection()
        endAlarm()
        flush()
        return given
    }

    /// Tells whoever drains that nothing waits any more.
    func finishIfIdle() {
        guard lengths.isEmpty else { return }
        if queue.capacity > Self.idleStorage { queue = ByteBuffer() }
        guard isClosing else { return }
        if state != .closed { sender.close() }
        forgetConnection()
        guard let completion = whenIdle else { return }
        whenIdle = nil
        completion()
    }

    /// Storage above this is given back when nothing waits.
    private static let idleStorage = 1024 * 1024
}
