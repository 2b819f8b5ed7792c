import Bytes
import Dispatch
import Glibc
import Synchronization

/// `matglas logs --follow`: reads files as they grow and writes their anonymous lines at once.
///
/// One thread does everything: lines come as fast as a server writes them, and order is kept.
///
/// Invariants:
/// 1. What is stored as position was written before: after a crash lines may come again, none is lost.
/// 2. Where the output is a file, what was written behind the stored size is taken back at the start, so
///    that after a crash of this program none comes again either.
final class FollowRun {
    private let options: BatchOptions
    private let kinds: [String]
    private let factory: LineAnonymizerFactory
    private let surroundings: Surroundings
    private let calls: FollowCalls
    private let ending: FollowEnding
    private var inputs: [FollowedInput] = []
    private var isDirty = false
    private var savedAt: UInt64 = 0

    /// The longest that a position lags behind the output.
    private static let savePause: UInt64 = 1_000_000_000
    /// How long the end may be put off for lines that are there already.
    private static let lastReading: UInt64 = 1_000_000_000

    init(
        _ options: BatchOptions, treatedKinds: [String],
        factory: @escaping LineAnonymizerFactory, surroundings: Surroundings,
        calls: FollowCalls = .system, ending: FollowEnding
    ) {
        self.options = options
        kinds = treatedKinds
        self.factory = factory
        self.surroundings = surroundings
        self.calls = calls
        self.ending = ending
    }

    /// Follows until a signal or a failure ends it, and returns the exit status.
    func run() -> Int32 {
        do throws(BatchFailure) {
            _ = try BatchPlan(options, surroundings: surroundings)
            try follow()
            return ending.status ?? ExitStatus.success
        } catch {
            let text = error.description
            if !text.isEmpty { surroundings.say("matglas: " + text) }
            return error.status
        }
    }

    private func follow() throws(BatchFailure) {
        let store = options.positionPath.map { PositionStore(path: $0) }
        let stored = try store?.read()
        let output = try openOutput(stored)
        ending.rotates(output)
        inputs = options.inputs.map { path in
            FollowedInput(
                FollowedFile(
                    path: path, from: options.followStart, position: stored?.positions[path],
                    calls: calls),
                kinds: kinds.count)
        }
        // Where the output ends has to be known before the first line: a crash takes back to it.
        if stored == nil { try save(to: store, output: output) }
        savedAt = 0
        var failure: BatchFailure?
        var buffers = Workbench.Buffers()
        do throws(BatchFailure) {
            try readOn(into: output, store: store, buffers: &buffers)
        } catch {
            failure = error
        }
        buffers.block.wipe()
        do throws(BatchFailure) {
            if isDirty { try save(to: store, output: output) }
            try writeReport()
        } catch {
            throw failure ?? error
        }
        if let failure { throw failure }
    }

    private func readOn(
        into output: SharedOutput, store: PositionStore?, buffers: inout Workbench.Buffers
    ) throws(BatchFailure) {
        var end: UInt64?
        while true {
            var isIdle = true
            for input in inputs {
                let hasRead = try read(
                    input, into: output, block: &buffers.block, text: &buffers.output)
                if hasRead { isIdle = false }
                buffers.shrinkBlock()
                buffers.shrinkOutput()
            }
            let now = calls.now()
            if ending.isAsked, end == nil { end = now + Self.lastReading }
            if let end, isIdle || now >= end { return }
            // A position that names the old output would not be cut back to.
            let isRotated = ending.takeRotation()
            if isRotated || isDirty && now >= savedAt + Self.savePause {
                try save(to: store, output: output)
            }
            if isIdle {
                let rest = isDirty ? savedAt + Self.savePause - min(now, savedAt) : nil
                FollowWait.wait(
                    for: inputs.map(\.file), alarm: ending.alarm,
                    longest: rest.map { .nanoseconds(Int64(clamping: $0)) })
            }
        }
    }

    // MARK: Lines

