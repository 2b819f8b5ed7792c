import Bytes
import Delivery
import Dispatch
import Logging
import Privacy
import Synchronization
import Transport

/// The vendors' files that the gateway serves, shared by all lanes.
///
/// Lanes only look up what is ready. Rewriting, hashing and the disk are the work of a queue of the
/// library's own; the vendor is asked by whoever `start` was given.
///
/// Invariants:
/// 1. At most one look at the vendor per file is under way, whoever asks meanwhile.
/// 2. What is asked of the vendor comes from the configuration, the vendor's map, or a file that the
///    vendor sent before: never from a visitor.
/// 3. `bytes` is the sum of all copies, at most ``mostBytes``; of entries there are at most
///    ``mostEntries``, of prepared answers at most ``mostPrepared`` bytes.
/// 4. Every waiter is called exactly once.
final class ScriptLibrary: Sendable {
    /// What becomes of a request.
    enum Verdict: Sendable {
        case ready(ReadyScript)
        case missing
        /// No copy, and none to be had before this many seconds.
        case away(Int)
    }

    typealias Waiter = @Sendable (Verdict) -> Void

    /// Files of all vendors; a shop loads a dozen.
    static let mostEntries = 256
    /// All copies; memory and disk hold as much.
    static let mostBytes = 24 << 20
    /// Ready answers; beyond it all are made anew when they are asked for.
    static let mostPrepared = 24 << 20
    /// The largest copy that any map may allow.
    static let largestCopy = 4 << 20
    /// Requests that wait for one file; the next is told to come back.
    static let mostWaiters = 256
    /// Ports under which a shop on a loopback address is tried out at a time, per file; whoever names
    /// more of them pays.
    static let mostTrials = 8
    /// How long a copy is served while its vendor is away.
    static let longestStale: Int64 = 7 * 86_400
    /// A file that nobody asked for in this time is not looked at again.
    static let idleAfter: Int64 = 86_400
    /// How long it is believed that the vendor has no such file.
    static let missingFor: Int64 = 300
    /// The longest time that a vendor may ask for.
    static let longestRetryAfter = 3_600
    /// Names that the vendor's own files bring up: so many at once, and one more every so many seconds.
    static let newNames = 64
    static let newNameEvery: Int64 = 30
    /// Looks at one vendor's file that fail in a row make the next one wait.
    static let backoff = Backoff(baseMilliseconds: 4_000, capMilliseconds: 900_000)

    struct State {
        var entries: [String: ScriptEntry] = [:]
        var bytes = 0
        var prepared = 0
        var counters = ScriptCounters()
        var toldStrangers: Set<String> = []
        var names = ScriptLibrary.newNames
        var namesAt: Int64 = 0
        var diskFails = false
    }

    /// Who fetches, once there is somebody.
    ///
    /// A structure, because Swift wraps a closure that is itself the value of a `Mutex` once more each
    /// time the lock is taken.
    struct Fetcher {
        var begin: (@Sendable (ScriptFetch) -> Void)?
    }

    let state = Mutex(State())
    let shelf: ScriptShelf
    let queue = DispatchQueue(label: "scripts", qos: .utility)
    let logger: Logger
    let clock: @Sendable () -> Int64
    let draw: Backoff.Draw
    let fetcher = Mutex(Fetcher())

    /// Takes over what is on the shelf.
    init(
        shelf: ScriptShelf, logger: Logger, clock: @escaping @Sendable () -> Int64,
        draw: @escaping Backoff.Draw = Backoff.random
    ) {
        self.shelf = shelf
        self.logger = logger
        self.clock = clock
        self.draw = draw
        if let reason = shelf.prepare() {
            logger.error("scripts are kept in memory only: \(reason)")
        }
        let now = clock()
        let stored = shelf.load(count: Self.mostEntries, bytes: Self.mostBytes)
        state.withLock { state in
            for item in stored {
                var entry = ScriptEntry(usedAt: item.copy.fetchedAt)
                entry.words = ScriptWords(item.copy.content.span)
                // A clock that was set back must not keep a copy for ever.
                entry.copy = item.copy
                entry.copy?.fetchedAt = min(item.copy.fetchedAt, now)
                entry.refreshAt = item.copy.fetchedAt
                state.bytes += item.copy.content.count
                state.entries[item.key] = entry
            }
        }
    }

