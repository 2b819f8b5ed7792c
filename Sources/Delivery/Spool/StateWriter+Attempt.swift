import Logging
import Synchronization

extension StateWriter {
    private struct Turn {
        var batches: [EventBatch] = []
        var owed = PendingCounts()
        var endings: [SpoolEnding] = []
        var removals: [(removal: SpoolRemoval, done: @Sendable () -> Void)] = []
        var events = 0
        var isProbe = false

        var isEmpty: Bool {
            batches.isEmpty && owed.isEmpty && endings.isEmpty && removals.isEmpty && !isProbe
        }
    }

    /// One transaction with everything that waits.
    ///
    /// Gives whether nothing was left behind.
    func attempt(isLast: Bool = false) -> Bool {
        let now = clock()
        let turn = state.withLock { Self.take(&$0, now, isLast: isLast) }
        guard !turn.isEmpty else { return true }
        var work = StateWork()
        work.counts = turn.owed
        for batch in turn.batches {
            work.counts.merge(batch.counts)
            work.entries.append(contentsOf: batch.entries)
        }
        work.endings = turn.endings
        work.removals = turn.removals.map(\.removal)
        work.isProbe = turn.isProbe
        work.now = wall()
        do {
            let change = try sink.write(work)
            succeed(turn, work, change, began: now)
            return true
        } catch {
            fail(turn, error)
            return false
        }
    }

    private static func take(_ state: inout State, _ now: UInt64, isLast: Bool) -> Turn {
        var turn = Turn()
        state.turnAt = .max
        swap(&turn.batches, &state.batches)
        swap(&turn.endings, &state.endings)
        swap(&turn.removals, &state.removals)
        turn.events = state.events
        state.events = 0
        turn.isProbe = state.attempts > 0
        if isLast || state.attempts > 0 || state.owedAt <= now {
            swap(&turn.owed, &state.owed)
            state.owedAt = .max
        }
        guard !turn.isEmpty else { return turn }
        state.isUnderWay = true
        state.endingsUnderWay = turn.endings.count
        state.began = now
        return turn
    }

    private func succeed(_ turn: Turn, _ work: StateWork, _ change: StateChange, began: UInt64) {
        let end = clock()
        // Before anyone is told: whoever asks then finds what was told.
        for entry in work.entries { entry.account.add(entry.size) }
        for gone in change.gone { gone.account.remove(gone.size, gone.end) }
        for ending in work.endings { ending.account.forgetEnded(ending.number) }
        failing.store(change.isTight, ordering: .relaxed)
        let (attempts, late) = state.withLock { state in
            state.isUnderWay = false
            state.endingsUnderWay = 0
            let before = state.attempts
            let late = change.isTight ? state.batches : []
            if change.isTight {
                // What frees room is written, and nothing that needs some.
                Self.postpone(&state, .full, clock(), draw)
                state.batches = []
                state.events = 0
            } else {
                state.health = .well
                state.attempts = 0
            }
            state.refused += work.counts.refused
            state.numbers.commits += 1
            state.numbers.events += turn.events
            state.numbers.nanoseconds &+= end &- began
            return (before, late)
        }
        if change.isTight, attempts == 0 {
            logger.error("the disk is nearly full: events are refused until there is room")
        } else if !change.isTight, attempts > 0 {
            logger.notice("the state is written again")
        }
        for batch in turn.batches { batch.told(true) }
        for batch in late { batch.told(false) }
        for waiting in turn.removals { waiting.done() }
        var told: Set<ObjectIdentifier> = []
        for entry in work.entries where told.insert(ObjectIdentifier(entry.account)).inserted {
            entry.account.tellArrival()
        }
        for tags in change.released { ledger.tags.end(tags) }
    }

    /// Nothing is tried again before a pause.
    private static func postpone(
        _ state: inout State, _ error: StoreError, _ now: UInt64, _ draw: Backoff.Draw
    ) {
        state.attempts += 1
        state.health = .failing(error, attempts: state.attempts)
        let pause = backoff.delay(failures: state.attempts, draw)
        state.retryAt = now + UInt64(pause) * Nanoseconds.perMillisecond
    }

    private func fail(_ turn: Turn, _ error: StoreError) {
        failing.store(true, ordering: .relaxed)
        let (attempts, late) = state.withLock { state in
            state.isUnderWay = false
            state.endingsUnderWay = 0
            // What came in meanwhile is newer: merge it into the older, bounded part.
            var owed = turn.owed
            owed.merge(state.owed)
            state.owed = owed
            state.endings.insert(contentsOf: turn.endings, at: 0)
            state.removals.insert(contentsOf: turn.removals, at: 0)
            state.numbers.failures += 1
            Self.postpone(&state, error, clock(), draw)
            // Nobody waits for a second attempt.
            let late = state.batches
            state.batches = []
            state.events = 0
            return (state.attempts, late)
        }
        if attempts == 1 {
            logger.error("the state cannot be written", metadata: ["reason": "\(error)"])
        }
        for batch in turn.batches + late { batch.told(false) }
    }
}
