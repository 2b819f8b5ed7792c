import Bytes
import Delivery
import Dispatch
import Logging
import Privacy
import Synchronization
import Transport

/// Looks at vendors, and what becomes of the copies.
extension ScriptLibrary {
    /// Looks again at what is due; for the one who watches the clock.
    func lookAround() {
        let now = clock()
        let due = state.withLock { state -> [ScriptFetch] in
            var due: [ScriptFetch] = []
            for (key, entry) in state.entries
            where entry.copy != nil && !entry.isFetching && now > entry.refreshAt
                && now >= entry.nextLook && now - entry.usedAt < Self.idleAfter
            {
                guard let fetch = state.entries[key]?.beginFetch(key) else { continue }
                state.counters.fetches += 1
                due.append(fetch)
            }
            return due
        }
        for fetch in due { look(fetch) }
    }

    func look(_ fetch: ScriptFetch) {
        guard let start = fetcher.withLock({ $0.begin }) else {
            return finished(fetch.key, .failed(.unreachable, retryAfter: nil))
        }
        start(fetch)
    }

    /// Takes what came of a look; from any thread.
    func finished(_ key: String, _ outcome: ScriptOutcome) {
        queue.async { self.absorb(key, outcome) }
    }

    private func absorb(_ key: String, _ outcome: ScriptOutcome) {
        let now = clock()
        var words: ScriptWords?
        if case .content(let copy) = outcome { words = ScriptWords(copy.content.span) }
        var failure: (ScriptFault, isFirst: Bool)?
        var saved: ScriptCopy?
        var told: [Waiter] = []
        var verdict = Verdict.missing
        state.withLock { state in
            guard var entry = state.entries.removeValue(forKey: key) else { return }
            defer { state.entries[key] = entry }
            entry.isFetching = false
            let fresh = entry.request?.route.definition.freshSeconds ?? 0
            switch outcome {
            case .content(var copy):
                state.counters.contents += 1
                copy.fetchedAt = now
                let old = entry.copy
                state.bytes += copy.content.count - (old?.content.count ?? 0)
                entry.copy = copy
                entry.words = words
                if old?.content != copy.content { entry.forgetPrepared(&state.prepared) }
                entry.settle(now: now, fresh: fresh, draw)
                saved = copy
            case .unchanged:
                state.counters.unchanged += 1
                entry.copy?.fetchedAt = now
                entry.settle(now: now, fresh: fresh, draw)
                saved = entry.copy
            case .missing where entry.copy == nil:
                state.counters.absences += 1
                entry.missingUntil = now + Self.missingFor
            case .missing:
                failure = (.status(404), entry.failures == 0)
            case .failed(let fault, let retryAfter):
                failure = (fault, entry.failures == 0)
                entry.nextLook = now + Int64(min(retryAfter ?? 0, Self.longestRetryAfter))
            }
            if failure != nil {
                state.counters.failures += 1
                entry.failures += 1
                let delay = Self.backoff.delay(failures: entry.failures, draw) / 1_000 + 1
                entry.nextLook = max(entry.nextLook, now + Int64(delay))
                verdict = .away(max(1, Int(entry.nextLook - now)))
            }
            if !entry.isUsable(now: now) {
                told = entry.waiters.map(\.waiter)
                entry.waiters.removeAll()
            }
        }
        tell(failure, key)
        for waiter in told {
            count(verdict)
            waiter(verdict)
        }
        if let saved { keep(saved, key) }
        prepare(key)
    }

    private func tell(_ failure: (ScriptFault, isFirst: Bool)?, _ key: String) {
        guard let failure, failure.isFirst else { return }
        logger.warning("script \(key) could not be fetched: \(failure.0)")
    }

    private func keep(_ copy: ScriptCopy, _ key: String) {
        do throws(SystemFault) {
            try shelf.save(copy, key: key)
            let isMended = state.withLock { state in
                defer { state.diskFails = false }
                return state.diskFails
            }
            if isMended { logger.info("scripts can be kept on disk again") }
        } catch {
            let isFirst = state.withLock { state in
                state.counters.unwritten += 1
                defer { state.diskFails = true }
                return !state.diskFails
            }
            if isFirst { logger.error("scripts are kept in memory only: \(error)") }
        }
        makeRoom(besides: key)
    }

    private func makeRoom(besides key: String) {
        state.withLock { state in
            while state.bytes > Self.mostBytes, let oldest = state.oldest(besides: key) {
                drop(oldest, &state)
            }
        }
    }

    func drop(_ key: String, _ state: inout State) {
        guard var entry = state.entries.removeValue(forKey: key) else { return }
        state.bytes -= entry.copy?.content.count ?? 0
        entry.forgetPrepared(&state.prepared)
        guard entry.copy != nil else { return }
        queue.async { self.shelf.remove(key) }
    }
}
