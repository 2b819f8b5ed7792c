import Dispatch
package import Logging
import Synchronization

/// Whether the state reaches the disk.
package enum WriterHealth: Equatable, Sendable {
    case well
    /// The last attempt failed; counts wait in memory and attempts go on.
    case failing(StoreError, attempts: Int)
}

/// What transactions have cost since the start.
package struct CommitNumbers: Sendable, Equatable {
    /// Transactions that are on disk.
    package internal(set) var commits = 0
    /// Transactions that failed.
    package internal(set) var failures = 0
    /// Events in the committed ones.
    package internal(set) var events = 0
    /// How long the committed ones took together.
    package internal(set) var nanoseconds: UInt64 = 0

    package init() {}
}

/// Writes the state: what lanes accepted, what was counted, what leaves the spool.
///
/// One transaction at a time, on a queue of its own, for all lanes together (group commit). Clients
/// are answered after it. When the disk refuses, the events of the transaction are refused; counts
/// that nobody waits for stay in memory, merged and bounded, and so does what is to leave the
/// spool. Attempts go on with capped back-off and jitter, even if nothing waits. ``isFailing``
/// tells the intake to answer 503 meanwhile.
///
/// Invariants:
/// 1. A count is in `owed`, in the transaction under way, or committed; never in two of them.
/// 2. Each batch is told once. None waits for a second attempt.
/// 3. Only `queue` writes.
/// 4. While something waits, or the last attempt failed, a turn is scheduled or under way.
package final class StateWriter: Sendable {
    /// Calls a closure on the writer's queue after some time, zero included; an earlier closure that
    /// has not been called is forgotten.
    ///
    /// Tests turn time by hand.
    package typealias Schedule =
        @Sendable (_ delay: Duration, _ action: @escaping @Sendable () -> Void) -> Void

    /// A freed disk is noticed within two seconds.
    package static let backoff = Backoff(baseMilliseconds: 100, capMilliseconds: 2_000)

    struct State {
        var batches: [EventBatch] = []
        var events = 0
        var owed = PendingCounts()
        /// When the owed counts are to be written.
        var owedAt = UInt64.max
        var endings: [SpoolEnding] = []
        /// Endings in the transaction under way.
        var endingsUnderWay = 0
        var removals: [(removal: SpoolRemoval, done: @Sendable () -> Void)] = []
        /// When the next turn is; `.max` if none is scheduled.
        var turnAt = UInt64.max
        var isUnderWay = false
        /// When the last transaction began.
        var began: UInt64 = 0
        var attempts = 0
        /// Not before this is tried again what failed.
        var retryAt: UInt64 = 0
        var health = WriterHealth.well
        var refused = 0
        var numbers = CommitNumbers()

        var hasUrgent: Bool { !batches.isEmpty || !endings.isEmpty || !removals.isEmpty }
    }

    /// What is in the spool, in numbers.
    package let ledger: SpoolLedger
    let sink: any StateSink
    let queue: DispatchQueue
    private let schedule: Schedule
    let draw: Backoff.Draw
    let clock: @Sendable () -> UInt64
    let wall: @Sendable () -> Int
    let logger: Logger
    let state = Mutex(State())
    let failing = Atomic(false)

    /// Creates a writer; all but `sink` and `logger` are given by tests only.
    ///
    /// `clock` in nanoseconds, `wall` in seconds since 1970.
    package init(
        sink: any StateSink, ledger: SpoolLedger = SpoolLedger(maximumBytes: .max), logger: Logger,
        schedule: Schedule? = nil,
        draw: @escaping Backoff.Draw = Backoff.random,
        clock: @escaping @Sendable () -> UInt64 = { DispatchTime.now().uptimeNanoseconds },
        wall: @escaping @Sendable () -> Int = { Day.secondsSince1970 }
    ) {
        // The clients of all lanes wait for it.
        let queue = DispatchQueue(label: "state-writer", qos: .userInitiated)
        self.sink = sink
        self.ledger = ledger
        self.draw = draw
        self.clock = clock
        self.wall = wall
        self.logger = logger
        self.queue = queue
        self.schedule = schedule ?? WriterAlarm(queue).schedule
    }

    /// Whether the last attempt failed; cheap enough to ask for each event.
    package var isFailing: Bool { failing.load(ordering: .relaxed) }

    package var health: WriterHealth { state.withLock { $0.health } }

    package var numbers: CommitNumbers { state.withLock { $0.numbers } }

    /// Hand-overs lost because the disk was full for so long that even memory was bounded.
    package var refused: Int { state.withLock { $0.refused } }

    // MARK: Work

    /// Takes counts that nobody waits for.
    ///
    /// They are on disk within a second while the disk is well.
    package func submit(_ snapshot: RollupSnapshot) {
        guard !snapshot.isEmpty else { return }
        let now = clock()
        change(now) { state in
            state.owed.merge(snapshot)
            guard state.owedAt == .max else { return }
            state.owedAt =
                now + UInt64(AggregationLimits.gatherMilliseconds) * Nanoseconds.perMillisecond
        }
    }

    /// Takes the events of a lane whose clients wait; while the disk refuses they are told so at once.
    func keep(_ batch: EventBatch) {
        let isTaken = change(clock()) { state in
            guard state.attempts == 0 else { return false }
            state.batches.append(batch)
            state.events += batch.events
            return true
        }
        if !isTaken { batch.told(false) }
    }

    /// Takes requests that are to leave the spool soon.
    func end(_ endings: [SpoolEnding]) {
        guard !endings.isEmpty else { return }
        change(clock()) { $0.endings.append(contentsOf: endings) }
    }

    /// Removes a visitor's requests and dead letters, and then calls `done` from the writer's queue.
    ///
    /// What lanes handed over before is in it. While the disk refuses it waits.
    func remove(_ removal: SpoolRemoval, done: @escaping @Sendable () -> Void) {
        change(clock()) { $0.removals.append((removal, done)) }
    }

    /// Endings that wait for the disk, of all destinations.
    var waitingEndings: Int { state.withLock { $0.endings.count + $0.endingsUnderWay } }

    /// Writes what is left and tells whether everything is on disk.
    ///
    /// For orderly shutdown: the lanes have handed over.
    package func finish(_ completion: @escaping @Sendable (Bool) -> Void) {
        queue.async { [self] in completion(attempt(isLast: true)) }
    }

    /// Calls `answer` from the writer's queue in its turn: a writer that hangs does not.
    package func whenReached(_ answer: @escaping @Sendable () -> Void) {
        queue.async(execute: answer)
    }

    // MARK: Turns

    private func change<Result>(_ now: UInt64, _ body: (inout State) -> Result) -> Result {
        let (result, delay) = state.withLock { state -> (Result, Duration?) in
            let result = body(&state)
            return (result, Self.plan(&state, now))
        }
        if let delay { wake(after: delay) }
        return result
    }

    /// Notes when the next turn has to be; gives how long until then if it must be scheduled anew.
    static func plan(_ state: inout State, _ now: UInt64) -> Duration? {
        guard !state.isUnderWay else { return nil }
        var turn = UInt64.max
        if state.attempts > 0 {
            turn = state.retryAt
        } else if state.events >= SpoolLimits.gatherEvents {
            turn = now
        } else if state.hasUrgent {
            turn = state.began + UInt64(SpoolLimits.gatherMicroseconds) * 1_000
        }
        if state.attempts == 0 { turn = min(turn, state.owedAt) }
        guard turn < state.turnAt else { return nil }
        state.turnAt = max(turn, now)
        return .nanoseconds(turn > now ? Int64(clamping: turn - now) : 0)
    }

    private func wake(after delay: Duration) {
        schedule(delay) { [weak self] in self?.takeTurn() }
    }

    private func takeTurn() {
        _ = attempt()
        // What came in while the transaction ran.
        change(clock()) { _ in }
    }
}

