import Records
import Synchronization
import Testing

@testable import Delivery

@Suite struct StateWriterTests {
    private let sink = FakeSink()
    private let hand = HandSchedule()
    private let clock = HandClock()

    private func writer() -> StateWriter {
        StateWriter(
            sink: sink, logger: quiet, schedule: hand.schedule, draw: \.upperBound,
            clock: clock.read)
    }

    private func pages(_ counts: PendingCounts) -> [String: Int] {
        counts.days.values.first?[.page].counts ?? [:]
    }

    /// What batches were told, in order.
    private final class Told: Sendable {
        let answers = Mutex<[Bool]>([])
        var all: [Bool] { answers.withLock { $0 } }
    }

    private func batch(_ told: Told, page: String = "/a", events: Int = 1) -> EventBatch {
        EventBatch(
            entries: [], counts: snapshot([facts(page: page)]), events: events,
            told: { isKept in told.answers.withLock { $0.append(isKept) } })
    }

    @Test("Counts that nobody waits for are gathered and written together")
    func gathers() {
        let writer = writer()
        writer.submit(snapshot([facts(page: "/a")]))
        writer.submit(snapshot([facts(page: "/a"), facts(page: "/b")]))
        writer.submit(snapshot([]))
        #expect(hand.delay == .milliseconds(AggregationLimits.gatherMilliseconds))
        clock.advance(milliseconds: 250)
        hand.runNext()
        #expect(pages(sink.committed) == ["/a": 2, "/b": 1])
        #expect(sink.state.withLock { $0.attempts } == 1)
        #expect(hand.delay == nil)
    }

    @Test("A batch is written at once after a pause, and soon after another transaction")
    func groups() {
        let (writer, told) = (writer(), Told())
        writer.keep(batch(told))
        #expect(hand.delay == .zero)
        hand.runNext()
        #expect(told.all == [true])
        writer.keep(batch(told))
        writer.keep(batch(told, page: "/b"))
        #expect(hand.delay == .microseconds(SpoolLimits.gatherMicroseconds))
        #expect(told.all == [true])
        hand.runNext()
        #expect(told.all == [true, true, true])
        #expect(pages(sink.committed) == ["/a": 2, "/b": 1])
        #expect(writer.numbers.commits == 2 && writer.numbers.events == 3)
    }

    @Test("When many events wait nobody waits for more")
    func many() {
        let (writer, told) = (writer(), Told())
        writer.keep(batch(told))
        hand.runNext()
        writer.keep(batch(told, events: SpoolLimits.gatherEvents - 1))
        #expect(hand.delay == .microseconds(SpoolLimits.gatherMicroseconds))
        writer.keep(batch(told))
        #expect(hand.delay == .zero)
    }

    @Test("A batch that fails is told so and never written; counts that nobody waits for are kept")
    func refuses() {
        let (writer, told) = (writer(), Told())
        sink.fail(.full)
        writer.submit(snapshot([facts(page: "/owed")]))
        clock.advance(milliseconds: 250)
        writer.keep(batch(told, page: "/lost"))
        hand.runNext()
        #expect(told.all == [false])
        #expect(writer.isFailing)
        // Later ones do not wait for the next attempt.
        writer.keep(batch(told, page: "/later"))
        #expect(told.all == [false, false])
        sink.fail(nil)
        clock.advance(milliseconds: 100)
        hand.runNext()
        #expect(!writer.isFailing)
        #expect(pages(sink.committed) == ["/owed": 1])
        writer.keep(batch(told, page: "/kept"))
        clock.advance(milliseconds: 2)
        hand.runNext()
        #expect(told.all == [false, false, true])
        #expect(writer.numbers.failures == 1)
    }

    @Test("While the disk refuses attempts come ever slower, and go on with nothing to write")
    func retries() {
        let (writer, told) = (writer(), Told())
        sink.fail(.full)
        writer.keep(batch(told))
        hand.runNext()
        #expect(writer.health == .failing(.full, attempts: 1))
        var delays: [Duration] = []
        for _ in 0..<7 {
            delays += [hand.delay].compactMap(\.self)
            clock.advance(milliseconds: 2_000)
            hand.runNext()
        }
        #expect(delays == [100, 200, 400, 800, 1_600, 2_000, 2_000].map { .milliseconds($0) })
        sink.fail(nil)
        clock.advance(milliseconds: 2_000)
        hand.runNext()
        #expect(writer.health == .well)
        #expect(sink.state.withLock { $0.works.last?.isProbe } == true)
        #expect(hand.delay == nil)
    }

    @Test("What is to leave the spool waits for a disk that refuses, and so does a withdrawal")
    func endingsWait() {
        let (writer, told) = (writer(), Told())
        let account = writer.ledger.account(for: shop)
        sink.fail(.busy)
        writer.end([SpoolEnding(account: account, number: 7, end: .done)])
        writer.remove(
            SpoolRemoval(
                tags: VisitorTags(VisitorTag(rawValue: 1)), acceptedBefore: .max,
                accounts: [account])
        ) { told.answers.withLock { $0.append(true) } }
        hand.runNext()
        #expect(told.all.isEmpty)
        #expect(writer.waitingEndings == 1)
        sink.fail(nil)
        clock.advance(milliseconds: 100)
        hand.runNext()
        #expect(told.all == [true])
        let work = sink.state.withLock { $0.works.last }
        #expect(work?.endings.map(\.number) == [7] && work?.removals.count == 1)
        #expect(writer.waitingEndings == 0)
    }

    @Test("What waits for the disk is bounded, and the overflow keeps its count")
    func boundedWaiting() {
        let writer = writer()
        sink.fail(.full)
        let limit = AggregationLimits.dayValues
        for start in stride(from: 0, to: limit + 2_000, by: 500) {
            writer.submit(snapshot((start..<start + 500).map { facts(page: "/\($0)") }))
            clock.advance(milliseconds: 2_000)
            hand.runNext()
        }
        sink.fail(nil)
        clock.advance(milliseconds: 2_000)
        hand.runNext()
        let pages = pages(sink.committed)
        #expect(pages.count == limit + 1)
        #expect(pages.values.reduce(0, +) == limit + 2_000)
    }

    @Test("Finishing writes what was handed over and tells whether it could")
    func finishing() async {
        let (writer, told) = (writer(), Told())
        writer.submit(snapshot([facts(page: "/a")]))
        #expect(await finish(writer))
        #expect(pages(sink.committed) == ["/a": 1])
        sink.fail(.full)
        writer.submit(snapshot([facts(page: "/a")]))
        writer.keep(batch(told))
        #expect(await finish(writer) == false)
        #expect(told.all == [false])
    }

    private func finish(_ writer: StateWriter) async -> Bool {
        await withCheckedContinuation { continuation in
            writer.finish { continuation.resume(returning: $0) }
        }
    }

    @Test("Many lanes hand over at once, and every count arrives on a real disk")
    func concurrent() async throws {
        let scratch = Scratch()
        let store = try StatisticsStore(directory: scratch.path)
        let (writer, told) = (StateWriter(sink: store, logger: quiet), Told())
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    for _ in 0..<125 {
                        writer.submit(snapshot([facts(page: "/a")]))
                        writer.keep(batch(told))
                    }
                }
            }
        }
        #expect(await finish(writer))
        #expect(told.all.count == 500 && told.all.allSatisfy(\.self))
        let report = try StatisticsReader(store).report(ReportQuery(days: july1...july1))
        #expect(report.pages.dictionary == ["/a": 1_000])
        #expect(writer.numbers.events == 500)
    }
}
