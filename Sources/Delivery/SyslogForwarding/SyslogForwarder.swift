import Bytes
package import Transport

/// Sends anonymized lines to another syslog server, from one lane: bounded, in order, patient.
///
/// A line stays in the queue until the server's machine has confirmed it, not only until the kernel
/// here has taken it: what was not confirmed when a connection ended is written again over the next.
/// So over TCP and TLS none is lost on the way, and a few may arrive twice. What a server had taken
/// and not yet read when it was killed is beyond this: syslog has no answer to a message. Over UDP
/// each is sent once, and nobody knows.
///
/// Invariants:
/// 1. `queue` holds whole lines, framed, of `lengths`, in order; `counters.queued` and
///    `counters.queuedBytes` are their number and size.
/// 2. Of `queue`, the first `written` bytes were written to the connection that is open; it is 0
///    while none is.
/// 3. `settled` bytes of that connection are confirmed and out of the queue.
/// 4. While something waits, a connection is being opened or is open, or the alarm is set.
/// 5. Every line that was taken ends in exactly one ``SyslogForwardingResult``.
package final class SyslogForwarder {
    enum State { case closed, opening, open }

    let sender: any ByteSender
    let framing: SyslogLineFraming
    let head: SyslogHead
    let limits: SyslogForwardingLimits
    let time: any LaneTime
    let draw: Backoff.Draw

    var queue = ByteBuffer()
    var lengths = EntryQueue<Int>()
    var written = 0
    var settled = 0
    var state = State.closed
    /// The socket takes no more for now.
    var isBlocked = false
    private var isFlushing = false
    /// The queue was full, and is not yet short enough to go on.
    private(set) var isFull = false
    private var waiting: [() -> Void] = []

    /// Failures in a row; a confirmed line ends them.
    var failures = 0
    var pausedUntil: UInt64 = 0
    private var alarm: (any LaneAlarm)?
    var isAlarmSet = false
    var scratch = ByteBuffer()
    var scratchSecond = Int.min

    var isClosing = false
    /// The program ends: pauses are short, and the connection closes when nothing waits.
    var isHurried = false
    var isAbandoned = false
    var whenIdle: (() -> Void)?

    package internal(set) var counters = SyslogForwardingCounters()
    /// Why the last connection failed or ended, for the log.
    package internal(set) var lastFault: UpstreamFault?

    /// When a line ended last, or the first of those that wait began to.
    private(set) var progressAt: UInt64 = 0
    /// A source stopped, because too much that it read waits here; a line that ends lets it go on.
    var isHeld = false
    /// Whether a source waits for room and the server is away or silent.
    package internal(set) var isStalled = false
    /// Told when that begins and ends; whoever keeps the forwarder must not be kept by this.
    package var whenStalled: ((_ isStalled: Bool) -> Void)?

    package init(
        through sender: any ByteSender, framing: SyslogLineFraming, head: SyslogHead,
        limits: SyslogForwardingLimits = SyslogForwardingLimits(), time: any LaneTime,
        draw: @escaping Backoff.Draw = Backoff.random
    ) {
        self.sender = sender
        self.framing = framing
        self.head = head
        self.limits = limits
        self.time = time
        self.draw = draw
        time.whenDraining { [weak self] in self?.hurry() }
    }

    // MARK: Taking lines

    /// What a line was before it came here.
    package enum LineOrigin: Sendable {
        /// A syslog message with its priority: it goes as it is.
        case syslog
        /// A line of a file: it gets a head.
        case file
    }

    /// Whether a line would be taken now.
    package var hasRoom: Bool { !isFull && !isClosing }

    /// Whether it takes nothing any more, because the program ends.
    package var isEnding: Bool { isClosing }

    /// Takes one line without its line feed; `false` when there is no room (``hasRoom``), and then
    /// nothing is kept or counted.
    ///
    /// It is written with others at the next ``flush()``, or when enough have gathered.
    package func enqueue(_ line: Span<UInt8>, from origin: LineOrigin) -> Bool {
        guard hasRoom else { return false }
        if line.isEmpty { return true }
        prepareHead(origin)
        if lengths.isEmpty { progressAt = time.now }
        let before = queue.count
        frame(line)
        let size = queue.count - before
        lengths.append(size)
        counters.queued += 1
        counters.queuedBytes += size
        if queue.count >= limits.queueBytes {
            isFull = true
            noteStall()
        }
        if queue.count - written >= limits.batchBytes, !isBlocked { flush() } else { arm() }
        return true
    }

    /// Counts lines that the caller could not keep while there was no room.
    package func noteDropped(_ lines: Int = 1) {
        counters.count(isClosing ? .droppedClosing : .droppedFull, times: lines)
    }

    /// Calls `action` once, when there is room again; at once if there is.
    ///
    /// It is also called when the forwarder ends, so that nobody waits for ever.
    package func whenRoom(_ action: @escaping () -> Void) {
        guard isFull, !isClosing else { return action() }
        waiting.append(action)
    }

    /// Writes what has gathered, as far as the network takes it.
    package func flush() {
        guard !isFlushing else { return }
        isFlushing = true
        defer { isFlushing = false }
        if state == .closed { openIfDue() }
        if state == .open { write() }
        settle()
        arm()
    }

    // MARK: Ends of lines

    /// Takes confirmed lines out of the queue, and lets go on who waits for room.
    func settle() {
        if state == .open, framing != .datagram, written > 0 {
            var left = sender.confirmed - settled
            while let length = lengths[0], length <= left {
                left -= length
                settled += length
                written -= length
                remove(length, .sent)
            }
        }
        relieve()
        noteStall()
        finishIfIdle()
    }

    func remove(_ length: Int, _ result: SyslogForwardingResult) {
        _ = lengths.popFirst()
        progressAt = time.now
        isHeld = false
        queue.consume(length)
        counters.queued -= 1
        counters.queuedBytes -= length
        counters.count(result)
        if result == .sent {
            counters.sentBytes += length
            failures = 0
        }
    }

    private func relieve() {
        guard isFull, isClosing || queue.count <= limits.queueBytes - limits.resumeBytes else {
            return
        }
        isFull = false
        let actions = waiting
        waiting.removeAll()
        for action in actions { action() }
    }

    // MARK: Time

    var shortPause: UInt64 {
        UInt64(limits.drainPauseMilliseconds) * Nanoseconds.perMillisecond
    }

    /// Sets the alarm for what does not come by itself: the end of a pause, and confirmations.
    func arm() {
        guard !isAlarmSet, !isAbandoned, !lengths.isEmpty || (isHurried && state != .closed) else {
            return
        }
        let alarm = alarm ?? time.makeAlarm { [weak self] in self?.wake() }
        self.alarm = alarm
        isAlarmSet = true
        let usual = UInt64(limits.confirmMilliseconds) * Nanoseconds.perMillisecond
        let now = time.now
        alarm.schedule(after: state == .closed && pausedUntil > now ? pausedUntil - now : usual)
    }

    /// Sets the alarm anew, because a pause became shorter.
    func rearm() {
        isAlarmSet = false
        arm()
    }

    private func wake() {
        isAlarmSet = false
        if isHurried, lengths.isEmpty, state != .closed {
            sender.close()
            forgetConnection()
        }
        flush()
    }

    func endAlarm() {
        alarm?.cancel()
        alarm = nil
    }
}
