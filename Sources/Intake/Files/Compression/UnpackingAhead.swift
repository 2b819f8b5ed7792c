import Bytes
import Dispatch
import Synchronization

/// Unpacks a file on a thread of its own, a few blocks ahead of whoever reads the text.
///
/// Invariants:
/// 1. The blocks are a ring that is used again and again; `empty` and `full` count them, so that
///    each block belongs to one side at a time.
/// 2. The first end or failure is the last block that is filled.
/// 3. After ``stop()`` the thread has ended and no raw byte is left.
final class UnpackingAhead: Sendable {
    private final class Block: Sendable {
        struct State: ~Copyable {
            var text = ByteBuffer()
            /// How far the file was read when the block was full.
            var consumed = 0
            var isLast = false
            var failure: BatchFailure?
        }

        let state = Mutex(State())
    }

    private struct Reader {
        var next = 0
        var isHolding = false
    }

    private let blocks: [Block]
    /// Begun at 0 and raised: a semaphore must not end below the value that it began with.
    private let empty = DispatchSemaphore(value: 0)
    private let full = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)
    private let isStopped = Atomic<Bool>(false)
    private let reader = Mutex(Reader())

    /// Begins at once.
    init(_ unpacker: Unpacker) {
        blocks = (0..<Self.ahead).map { _ in Block() }
        for _ in blocks { empty.signal() }
        let queue = DispatchQueue(label: "matglas.logs.unpack")
        queue.async { self.fill(from: unpacker) }
    }

    /// Blocks that are unpacked before the first is read; each costs ``BatchLimits/blockSize``.
    private static let ahead = 4

    /// Appends at most `room` bytes of text to `block`, when the thread has them; 0 is the end.
    ///
    /// `position` becomes how far the file itself was read.
    func read(
        into block: inout ByteBuffer, room: Int, at position: inout Int
    ) throws(BatchFailure) -> Int {
        if isStopped.load(ordering: .relaxed) { return 0 }
        return try reader.withLock { reader throws(BatchFailure) in
            if !reader.isHolding { full.wait() }
            reader.isHolding = true
            var isUsedUp = false
            let count = try blocks[reader.next].state.withLock { state throws(BatchFailure) in
                position = state.consumed
                if let failure = state.failure { throw failure }
                let count = min(room, state.text.count)
                block.append(state.text.span.extracting(0..<count))
                state.text.consume(count)
                // The last block stays: whoever reads on finds the end again.
                isUsedUp = state.text.isEmpty && !state.isLast
                return count
            }
            if isUsedUp {
                reader.isHolding = false
                reader.next = (reader.next + 1) % blocks.count
                empty.signal()
            }
            return count
        }
    }

    /// Ends the thread, waits for it, and overwrites every block.
    func stop() {
        if isStopped.exchange(true, ordering: .relaxed) { return }
        empty.signal()
        ended.wait()
        for block in blocks { block.state.withLock { $0.text.wipe() } }
    }

    private func fill(from unpacker: Unpacker) {
        defer {
            unpacker.wipe()
            ended.signal()
        }
        var next = 0
        while true {
            empty.wait()
            if isStopped.load(ordering: .relaxed) { return }
            let isLast = blocks[next].state.withLock { state in
                state.text.removeAll()
                do throws(BatchFailure) {
                    var count = 0
                    repeat {
                        count = try unpacker.unpack(
                            into: &state.text, room: BatchLimits.blockSize - state.text.count)
                    } while count > 0 && state.text.count < BatchLimits.blockSize
                    state.isLast = count == 0
                } catch {
                    state.failure = error
                    state.isLast = true
                    state.text.wipe()
                }
                state.consumed = unpacker.consumed
                return state.isLast
            }
            full.signal()
            if isLast { return }
            next = (next + 1) % blocks.count
        }
    }
}
