import Bytes
import Dispatch
import Synchronization

/// Brings what workers finish in any order to one output in the order of their tickets.
///
/// Whoever finishes a piece before its turn leaves it here and goes on reading; whoever finishes the
/// next one in order writes it, and then all that wait behind it. So nobody sleeps because another
/// one is late, unless all places are taken.
///
/// Invariants:
/// 1. Room is taken before a ticket and given back when its piece is written, so the tickets out at
///    any moment lie within one window of as many numbers as there are places, and the place of a
///    ticket is free when its piece comes.
/// 2. Only the worker that finished the next ticket writes, until ``advance(_:)`` finds no other.
/// 3. Places hold anonymous lines only.
final class Backlog: Sendable {
    /// What is known of a finished piece besides its lines.
    struct Outcome: Sendable {
        var failure: BatchFailure?
        var unparsed: UnparsedLine?
        /// How many lines were read.
        let lines: Int
        /// As in ``Piece``.
        let offset: Int
        let advance: Int
        /// Whether nobody may read before the piece is written.
        let isLong: Bool
    }

    private struct Content: ~Copyable {
        var output = ByteBuffer()
        var outcome: Outcome?
    }

    private final class Place: Sendable {
        let content = Mutex(Content())
    }

    private let places: [Place]
    private let room = DispatchSemaphore(value: 0)
    /// Who may look at `next` and the places; a semaphore for the same reason as in ``InputRun``.
    private let order = DispatchSemaphore(value: 1)
    private let next = Mutex(0)

    /// With two places for each worker one may be a block late before another waits.
    init(workers: Int) {
        places = (0..<max(workers, 1) * 2).map { _ in Place() }
        for _ in places { room.signal() }
    }

    /// Waits until one more piece may be read.
    func takeRoom() { room.wait() }

    /// Gives back the room of a piece that did not come.
    func giveRoom() { room.signal() }

    /// Leaves a finished piece, unless it is the next: `false`, and the caller writes it.
    ///
    /// `output` becomes another buffer, whose contents have no meaning.
    func leave(_ ticket: Int, _ outcome: Outcome, _ output: inout ByteBuffer) -> Bool {
        order.wait()
        defer { order.signal() }
        if next.withLock({ $0 }) == ticket { return false }
        places[ticket % places.count].content.withLock { content in
            swap(&content.output, &output)
            content.outcome = outcome
        }
        return true
    }

    /// Moves on after a piece was written, and takes the one behind it if that waits already.
    func advance(_ output: inout ByteBuffer) -> Outcome? {
        // What a long line made of a buffer does not stay in a place.
        if output.capacity > 2 * BatchLimits.blockSize { output = ByteBuffer() }
        order.wait()
        defer {
            order.signal()
            room.signal()
        }
        let ticket = next.withLock { next in
            next += 1
            return next
        }
        return places[ticket % places.count].content.withLock { content in
            guard let outcome = content.outcome else { return nil }
            swap(&content.output, &output)
            content.outcome = nil
            return outcome
        }
    }
}