    /// Brings the next lines of one file to the output; false when there are none.
    private func read(
        _ input: FollowedInput, into output: SharedOutput, block: inout ByteBuffer,
        text: inout ByteBuffer
    ) throws(BatchFailure) -> Bool {
        let piece = input.file.read(into: &block)
        text.removeAll()
        let path = input.file.path
        switch piece {
        case .nothing: return false
        case .notice(let notice):
            surroundings.say("matglas: " + notice.description(of: path))
            return true
        case .lines:
            let anonymizer = try input.anonymizer(for: block.span, factory)
            do throws(UnparsedLine) {
                try anonymizer.anonymize(block.span, into: &text, tally: &input.count.tally)
            } catch {
                throw BatchFailure(
                    path: path,
                    problem: .unparsed(
                        line: input.lines + error.index + 1,
                        offset: input.count.bytesIn + error.offset))
            }
        case .overlong:
            input.count.tally.read += 1
            input.count.tally.unparsed += 1
            switch options.unparsed {
            case .scrub:
                text.append("-\n")
                input.count.tally.written += 1
            case .drop: input.count.tally.dropped += 1
            case .fail:
                throw BatchFailure(
                    path: path,
                    problem: .unparsed(line: input.lines + 1, offset: input.count.bytesIn))
            }
        }
        if let failure = output.write(text.span) { throw failure }
        input.note(bytesIn: block.count, bytesOut: text.count)
        isDirty = true
        return true
    }

    // MARK: Outputs

    private func openOutput(_ stored: PositionStore.Content?) throws(BatchFailure) -> SharedOutput {
        let files = surroundings.calls
        guard case .file(let path) = options.output else {
            let descriptor = Descriptor(borrowing: surroundings.standardOutput)
            return SharedOutput(
                OutputBytes(path: "standard output", descriptor: descriptor, calls: files))
        }
        do throws(CallFailure) {
            if (try? FileAttributes.of(path: path))?.form == .other {
                let descriptor = try Descriptor.opening(path, flags: O_WRONLY)
                return SharedOutput(
                    OutputBytes(path: path, descriptor: descriptor, calls: files))
            }
            var output = try OutputBytes.appending(to: path, calls: files)
            if let end = stored?.output { output.cutBack(to: end) }
            return SharedOutput(output)
        } catch {
            throw BatchFailure(path: path, problem: .creating(error))
        }
    }

    private func save(to store: PositionStore?, output: SharedOutput) throws(BatchFailure) {
        isDirty = false
        savedAt = calls.now()
        guard let store else { return }
        var positions: [String: FollowPosition] = [:]
        for input in inputs { positions[input.file.path] = input.safePosition }
        try store.write(PositionStore.Content(output: output.end, positions: positions))
    }

    private func writeReport() throws(BatchFailure) {
        guard let path = options.reportPath else { return }
        let batch = Batch(
            options, treatedKinds: kinds, factory: factory, surroundings: surroundings)
        try batch.write(RunReport(files: inputs.map(\.count), kinds: kinds), to: path)
    }
}

/// One followed file of a run, with what reads its lines.
final class FollowedInput {
    let file: FollowedFile
    var count: InputCount
    /// Lines of the blocks that were written.
    private(set) var lines = 0
    /// The position of what was written.
    private(set) var safePosition: FollowPosition
    private var anonymizer: (any LineAnonymizer)?

    init(_ file: FollowedFile, kinds: Int) {
        self.file = file
        count = InputCount(path: file.path, format: "auto", tally: LineTally(kinds: kinds))
        safePosition = file.position
    }

    /// What reads the lines; the first lines choose it, and a rotation keeps it.
    func anonymizer(
        for block: Span<UInt8>, _ factory: LineAnonymizerFactory
    ) throws(BatchFailure) -> any LineAnonymizer {
        if let anonymizer { return anonymizer }
        var end = min(block.count, BatchLimits.sampleSize)
        if end < block.count {
            let sample = block.extracting(0..<end)
            end = sample.lastOffset(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? end
        }
        do throws(UnrecognisedFormat) {
            let format = try factory(block.extracting(0..<end))
            let fresh = format.makeAnonymizer()
            count.format = format.name
            anonymizer = fresh
            return fresh
        } catch {
            throw BatchFailure(path: file.path, problem: .unrecognised(expected: error.expected))
        }
    }

    /// Counts a block that was written.
    func note(bytesIn: Int, bytesOut: Int) {
        count.bytesIn += bytesIn
        count.bytesOut += bytesOut
        lines = count.tally.read
        safePosition = file.position
    }
}
