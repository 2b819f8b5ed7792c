import Records

/// Sends the requests of one destination, for the whole program: patient, bounded, and never twice at
/// once.
///
/// What is on disk is the truth: it reads a window of the spool in order, sends, and tells the spool how
/// each request ended. Delivery is *at least once*: a request whose answer got lost is sent again, each of
/// its events byte for byte the same, with the id by which the vendor may know it again.
///
/// **Order.** Requests are begun in the order of their acceptance, and those that differ in their events
/// only may go along with the first of them, as one. One that fails waits for a next try of its own while
/// later ones pass, so that one request cannot hold up the others.
///
/// **Failures.** ``CircuitBreaker`` pauses the whole destination when it is away or asks for a pause;
/// then probes go, each time with another request while there is one. A request by itself waits longer
/// after each failure that counts, and is given up only when it failed often although the destination took
/// others in between: an outage gives up nothing.
///
/// Only what the server has a part in is a failure. The end of a kept connection is none, and the request
/// then goes over a new one; nor is a shortage of this machine.
///
/// Invariants:
/// 1. Each request that was read is in one of `ready`, `deferred` and one of `flights`, until it is ended,
///    dropped by a withdrawal, or left to the spool: passed over, or because the forwarder ends.
///    `heldBytes` is their sum.
/// 2. `flights.count <= width.width` when one begins, and each has a place of `seat`. A probe carries one
///    request of the spool.
/// 3. A request is ended once, after it has left the three.
/// 4. While something is held, something is under way, the alarm is set, or `seat` waits for a place.
/// 5. Once a withdrawal is done, nothing that was accepted before it is begun or under way.
package final class Forwarder {
    let origin: UpstreamOrigin
    let upstream: any Upstream
    let queue: any SpoolQueue
    let limits: ForwardingLimits
    /// What may be sent together; `nil` if nothing may.
    let batch: BatchRule?
    let time: any LaneTime
    let draw: Backoff.Draw
    private let sharing: SendingShare
    private var seatOfShare: SendingShare.Seat?

    var ready = EntryQueue<Entry>()
    var deferred = DeferredEntries()
    var flights: [Flight] = []
    var heldBytes = 0
    /// Withdrawals that wait for requests under way.
    var waits: [Wait] = []

    // MARK: Reading

    var isReading = false
    /// Number of the last request that was read.
    var lastRead: Int64 = 0
    /// Whether the spool may have requests after that one.
    var mayHaveMore = false
    /// When the spool is asked again after it has refused.
    var readAgain: UInt64?
    /// Numbers of requests that failed and were let go of, because too many failed before them.
    var passedOver = EntryQueue<Int64>()
    /// What was withdrawn while a read is under way, which may bring it.
    var barredFromRead: [Withdrawn] = []

    // MARK: Sending

    var breaker: CircuitBreaker
    var width: SendingWidth
    /// How many may be joined in one.
    var together: SendingWidth
    /// Requests that the destination has taken.
    var successes = 0
    /// The end of a pause for want of means.
    private var pausedUntil: UInt64 = 0
    private var isPumping = false
    /// Whether a failed request had the last turn.
    private(set) var wasDeferred = false

    var isClosing = false
    var isAbandoned = false
    var whenIdle: (() -> Void)?
    private var alarm: (any LaneAlarm)?

    var counted = ForwardingCounters()

    /// Creates the forwarder of a destination on the lane of `time`; it reads when told that something
    /// has arrived.
    ///
    /// `sharing` bounds what all destinations of the lane have under way; `batch` says what the vendor
    /// takes together.
    package init(
        to origin: UpstreamOrigin, through upstream: any Upstream, from queue: any SpoolQueue,
        limits: ForwardingLimits = ForwardingLimits(), batch: BatchRule? = nil,
        time: any LaneTime, sharing: SendingShare? = nil,
        draw: @escaping Backoff.Draw = Backoff.random
    ) {
        self.origin = origin
        self.upstream = upstream
        self.queue = queue
        self.limits = limits
        self.batch = batch
        self.time = time
        self.draw = draw
        self.sharing = sharing ?? SendingShare()
        breaker = CircuitBreaker(
            threshold: limits.breakerFailures, backoff: limits.breakerBackoff, draw: draw)
        width = SendingWidth(most: limits.concurrent)
        together = SendingWidth(most: batch?.most ?? 1)
    }

    /// What was done since it began.
    package var counters: ForwardingCounters {
        var counters = counted
        counters.breaker = breaker.state
        return counters
    }

    /// Whether something is held or under way.
    package var isBusy: Bool {
        isReading || !ready.isEmpty || !deferred.isEmpty || !flights.isEmpty
    }

    var seat: SendingShare.Seat {
        if let seatOfShare { return seatOfShare }
        let seat = sharing.seat { [weak self] in self?.pump() }
        seatOfShare = seat
        return seat
    }

    // MARK: Sending

    /// Reads and sends as much as may be.
    func pump() {
        // An upstream may answer before `send` returns; the outer pump goes on then.
        guard !isPumping, !isClosing else { return }
        isPumping = true
        defer { isPumping = false }
        repeat { readMore() } while sendNext()
        setAlarm()
    }

    /// Begins one request, or ends one that cannot be sent; `false` if nothing may begin now.
    private func sendNext() -> Bool {
        let now = time.now
        guard flights.count < width.width, now >= pausedUntil, mayTake(now) else { return false }
        guard case .yes(let ticket) = breaker.admit(at: now) else { return false }
        guard seat.take() else {
            breaker.withdrew(ticket)
            return false
        }
        guard let entry = takeNext(isProbe: ticket.isProbe, now),
            begin(ticket.isProbe ? [entry] : gather(with: entry, now), ticket, now)
        else {
            breaker.withdrew(ticket)
            seat.giveBack()
            return true
        }
        return true
    }

    /// Whether there is something to take: what was not tried yet, or waited long enough.
    ///
    /// A paused destination is asked with whatever there is.
    private func mayTake(_ now: UInt64) -> Bool {
        guard ready.isEmpty else { return true }
        guard let next = deferred.nextTry else { return false }
        return next <= now || breaker.state != .closed
    }

    /// What failed and what did not take turns, so that neither holds up the other; a probe is what has
    /// not failed yet, so that each probe is another request.
    private func takeNext(isProbe: Bool, _ now: UInt64) -> Entry? {
        let isDue = deferred.nextTry.map { $0 <= now } ?? false
        wasDeferred = isDue && !isProbe && !(wasDeferred && !ready.isEmpty)
        let entry =
            wasDeferred ? deferred.popEarliest() : ready.popFirst() ?? deferred.popEarliest()
        guard let entry else { return nil }
        guard !isTooOld(entry) else {
            end(entry, .expired)
            return nil
        }
        return entry
    }

    /// Writes and sends a request, or several as one; `false` if they ended instead.
    private func begin(_ entries: [Entry], _ ticket: CircuitBreaker.Ticket, _ now: UInt64) -> Bool {
        guard let wire = try? wire(entries) else {
            for entry in entries { end(entry, .unsendable) }
            return false
        }
        let flight = Flight(entries, ticket, begun: now, width: together.width)
        flights.append(flight)
        count(flight)
        var isOpen = true
        let seat = seat
        let method = entries[0].row.request.wireMethod
        upstream.send(wire, method: method, fresh: flight.isFresh) { [weak self] answer in
            guard isOpen else { return }
            isOpen = false
            self?.finish(flight, answer)
            seat.giveBack()
            self?.ended(flight)
        }
        return true
    }

    private func count(_ flight: Flight) {
        counted.attempts += 1
        if flight.isBatch {
            counted.batches += 1
            counted.batched += flight.entries.count
        }
        for entry in flight.entries {
            if entry.hasFailed, !entry.isFresh { counted.retries += 1 }
            if entry.mayHaveArrived { counted.possibleDuplicates += 1 }
        }
    }

    /// Goes on after a request that is not under way any more.
    private func ended(_ flight: Flight) {
        pump()
        land(flight)
        callWhenIdle()
    }

    /// Counts the end of a request that has left its place, and tells the spool.
    func end(_ entry: Entry, _ result: ForwardingResult, status: Int? = nil) {
        heldBytes -= entry.bytes
        counted.count(result)
        // Of a visitor who withdrew nothing may be kept as a dead letter.
        if entry.isWithdrawn, result != .delivered { return }
        queue.end(entry.row, result, status: status)
    }

    func isTooOld(_ entry: Entry) -> Bool {
        time.wallSeconds - entry.row.acceptedAt >= Int(clamping: limits.ageSeconds)
    }

    /// Sends nothing for a moment, because this machine has no means.
    func pauseForShortage() {
        pausedUntil =
            time.now + UInt64(limits.shortagePauseMilliseconds) * Nanoseconds.perMillisecond
    }

    // MARK: The alarm

    private func setAlarm() {
        let now = time.now
        var moment = UInt64.max
        if let readAgain, readAgain > now { moment = readAgain }
        if flights.count < width.width, !ready.isEmpty || !deferred.isEmpty {
            if now < pausedUntil {
                moment = min(moment, pausedUntil)
            } else if breaker.state == .open {
                moment = min(moment, breaker.openedUntil)
            } else if let next = deferred.nextTry, next > now {
                moment = min(moment, next)
            }
        }
        guard moment != .max, moment > now else { return }
        let alarm = alarm ?? time.makeAlarm { [weak self] in self?.pump() }
        self.alarm = alarm
        alarm.schedule(after: moment - now)
    }

    func cancelAlarm() {
        alarm?.cancel()
        alarm = nil
    }
}
