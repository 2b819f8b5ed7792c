import Bytes
import Delivery
import Intake
import Transport

/// Takes the syslog messages of one intake on one lane: anonymizes, counts, hands on.
///
/// Invariants:
/// 1. A message is anonymized in the call that brings it; nothing raw is kept.
/// 2. A message is taken only if every output takes its lines.
final class LogSink: SyslogSink {
    /// How often a full output is looked at.
    private static let recheck = 50 * nanosecondsPerMillisecond
    /// How long counts stay on the lane.
    private static let handOver =
        UInt64(AggregationLimits.handOverMilliseconds) * nanosecondsPerMillisecond
    private static let nanosecondsPerMillisecond: UInt64 = 1_000_000

    private let intake: LogIntake
    private let pipeline: LogPipeline
    let forwarders: [SyslogForwarder]
    private let reactor: Reactor
    private var waiting: [() -> Void] = []
    private var recheckTimer: LaneTimer?
    private var handOverTimer: LaneTimer?
    private var isHandOverSet = false

    init(_ intake: LogIntake, forwarders: [SyslogForwarder], on reactor: Reactor) {
        self.intake = intake
        self.forwarders = forwarders
        self.reactor = reactor
        pipeline = LogPipeline(
            intake.formats.lines(),
            counter: intake.makeCounter(today: Day(secondsSince1970: reactor.wallSeconds)))
        recheckTimer = LaneTimer(on: reactor) { [weak self] in self?.lookAgain() }
        handOverTimer = LaneTimer(on: reactor) { [weak self] in self?.handOverOnTime() }
    }

    func take(_ message: Span<UInt8>) -> SyslogReception {
        guard hasRoom else { return .full }
        let range = pipeline.take(message)
        guard !range.isEmpty, !forwarders.isEmpty else { return .taken }
        // The line feed at the end is the file's.
        pipeline.enqueue(range.lowerBound..<range.upperBound - 1, to: forwarders)
        return .taken
    }

    func batchEnded() {
        _ = pipeline.offer(to: intake.files)
        pipeline.output.removeAll()
        for forwarder in forwarders { forwarder.flush() }
        intake.meter.add(pipeline.takeTally())
        guard let counter = pipeline.counter else { return }
        counter.today = Day(secondsSince1970: reactor.wallSeconds)
        guard !counter.isEmpty, !isHandOverSet else { return }
        isHandOverSet = true
        handOverTimer?.schedule(after: Self.handOver)
    }

    func whenRoom(_ resume: @escaping () -> Void) {
        guard !hasRoom else { return resume() }
        waiting.append(resume)
        recheckTimer?.schedule(after: Self.recheck)
    }

    private var hasRoom: Bool { intake.hasRoom && forwarders.allSatisfy(\.hasRoom) }

    private func lookAgain() {
        guard !waiting.isEmpty else { return }
        guard hasRoom else {
            recheckTimer?.schedule(after: Self.recheck)
            return
        }
        let resumed = waiting
        waiting = []
        for resume in resumed { resume() }
    }

    private func handOverOnTime() {
        isHandOverSet = false
        handOver()
    }

    /// Gives the writer what was counted.
    func handOver() {
        if let counter = pipeline.counter, !counter.isEmpty { intake.writer.submit(counter.take()) }
    }

    /// Ends its timers, which would keep it.
    func end() {
        handOver()
        waiting = []
        recheckTimer?.cancel()
        handOverTimer?.cancel()
    }
}
