import Bytes
import Records

/// Sends the requests of one destination from the spool: bounded, patient, and never twice at once.
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
/// 1. What waits was read from the spool, and each of it ends there or stays there.
/// 2. `underWay <= limits.concurrent`, and at most 1 while `failures > 0` and a pause just ended.
/// 3. Every request that ends does so in exactly one ``ForwardingResult``.
/// 4. While something waits, something is under way or the alarm is set.
/// 5. Once a withdrawal is done, nothing that was accepted before it is sent or under way.
/// 6. At most one read is under way.
package final class Forwarder {
    /// One request; a reference, so that thousands of them are looked through and moved quickly.
    final class Entry {
        let spooled: SpooledRequest
        var request: OutboundRequest { spooled.request }
        var tags: VisitorTags { spooled.tags }
        var attempts = 0
        /// The last answer of the upstream.
        var status: Int?
        /// It met the end of a kept connection, and needs a new one.
        var isFresh = false

        init(_ spooled: SpooledRequest) { self.spooled = spooled }
    }

    private let origin: UpstreamOrigin
    private let upstream: any Upstream
    private let queue: any SpoolQueue
    let limits: ForwardingLimits
    let time: any LaneTime
    private let draw: Backoff.Draw

    var waiting = EntryQueue<Entry>()
    var ledger = TagLedger()
    private var isReading = false
    /// There may be rows that were not read.
    private var hasMore = false
    private var lastRead: Int64 = 0
    /// Withdrawals during a read, whose answer may hold what they concern.
    private var barred: [VisitorTags] = []
    var underWay = 0
    /// Failures in a row; those of one wave count once.
    var failures = 0
    /// Grows with each counted failure: a failure of an older wave is not counted again.
    private var wave = 0
    var pausedUntil: UInt64 = 0
    private var isPumping = false
    var isClosing = false
    var isAbandoned = false
    var whenIdle: (() -> Void)?
    var alarm: (any LaneAlarm)?

    package internal(set) var counters = ForwardingCounters()

    package init(
        to origin: UpstreamOrigin, through upstream: any Upstream, from queue: any SpoolQueue,
        limits: ForwardingLimits = ForwardingLimits(), time: any LaneTime,
        draw: @escaping Backoff.Draw = Backoff.random
    ) {
        self.origin = origin
        self.upstream = upstream
        self.queue = queue
        self.limits = limits
        self.time = time
        self.draw = draw
    }

    // MARK: Reading

    /// There may be new rows.
    package func arrived() {
        hasMore = true
        read()
    }

    private func read() {
        guard hasMore, !isReading, !isClosing, waiting.count < limits.readAhead / 2 else { return }
        isReading = true
        hasMore = false
        queue.read(after: lastRead, count: limits.readAhead, bytes: limits.readAheadBytes) {
            [weak self] rows in self?.take(rows)
        }
    }

    private func take(_ rows: [SpooledRequest]?) {
        isReading = false
        defer { barred = [] }
        guard !isClosing else { return }
        guard let rows else {
            hasMore = true
            return wake(after: shortPause)
        }
        for row in rows {
            lastRead = row.number
            let entry = Entry(row)
            ledger.accept(row.tags)
            if barred.contains(where: { $0.intersects(row.tags) }) {
                settle(entry, .withdrawn)
            } else {
                waiting.append(entry)
            }
        }
        // A page with fewer rows than asked for can be one that its bytes ended.
        if !rows.isEmpty { hasMore = true }
        pump()
    }

    func barNextPage(_ tags: VisitorTags) {
        if isReading { barred.append(tags) }
    }

    // MARK: Sending

    /// Sends as much as may be under way.
    func pump() {
        // An upstream may answer before `send` returns; the outer pump goes on then.
        guard !isPumping else { return }
        isPumping = true
        defer { isPumping = false }
        read()
        while underWay < (failures > 0 ? 1 : limits.concurrent), !waiting.isEmpty, !isClosing {
            let now = time.now
            guard now >= pausedUntil else { return wake(after: pausedUntil - now) }
            guard let entry = waiting.popFirst() else { return }
            if isTooOld(entry) {
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
        if case .response(let status, _) = answer { entry.status = status }
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
            entry.isFresh = false
            retry(entry, retryAfter: nil, wave: wave)
        }
        pump()
        land(entry)
        callWhenIdle()
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
        } else if isTooOld(entry) {
            end(entry, .expired)
        } else {
            waiting.append(entry)
        }
    }

    private func pause(milliseconds: Int, from now: UInt64) {
        let pause = UInt64(milliseconds) * Nanoseconds.perMillisecond
        pausedUntil = max(pausedUntil, now + pause)
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

    /// Counts the end of a request, which leaves the spool.
    func settle(_ entry: Entry, _ result: ForwardingResult) {
        counters.count(result)
        ledger.end(entry.tags)
        queue.end(entry.spooled, result, status: entry.status)
    }

    private func isTooOld(_ entry: Entry) -> Bool {
        time.wallSeconds - entry.spooled.acceptedAt >= Int(limits.ageSeconds)
    }

    /// Request Timeout, Too Early, Too Many Requests, and everything the server blames on itself.
    private static func isTemporary(_ status: Int) -> Bool {
        status == 408 || status == 425 || status == 429 || (500..<600).contains(status)
    }
}