/// Calls on a queue at one moment, which may be moved.
///
/// SAFETY: a source of Dispatch may be set from any thread; the rest is constant or behind a lock.
private final class WriterAlarm: @unchecked Sendable {
    private let queue: DispatchQueue
    private let timer: any DispatchSourceTimer
    private let next = Mutex(Next())

    private struct Next {
        var action: (@Sendable () -> Void)?
        var due = UInt64.max
    }

    init(_ queue: DispatchQueue) {
        self.queue = queue
        timer = DispatchSource.makeTimerSource(flags: .strict, queue: queue)
        timer.schedule(deadline: .distantFuture)
        timer.setEventHandler { [weak self] in self?.fire() }
        timer.activate()
    }

    deinit { timer.cancel() }

    private func fire() {
        let action = next.withLock { next in
            defer { next = Next() }
            return next.action
        }
        action?()
    }

    var schedule: StateWriter.Schedule {
        { [self] delay, action in
            let (seconds, attoseconds) = delay.components
            let nanoseconds = Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000)
            let due = DispatchTime.now() + .nanoseconds(nanoseconds)
            next.withLock { next in
                next.action = action
                // Threads come in any order: a later moment never takes the place of an earlier one.
                guard due.uptimeNanoseconds < next.due else { return }
                next.due = due.uptimeNanoseconds
                if nanoseconds > 0 {
                    timer.schedule(deadline: due, leeway: .microseconds(100))
                } else {
                    queue.async { self.fire() }
                }
            }
        }
    }
}
