import Bytes
import Delivery
import Foundation
import Intake
import Logging
import Transport

/// One thread's work on the followed files of an intake.
///
/// Invariants:
/// 1. `underWay` is in the order of reading; the position of an entry is handed over only when the
///    outputs have its lines and those of all entries before it.
/// 2. `block` holds raw bytes only while one is being treated.
final class LogFollowing {
    /// Blocks that may wait for outputs; then reading pauses.
    ///
    /// Memory pays with the counts of each; their lines wait in the outputs' own, bounded queues.
    private static let mostUnderWay = 64
    /// How often outputs are asked while something waits for them.
    private static let recheck = Duration.milliseconds(50)
    /// How long the outputs get after the last line was read.
    private static let lastWait = Duration.seconds(2)

    private final class Reader {
        let file: FollowedFile
        let key: LogPositionKey
        var pipeline: LogPipeline?
        /// What was handed over last.
        var stored: FollowPosition?

        init(_ file: FollowedFile, _ key: LogPositionKey) {
            self.file = file
            self.key = key
        }
    }

    /// Lines that are on their way to the outputs, and what may be stored when they are there.
    private struct Batch {
        let snapshot: RollupSnapshot
        let fileMarks: [Int]
        let serverMarks: [Int]
    }

    private let intake: LogIntake
    private let relay: LogRelay?
    private let alarm: FollowAlarm
    private let logger: Logger
    private let isStopping: () -> Bool
    private let report: (FollowCounts) -> Void
    private let readers: [Reader]
    private var block = ByteBuffer()
    private var underWay: [Batch] = []
    /// Whether lines were read that no later run may skip: nothing is stored any more.
    private var hasLostTrack = false

    init(
        _ intake: LogIntake, positions: [LogPositionKey: String], relay: LogRelay?,
        alarm: FollowAlarm, logger: Logger, isStopping: @escaping () -> Bool,
        report: @escaping (FollowCounts) -> Void
    ) {
        self.intake = intake
        self.relay = relay
        self.alarm = alarm
        self.logger = logger
        self.isStopping = isStopping
        self.report = report
        readers = intake.configuration.files.map { path in
            let key = LogPositionKey(intake: intake.name, path: path)
            let stored = positions[key].flatMap { FollowPosition($0) }
            return Reader(
                FollowedFile(path: path, from: intake.configuration.start, position: stored), key)
        }
    }

    func readUntilStopped() {
        while !isStopping() {
            settle()
            guard underWay.count < Self.mostUnderWay, intake.hasRoom else {
                FollowWait.wait(for: [], alarm: alarm, longest: Self.recheck)
                continue
            }
            if readOnce() { continue }
            storeMoves()
            FollowWait.wait(
                for: readers.map(\.file), alarm: alarm,
                longest: underWay.isEmpty ? nil : Self.recheck)
        }
        let end = ContinuousClock.now.advanced(by: Self.lastWait)
        settle()
        while !underWay.isEmpty, ContinuousClock.now < end {
            FollowWait.wait(for: [], longest: Self.recheck)
            settle()
        }
        storeMoves()
    }

    /// Reads one block of each file; `false` if none had any.
    private func readOnce() -> Bool {
        var hasRead = false
        for reader in readers where !isStopping() {
            switch reader.file.read(into: &block) {
            case .lines:
                hasRead = true
                treat(reader)
            case .overlong:
                hasRead = true
                pipeline(of: reader).noteOverlong()
                hand(over: reader)
            case .notice(let notice):
                hasRead = true
                logger.log(
                    level: notice == .opened ? .notice : .warning,
                    "\(notice.description(of: reader.file.path))",
                    metadata: ["intake": "\(intake.name)"])
            case .nothing: break
            }
        }
        if hasRead { report(sumOfCounts) }
        return hasRead
    }

    private var sumOfCounts: FollowCounts {
        readers.reduce(into: FollowCounts()) { sum, reader in
            let counts = reader.file.counts
            sum.rotations += counts.rotations
            sum.truncations += counts.truncations
            sum.recovered += counts.recovered
            sum.lost += counts.lost
        }
    }