    /// Looks at vendors through `fetch` from now on, which answers with ``finished(_:_:)``.
    func start(_ fetch: @escaping @Sendable (ScriptFetch) -> Void) {
        fetcher.withLock { $0.begin = fetch }
    }

    var counters: ScriptCounters {
        state.withLock { state in
            var counters = state.counters
            counters.copies = state.entries.values.count { $0.copy != nil }
            counters.bytes = state.bytes
            return counters
        }
    }

    // MARK: Requests

    /// What is there for a request; with `nil`, `waiter` is called later, from any thread.
    func take(
        _ request: ScriptRequest, for target: ScriptTarget, waiter: @escaping Waiter
    ) -> Verdict? {
        let now = clock()
        let key = request.key
        var fetch: ScriptFetch?
        var isToPrepare = false
        let verdict = state.withLock { state -> Verdict? in
            if state.entries[key] == nil, !admit(request, key: key, now: now, &state) {
                return .missing
            }
            guard var entry = state.entries.removeValue(forKey: key) else { return .missing }
            defer { state.entries[key] = entry }
            entry.request = request
            entry.usedAt = now
            if let copy = entry.copy,
                now - copy.fetchedAt <= Int64(request.route.definition.freshSeconds)
                    + Self.longestStale
            {
                if let ready = entry.prepared[target] {
                    state.counters.served += 1
                    if now > entry.refreshAt { state.counters.stale += 1 }
                    return .ready(ready)
                }
                isToPrepare = !entry.waiters.contains { $0.target == target }
            } else if !entry.isFetching {
                if entry.missingUntil > now { return .missing }
                if entry.nextLook > now { return .away(Int(entry.nextLook - now)) }
                fetch = entry.beginFetch(key)
                state.counters.fetches += 1
            }
            guard entry.waiters.count < Self.mostWaiters, entry.hasRoom(for: target) else {
                isToPrepare = false
                return .away(1)
            }
            entry.waiters.append((target, request.route, waiter))
            return nil
        }
        if isToPrepare { queue.async { self.prepare(key) } }
        if let fetch { look(fetch) }
        if case .ready = verdict { return verdict }
        if let verdict { count(verdict) }
        return verdict
    }

    /// Makes an entry for a file that was not asked for before; `false` if nothing vouches for it.
    private func admit(
        _ request: ScriptRequest, key: String, now: Int64, _ state: inout State
    ) -> Bool {
        if !request.unproven.isEmpty {
            let earned = (now - state.namesAt) / Self.newNameEvery
            if earned > 0 {
                state.names = Int(min(Int64(Self.newNames), Int64(state.names) + earned))
                state.namesAt = now
            }
            let prefix = request.route.vendor + " "
            let isVouchedFor = request.unproven.allSatisfy { claim in
                state.entries.contains { key, entry in
                    guard key.hasPrefix(prefix), let words = entry.words else { return false }
                    return words.contain(claim.value.span) || words.contain(claim.segment.span)
                }
            }
            guard isVouchedFor, state.names > 0 else { return false }
            state.names -= 1
        }
        if state.entries.count >= Self.mostEntries {
            guard let oldest = state.oldest(besides: key) else { return false }
            drop(oldest, &state)
        }
        state.entries[key] = ScriptEntry(usedAt: now)
        return true
    }

    func count(_ verdict: Verdict) {
        state.withLock { state in
            switch verdict {
            case .ready: state.counters.served += 1
            case .missing: state.counters.refused += 1
            case .away: state.counters.unavailable += 1
            }
        }
    }

    /// Counts a request that no map allows.
    func refuse() { count(.missing) }

    /// For tests: waits until the queue has nothing left to do.
    func settle() { queue.sync {} }
}

extension ScriptLibrary.State {
    /// The entry that was not asked for the longest, of those that nobody waits for.
    func oldest(besides key: String) -> String? {
        entries.filter { $0.key != key && !$0.value.isFetching && $0.value.waiters.isEmpty }
            .min { $0.value.usedAt < $1.value.usedAt }?.key
    }
}
