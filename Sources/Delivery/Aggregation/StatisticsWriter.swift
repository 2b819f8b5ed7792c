import Dispatch
package import Logging
import Synchronization

/// Whether counts reach the disk.
package enum WriterHealth: Equatable, Sendable {
    case well
    /// The last attempt failed; counts wait in memory and attempts go on.
    case failing(StoreError, attempts: Int)
}

/// Takes the counts of all lanes and writes them, one transaction at a time, on its own queue.
///
/// When the disk refuses, counts stay in memory, merged and bounded, and the writer tries again
/// with capped back-off and jitter. ``health`` tells the intake to answer 503 meanwhile.
///
/// Invariants:
/// 1. A count is in `pending`, in the transaction under way, or committed; never in two of them.
/// 2. At most one attempt is scheduled.
/// 3. Only `queue` writes.
package final class StatisticsWriter: Sendable {
    /// Calls a closure on the writer's queue after some milliseconds.
    ///
    /// Tests turn time by hand.
    package typealias Schedule =
        @Sendable (_ milliseconds: Int, _ action: @escaping @Sendable () -> Void) -> Void

    /// The first retry comes within 250 ms, later ones within 30 s of each other.
    package static let backoff = Backoff(baseMilliseconds: 250, capMilliseconds: 30_000)

    private struct State {
        var pending = PendingCounts()
        var isScheduled = false
        var attempts = 0
        var health = WriterHealth.well
        var refused = 0
    }

    private let sink: any StatisticsSink
    private let queue: DispatchQueue
    private let schedule: Schedule
    private let draw: Backoff.Draw
    private let logger: Logger
    private let state = Mutex(State())
    private let failing = Atomic(false)

    /// Creates a writer; `schedule` and `draw` are given by tests only.
    package init(
        sink: any StatisticsSink, logger: Logger,
        schedule: Schedule? = nil,
        draw: @escaping Backoff.Draw = Backoff.random
    ) {
        let queue = DispatchQueue(label: "statistics-writer", qos: .utility)
        self.sink = sink
        self.draw = draw
        self.logger = logger
        self.queue = queue
        self.schedule =
            schedule ?? { milliseconds, action in
                queue.asyncAfter(deadline: .now() + .milliseconds(milliseconds), execute: action)
            }
    }

    /// Whether the last attempt failed; cheap enough to ask for each record.
    package var isFailing: Bool { failing.load(ordering: .relaxed) }

    package var health: WriterHealth { state.withLock { $0.health } }

    /// Hand-overs lost because the disk was full for so long that even memory was bounded.
    package var refused: Int { state.withLock { $0.refused } }

    /// Takes counts from a lane.
    ///
    /// They are on disk within a second while the disk is well.
    package func submit(_ snapshot: RollupSnapshot) {
        guard !snapshot.isEmpty else { return }
        let mustSchedule = state.withLock { state in
            state.pending.merge(snapshot)
            defer { state.isScheduled = true }
            return !state.isScheduled
        }
        if mustSchedule { scheduleAttempt(after: AggregationLimits.gatherMilliseconds) }
    }

    /// Writes what is left and tells whether everything is on disk.
    ///
    /// For orderly shutdown: the lanes have handed over.
    package func finish(_ completion: @escaping @Sendable (Bool) -> Void) {
        queue.async { [self] in completion(attempt()) }
    }

    /// Calls `answer` when the queue has got to it: a writer that hangs does not.
    package func whenReached(_ answer: @escaping @Sendable () -> Void) {
        queue.async(execute: answer)
    }

    private func scheduleAttempt(after milliseconds: Int) {
        schedule(milliseconds) { [weak self] in self?.attemptAndReschedule() }
    }

    private func attemptAndReschedule() {
        let isWritten = attempt()
        let delay: Int? = state.withLock { state in
            // Counts may have come in while the transaction ran, without a new schedule.
            state.isScheduled = !state.pending.isEmpty
            guard state.isScheduled else { return nil }
            guard !isWritten else { return AggregationLimits.gatherMilliseconds }
            return Self.backoff.delay(failures: state.attempts, draw)
        }
        if let delay { scheduleAttempt(after: delay) }
    }

    /// One transaction with everything that waits.
    ///
    /// Gives whether nothing was left behind.
    private func attempt() -> Bool {
        let counts = state.withLock { state in
            defer { state.pending = PendingCounts() }
            return state.pending
        }
        guard !counts.isEmpty else { return true }
        do {
            try sink.add(counts)
            failing.store(false, ordering: .relaxed)
            let attempts = state.withLock { state in
                defer {
                    state.attempts = 0
                    state.health = .well
                    state.refused += counts.refused
                }
                return state.attempts
            }
            if attempts > 0 { logger.notice("statistics are written again") }
            return true
        } catch {
            failing.store(true, ordering: .relaxed)
            let attempts = state.withLock { state in
                // What came in meanwhile is newer: merge it into the older, bounded part.
                let newer = state.pending
                state.pending = counts
                state.pending.merge(newer)
                state.attempts += 1
                state.health = .failing(error, attempts: state.attempts)
                return state.attempts
            }
            if attempts == 1 {
                logger.error("statistics cannot be written", metadata: ["reason": "\(error)"])
            }
            return false
        }
    }
}