    // MARK: Lines

    private func treat(_ reader: Reader) {
        let pipeline = pipeline(of: reader)
        pipeline.counter?.today = Day.today
        pipeline.take(block.span)
        block.wipeAll()
        hand(over: reader)
    }

    /// The pipeline of a file, whose format its first lines tell.
    private func pipeline(of reader: Reader) -> LogPipeline {
        if let pipeline = reader.pipeline { return pipeline }
        // What stands at the beginning of the file tells the format of lines further on.
        var sample = LogHeader.directives(of: reader.file.path)
        let header = sample.count
        sample.append(block.span, 0..<min(block.count, BatchLimits.sampleSize))
        let lines = intake.formats.lines(after: sample.span)
        LogHeader.show(sample.span.extracting(0..<header), to: lines)
        sample.wipe()
        let pipeline = LogPipeline(lines, counter: intake.makeCounter(today: Day.today))
        reader.pipeline = pipeline
        return pipeline
    }

    /// Gives the outputs what the reader's pipeline holds, and remembers what is to be stored then.
    private func hand(over reader: Reader) {
        let pipeline = pipeline(of: reader)
        intake.meter.add(pipeline.takeTally())
        let fileMarks = pipeline.offer(to: intake.files)
        let serverMarks = send(pipeline.output.span)
        pipeline.output.removeAll()
        let counts = pipeline.counter?.take() ?? RollupSnapshot.nothing
        let position = reader.file.position
        // Lines that a server did not take are read again in the next run.
        guard let serverMarks else {
            hasLostTrack = true
            return
        }
        reader.stored = position
        underWay.append(
            Batch(
                snapshot: counts.with(Self.text(position), of: reader.key), fileMarks: fileMarks,
                serverMarks: serverMarks))
    }

    /// Gives lines to all servers, waiting for room; `nil` if the program ends before.
    private func send(_ lines: Span<UInt8>) -> [Int]? {
        guard let relay else { return [] }
        let lines = lines.array
        var taken = [Int](repeating: 0, count: relay.servers)
        while true {
            if let progress = relay.offer(lines, after: taken) {
                taken = progress.taken
                if taken.allSatisfy({ $0 == lines.count }) { return progress.marks }
            }
            if isStopping() { return nil }
            FollowWait.wait(for: [], alarm: alarm, longest: Self.recheck)
        }
    }

    // MARK: What is done

    /// Hands over counts and positions of lines that the outputs have.
    private func settle() {
        guard !underWay.isEmpty else { return }
        let confirmed: [Int]
        if let relay {
            guard
                let progress = relay.offer(
                    [], after: [Int](repeating: 0, count: relay.servers),
                    isWaiting: underWay.count >= Self.mostUnderWay)
            else { return }
            confirmed = progress.confirmed
        } else {
            confirmed = []
        }
        while let batch = underWay.first, isDone(batch, confirmed) {
            intake.writer.submit(batch.snapshot)
            underWay.removeFirst()
        }
    }

    private func isDone(_ batch: Batch, _ confirmed: [Int]) -> Bool {
        zip(intake.files, batch.fileMarks).allSatisfy { $0.isWritten(upTo: $1) }
            && zip(confirmed, batch.serverMarks).allSatisfy { $0 >= $1 }
    }

    /// Stores positions that moved without lines, as after a rotation and at the first look.
    private func storeMoves() {
        guard underWay.isEmpty, !hasLostTrack else { return }
        for reader in readers {
            let position = reader.file.position
            guard position != reader.stored, !position.marks.isEmpty else { continue }
            reader.stored = position
            intake.writer.submit(RollupSnapshot.nothing.with(Self.text(position), of: reader.key))
        }
    }

    private static func text(_ position: FollowPosition) -> String {
        var text = ByteBuffer()
        position.write(into: &text)
        return text.span.string
    }
}
