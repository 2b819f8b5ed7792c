import Bytes
import Dispatch
import Synchronization

/// What became of one input.
struct InputCount: Sendable, Equatable {
    var path: String
    var format: String
    var tally: LineTally
    /// Bytes of text, after inflating.
    var bytesIn = 0
    /// Bytes of text, before deflating.
    var bytesOut = 0
}

/// One input on its way through any number of workers into one output, in order.
///
/// Each worker takes the next block when it may read, anonymizes it alone, and writes it if it is its
/// turn; else it leaves the lines to whoever is late (see ``Backlog``). Raw bytes are never queued: at
/// most one block per worker is in memory, and a slow output slows the reading. A compressed output
/// is written in turns, because its members are packed by the workers. One worker does the same
/// steps on the caller's thread and never waits.
///
/// Invariants:
/// 1. `ordered` and the output are changed only by the worker whose turn it is.
/// 2. After the first failure in file order nothing is written any more, and that failure is kept.
/// 3. Raw bytes live in the source and in the workers' blocks only.
final class InputRun: Sendable {
    private struct Ordered {
        var failure: BatchFailure?
        var lines = 0
        var bytesOut = 0

        /// Keeps the first failure.
        mutating func keep(_ failure: BatchFailure?) {
            if self.failure == nil { self.failure = failure }
        }
    }

    private let path: String
    private let format: LineFormat
    private let policy: UnparsedPolicy
    private let kinds: Int
    private let source: Mutex<LineSource>
    /// Who may read.
    ///
    /// A writer may be silent for days: the others sleep here rather than contend for
    /// the lock, and the thread sanitizer sees the order, which it cannot in a contended `Mutex`.
    private let reading = DispatchSemaphore(value: 1)
    private let output: SharedOutput
    private let progress: Progress?
    private let turns: Turns
    /// Where plain output waits for its turn; `nil` where there is one worker or a compressed output.
    private let backlog: Backlog?
    /// The order of compressed members, which workers pack side by side after their turn.
    private let memberTurns: Turns
    private let compression: CompressionKind?
    private let workers: Int
    private let isStopped = Atomic<Bool>(false)
    private let ordered = Mutex(Ordered())
    private let tally: Mutex<LineTally>

    init(
        path: String, source: consuming sending LineSource, format: LineFormat,
        policy: UnparsedPolicy, kinds: Int, output: SharedOutput, workers: Int,
        progress: Progress?, compression: CompressionKind? = nil
    ) {
        self.path = path
        self.format = format
        self.policy = policy
        self.kinds = kinds
        self.source = Mutex(source)
        self.output = output
        self.progress = progress
        self.workers = format.needsOrder ? 1 : max(workers, 1)
        turns = Turns(workers: self.workers)
        backlog =
            self.workers > 1 && compression == nil ? Backlog(workers: self.workers) : nil
        memberTurns = Turns(workers: self.workers)
        self.compression = compression
        tally = Mutex(LineTally(kinds: kinds))
    }

    /// Reads the input to its end; needs as many benches as workers.
    func run(on benches: ArraySlice<Workbench>) throws(BatchFailure) -> InputCount {
        let group = DispatchGroup()
        for (number, bench) in benches.prefix(workers).enumerated().dropFirst() {
            // A serial queue has a thread of its own, also where more are asked for than cores.
            let queue = DispatchQueue(label: "matglas.logs.worker.\(number)")
            queue.async(group: group) { self.work(on: bench) }
        }
        if let first = benches.first { work(on: first) }
        group.wait()
        let bytesIn = source.withLock { source in
            source.wipe()
            return source.textCount
        }
        let result = ordered.withLock { $0 }
        if let failure = result.failure { throw failure }
        return InputCount(
            path: path, format: format.name, tally: tally.withLock { $0 }, bytesIn: bytesIn,
            bytesOut: result.bytesOut)
    }

    // MARK: One worker

    private func work(on bench: Workbench) {
        bench.buffers.withLock { buffers in
            let anonymizer = format.makeAnonymizer()
            var tally = LineTally(kinds: kinds)
            while take(with: anonymizer, buffers: &buffers, tally: &tally) {}
            reading.wait()
            defer { reading.signal() }
            self.tally.withLock { $0.add(tally) }
        }
    }

