import Records
import Synchronization

/// What one destination has in the spool, in numbers that every lane may read.
///
/// Invariant: `requests` and `bytes` are those of the last commit; only the writer changes them.
package final class SpoolAccount: Sendable {
    /// Whom to tell of new requests.
    ///
    /// A structure, because Swift wraps a closure that is itself the value of a `Mutex` once more each
    /// time the lock is taken: the calls become deeper until the stack ends.
    private struct Arrival {
        var tell: (@Sendable () -> Void)?
    }

    package let source: Source

    private let requests = Atomic(0)
    private let bytes = Atomic(0)
    private let limit: Atomic<Int>
    private let spooled = Atomic(0)
    private let deleted = Atomic(0)
    private let withdrawn = Atomic(0)
    private let oldest = Atomic(0)
    private let letters = Mutex([Int](repeating: 0, count: DeadLetterReason.allCases.count))
    private let ended = Mutex<Set<Int64>>([])
    private let arrival = Mutex(Arrival())

    init(_ source: Source, maximumBytes: Int) {
        self.source = source
        limit = Atomic(maximumBytes)
    }

    /// Whether more may be accepted; cheap enough to ask for each event.
    ///
    /// What waits for a transaction is not counted yet, so the bound is exceeded by at most that.
    package var hasRoom: Bool {
        bytes.load(ordering: .relaxed) < limit.load(ordering: .relaxed)
    }

    package var isEmpty: Bool { requests.load(ordering: .relaxed) == 0 }

    /// Requests that wait or are under way.
    package var count: Int { requests.load(ordering: .relaxed) }

    /// Calls `arrived` after each commit with new requests, from the writer's queue.
    package func whenArrived(_ arrived: @escaping @Sendable () -> Void) {
        arrival.withLock { $0.tell = arrived }
    }

    // MARK: Endings

    /// Requests that have ended and may still be on disk.
    var endedNumbers: Set<Int64> { ended.withLock { $0 } }

    func noteEnded(_ number: Int64) { ended.withLock { _ = $0.insert(number) } }

    /// The deletion of a request is committed.
    func forgetEnded(_ number: Int64) { ended.withLock { _ = $0.remove(number) } }

    // MARK: Changes, by the writer after a commit

    func tellArrival() { arrival.withLock { $0.tell }?() }

    func set(requests count: Int, bytes size: Int) {
        requests.store(count, ordering: .relaxed)
        bytes.store(max(0, size), ordering: .relaxed)
    }

    func bound(bytes: Int) { limit.store(bytes, ordering: .relaxed) }

    func add(_ size: Int) {
        requests.add(1, ordering: .relaxed)
        bytes.add(size, ordering: .relaxed)
        spooled.add(1, ordering: .relaxed)
    }

    func remove(_ size: Int, _ end: SpoolEnd) {
        requests.subtract(1, ordering: .relaxed)
        bytes.subtract(size, ordering: .relaxed)
        switch end {
        case .done: deleted.add(1, ordering: .relaxed)
        case .withdrawn: countWithdrawn()
        case .dead(let reason, _): letters.withLock { $0[reason.slot] += 1 }
        }
    }

    /// Counts a request that a withdrawal kept from being spooled, or removed.
    func countWithdrawn() { withdrawn.add(1, ordering: .relaxed) }

    func set(oldest second: Int) { oldest.store(second, ordering: .relaxed) }

    /// The numbers for `/metrics`; `now` in seconds since 1970.
    func numbers(now: Int) -> SpoolNumbers {
        let letters = letters.withLock { $0 }
        let second = oldest.load(ordering: .relaxed)
        var numbers = SpoolNumbers()
        numbers.requests = count
        numbers.bytes = bytes.load(ordering: .relaxed)
        numbers.oldestAgeSeconds = isEmpty || second == 0 ? 0 : max(0, now - second)
        numbers.spooled = spooled.load(ordering: .relaxed)
        numbers.deleted = deleted.load(ordering: .relaxed)
        numbers.withdrawn = withdrawn.load(ordering: .relaxed)
        numbers.letters = letters
        return numbers
    }
}

/// The spool of one destination in numbers.
package struct SpoolNumbers: Sendable, Equatable {
    /// Requests that wait or are under way.
    package internal(set) var requests = 0
    /// Their bytes on disk.
    package internal(set) var bytes = 0
    /// How long the oldest of them has waited.
    package internal(set) var oldestAgeSeconds = 0
    /// Requests that came in since the start.
    package internal(set) var spooled = 0
    /// Requests that were delivered and removed since the start.
    package internal(set) var deleted = 0
    /// Requests that a withdrawal removed since the start.
    package internal(set) var withdrawn = 0
    var letters = [Int](repeating: 0, count: DeadLetterReason.allCases.count)

    package init() {}

    /// Dead letters since the start, every reason by its label, zeros included.
    package var deadLetters: [(reason: String, count: Int)] {
        DeadLetterReason.allCases.map { ($0.rawValue, letters[$0.slot]) }
    }
}
