import Bytes
package import Records

/// Sends the requests of one lane to one destination: bounded, patient, and never twice at once.
///
/// Delivery is *at least once*: a request whose answer got lost is sent again.
///
/// A failure pauses the whole destination, not one request, because it is nearly always the
/// server that is away: the pause grows with failures in a row, and after it one request goes
/// first as a probe. A failed request goes to the end of the queue, so that one which always
/// fails cannot hold up the others. Order is not kept.
///
/// Only what the server has a part in counts as an attempt. The end of a kept connection does not,
/// and the request then goes over a new one; nor does a shortage of this machine, nor, while the
/// program ends, a server that cannot be reached.
///
/// Invariants:
/// 1. `counters.queued` = waiting + under way; so are `counters.queuedBytes`. Both keep `limits`.
/// 2. `underWay <= limits.concurrent`, and at most 1 while `failures > 0` and a pause just ended.
/// 3. Every accepted request ends in exactly one ``ForwardingResult``.
/// 4. While something waits, something is under way or the alarm is set.
/// 5. Once a withdrawal is done, nothing that was accepted before it is sent or under way.
package final class Forwarder {
    /// One request; a reference, so that thousands of them are looked through and moved quickly.
    final class Entry {
        let request: OutboundRequest
        let tags: VisitorTags
        let bytes: Int
        let acceptedAt: UInt64
        var attempts = 0
        /// It met the end of a kept connection, and needs a new one.
        var isFresh = false

        init(_ request: OutboundRequest, _ tags: VisitorTags, acceptedAt: UInt64) {
            self.request = request
            self.tags = tags
            self.acceptedAt = acceptedAt
            bytes = request.heldBytes
        }
    }

    private let origin: UpstreamOrigin
    private let upstream: any Upstream
    let limits: ForwardingLimits
    let time: any LaneTime
    private let draw: Backoff.Draw

    var waiting = EntryQueue<Entry>()
    var ledger = TagLedger()
    /// The same for all lanes and destinations.
    private let undelivered: UndeliveredTags?
    var underWay = 0
    /// Failures in a row; those of one wave count once.
    var failures = 0
    /// Grows with each counted failure: a failure of an older wave is not counted again.
    private var wave = 0
    var pausedUntil: UInt64 = 0
    private var isPumping = false
    var isClosing = false
    /// The program ends: pauses are short, so that what can be delivered is.
    var isHurried = false
    var isAbandoned = false
    var whenIdle: (() -> Void)?
    var alarm: (any LaneAlarm)?
    /// Clients that wait for their answer while the queue is long, oldest first.
    var held = EntryQueue<() -> Void>()

    package internal(set) var counters = ForwardingCounters()

    package init(
        to origin: UpstreamOrigin, through upstream: any Upstream,
        limits: ForwardingLimits = ForwardingLimits(), time: any LaneTime,
        undelivered: UndeliveredTags? = nil, draw: @escaping Backoff.Draw = Backoff.random
    ) {
        self.undelivered = undelivered
        self.origin = origin
        self.upstream = upstream
        self.limits = limits
        self.time = time
        self.draw = draw
    }

    /// Whether a small request would be accepted now.
    package var hasRoom: Bool { !isClosing && counters.queued < limits.queueCount }

    /// Whether a request of this size would be accepted now.
    package func hasRoom(for request: OutboundRequest) -> Bool {
        !isClosing && counters.queued < limits.queueCount
            && counters.queuedBytes + request.heldBytes <= limits.queueBytes
    }

    /// Takes a request; `false` when the queue is full or closing, and then nothing is kept.
    ///
    /// One of a visitor whose withdrawal is under way is taken and not sent.
    package func enqueue(_ request: OutboundRequest, tags: VisitorTags = .none) -> Bool {
        guard hasRoom(for: request) else {
            counters.refused += 1
            return false
        }
        guard !ledger.isBarred(tags) else {
            counters.count(.withdrawn)
            return true
        }
        let entry = Entry(request, tags, acceptedAt: time.now)
        counters.queued += 1
        counters.queuedBytes += entry.bytes
        ledger.accept(tags)
        undelivered?.accept(tags)
        waiting.append(entry)
        pump()
        return true
    }

    // MARK: Sending

    /// Sends as much as may be under way.
    func pump() {
        // An upstream may answer before `send` returns; the outer pump goes on then.
        guard !isPumping else { return }
        isPumping = true
        defer { isPumping = false }
        while underWay < (failures > 0 ? 1 : limits.concurrent), !waiting.isEmpty {
            let now = time.now
            guard now >= pausedUntil else { return wake(after: pausedUntil - now) }
            guard let entry = waiting.popFirst() else { return }
            if isTooOld(entry, now) {
                end(entry, .expired)
            } else {
                send(entry)
            }
        }
    }

    private func send(_ entry: Entry) {
        let wire: ByteBuffer
        do {
            wire = try entry.request.wire(to: origin)
        } catch {
            return end(entry, .unsendable)
        }
        underWay += 1
        ledger.depart(entry)
        entry.attempts += 1
        if entry.attempts > 1, !entry.isFresh { counters.retries += 1 }
        let wave = wave
        var isOpen = true
        upstream.send(wire, method: entry.request.wireMethod, fresh: entry.isFresh) {
            [weak self] answer in
            guard let self, isOpen, !isAbandoned else { return }
            isOpen = false
            finish(entry, answer, wave: wave)
        }
    }

    private func finish(_ entry: Entry, _ answer: UpstreamAnswer, wave: Int) {
        underWay -= 1
        switch answer {
        case .response(200..<300, _):
            failures = 0
            end(entry, .delivered)
        case .response(let status, let retryAfter) where Self.isTemporary(status):
            entry.isFresh = false
            retry(entry, retryAfter: retryAfter, wave: wave)
        case .response:
            failures = 0
            end(entry, .rejected)
        case .staleConnection where !entry.isFresh:
            entry.attempts -= 1
            entry.isFresh = true
            keepTrying(entry)
        case .unsent:
            entry.attempts -= 1
            pause(milliseconds: limits.shortagePauseMilliseconds, from: time.now)
            keepTrying(entry)
        case .staleConnection, .failed:
            // The grace bounds these; with short pauses the attempts would be over before it is.
            if isHurried { entry.attempts -= 1 }
            entry.isFresh = false
            retry(entry, retryAfter: nil, wave: wave)
        }
        pump()
        relieve(1)
        land(entry)
    }

    private func retry(_ entry: Entry, retryAfter: Int?, wave: Int) {
        let now = time.now
        if wave == self.wave {
            self.wave += 1
            failures += 1
            pause(milliseconds: limits.backoff.delay(failures: failures, draw), from: now)
        }
        if let retryAfter {
            let seconds = min(max(0, retryAfter), limits.retryAfterSeconds)
            pause(milliseconds: seconds * 1_000, from: now)
        }
        keepTrying(entry)
    }

    /// Puts a request back, unless it had its chances or its visitor withdrew.
    private func keepTrying(_ entry: Entry) {
        if ledger.isWithdrawn(entry) {
            end(entry, .withdrawn)
        } else if entry.attempts >= limits.attempts {
            end(entry, .gaveUp)
        } else if isTooOld(entry, time.now) {
            end(entry, .expired)
        } else {
            waiting.append(entry)
        }
    }

    private func pause(milliseconds: Int, from now: UInt64) {
        let pause = UInt64(milliseconds) * Nanoseconds.perMillisecond
        pausedUntil = max(pausedUntil, now + (isHurried ? min(pause, shortPause) : pause))
    }

    private func wake(after nanoseconds: UInt64) {
        let alarm = alarm ?? time.makeAlarm { [weak self] in self?.pump() }
        self.alarm = alarm
        alarm.schedule(after: nanoseconds)
    }

    private func end(_ entry: Entry, _ result: ForwardingResult) {
        settle(entry, result)
        callWhenIdle()
    }

    /// Counts the end of a request.
    func settle(_ entry: Entry, _ result: ForwardingResult) {
        counters.queued -= 1
        counters.queuedBytes -= entry.bytes
        counters.count(result)
        ledger.end(entry.tags)
        undelivered?.end(entry.tags)
    }

    private func isTooOld(_ entry: Entry, _ now: UInt64) -> Bool {
        now &- entry.acceptedAt >= limits.ageSeconds * Nanoseconds.perSecond
    }

    /// Request Timeout, Too Early, Too Many Requests, and everything the server blames on itself.
    private static func isTemporary(_ status: Int) -> Bool {
        status == 408 || status == 425 || status == 429 || (500..<600).contains(status)
    }
}