    /// Takes one piece and brings it to the output; false when there is none.
    private func take(
        with anonymizer: any LineAnonymizer, buffers: inout Workbench.Buffers,
        tally: inout LineTally
    ) -> Bool {
        if isStopped.load(ordering: .relaxed) { return false }
        backlog?.takeRoom()
        reading.wait()
        let piece = source.withLock { $0.next(into: &buffers.block) }
        // A long line is brought to its end before anybody reads on: one at a time in memory.
        let isLong = buffers.block.capacity > BatchLimits.blockSize
        if !isLong { reading.signal() }
        if case .end = piece.content {
            if isLong { reading.signal() }
            backlog?.giveRoom()
            return false
        }
        let outcome = treat(
            piece, buffers.block, with: anonymizer, into: &buffers.output, tally: &tally,
            isLong: isLong)
        buffers.shrinkBlock()
        if let backlog {
            deliver(outcome, piece.ticket, &buffers.output, through: backlog)
        } else {
            turns.wait(for: piece.ticket)
            let member = write(outcome, buffers.output, member: &buffers.member)
            turns.pass(piece.ticket)
            if let member { pack(member, buffers: &buffers) }
        }
        buffers.shrinkOutput()
        return true
    }

    /// Anonymizes a piece into `output`.
    private func treat(
        _ piece: Piece, _ block: borrowing ByteBuffer, with anonymizer: any LineAnonymizer,
        into output: inout ByteBuffer, tally: inout LineTally, isLong: Bool
    ) -> Backlog.Outcome {
        let linesBefore = tally.read
        var failure: BatchFailure?
        var unparsed: UnparsedLine?
        output.removeAll()
        switch piece.content {
        case .lines:
            do throws(UnparsedLine) {
                try anonymizer.anonymize(block.span, into: &output, tally: &tally)
            } catch {
                unparsed = error
            }
        case .overlong(let ending):
            unparsed = replaceOverlong(ending, output: &output, tally: &tally)
        case .failed(let reason): failure = reason
        case .end: break
        }
        return Backlog.Outcome(
            failure: failure, unparsed: unparsed, lines: tally.read - linesBefore,
            offset: piece.offset, advance: piece.advance, isLong: isLong)
    }

    /// Writes a piece if it is the next, and those that wait behind it; else leaves it to others.
    private func deliver(
        _ outcome: Backlog.Outcome, _ ticket: Int, _ output: inout ByteBuffer,
        through backlog: Backlog
    ) {
        if backlog.leave(ticket, outcome, &output) { return }
        var outcome = outcome
        var unused = ByteBuffer()
        while true {
            _ = write(outcome, output, member: &unused)
            guard let following = backlog.advance(&output) else { return }
            outcome = following
        }
    }

    /// Brings a piece whose turn it is to the output; gives the number of a member that is full then.
    private func write(
        _ outcome: Backlog.Outcome, _ lines: borrowing ByteBuffer, member: inout ByteBuffer
    ) -> Int? {
        let bytes = lines.span
        var failure = outcome.failure
        var full: Int?
        ordered.withLock { ordered in
            if ordered.failure != nil { return }
            if let unparsed = outcome.unparsed {
                failure = BatchFailure(
                    path: path,
                    problem: .unparsed(
                        line: ordered.lines + unparsed.index + 1,
                        offset: outcome.offset + unparsed.offset))
            }
            if failure == nil {
                switch self.output.take(bytes, member: &member) {
                case .done: break
                case .failed(let reason): failure = reason
                case .member(let number): full = number
                }
            }
            ordered.keep(failure)
            ordered.lines += outcome.lines
            ordered.bytesOut += bytes.count
        }
        if failure != nil { isStopped.store(true, ordering: .relaxed) }
        progress?.advance(by: outcome.advance)
        if outcome.isLong { reading.signal() }
        return full
    }

    /// Packs a member while others go on, and writes it when those before it are written.
    private func pack(_ number: Int, buffers: inout Workbench.Buffers) {
        guard let compression else { return }
        let isPacked = buffers.pack(compression)
        memberTurns.wait(for: number)
        defer { memberTurns.pass(number) }
        let failure =
            isPacked ? output.write(buffers.packed.span) : OutputBytes.noMemory(path)
        guard let failure else { return }
        ordered.withLock { $0.keep(failure) }
        isStopped.store(true, ordering: .relaxed)
    }

    /// What stands for a line that was too long to be looked at as a whole.
    private func replaceOverlong(
        _ ending: LineEnding, output: inout ByteBuffer, tally: inout LineTally
    ) -> UnparsedLine? {
        tally.read += 1
        tally.unparsed += 1
        switch policy {
        case .fail: return UnparsedLine(offset: 0, index: 0)
        case .drop: tally.dropped += 1
        case .scrub:
            tally.written += 1
            output.append("-")
            switch ending {
            case .none: break
            case .newline: output.append("\n")
            case .carriageReturnNewline: output.append("\r\n")
            }
        }
        return nil
    }
}
