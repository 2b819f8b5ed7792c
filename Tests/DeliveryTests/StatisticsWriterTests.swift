import Records
import Synchronization
import Testing

@testable import Delivery

@Suite struct StatisticsWriterTests {
    private let sink = FakeSink()
    private let hand = HandSchedule()

    private func writer() -> StatisticsWriter {
        StatisticsWriter(sink: sink, logger: quiet, schedule: hand.schedule, draw: \.upperBound)
    }

    private func pages(_ counts: PendingCounts) -> [String: Int] {
        counts.days.values.first?[.page].counts ?? [:]
    }

    @Test("Hand-overs of several lanes are written together")
    func gathers() {
        let writer = writer()
        writer.submit(snapshot([facts(page: "/a")]))
        writer.submit(snapshot([facts(page: "/a"), facts(page: "/b")]))
        writer.submit(snapshot([]))
        #expect(hand.delays == [AggregationLimits.gatherMilliseconds])
        hand.runNext()
        #expect(pages(sink.committed) == ["/a": 2, "/b": 1])
        #expect(sink.state.withLock { $0.attempts } == 1)
        #expect(hand.delays.isEmpty)
    }

    @Test("While the disk is full nothing is lost, attempts come ever slower, and health tells")
    func retries() {
        let writer = writer()
        sink.fail(.full)
        writer.submit(snapshot([facts(page: "/a")]))
        hand.runNext()
        #expect(writer.isFailing)
        #expect(writer.health == .failing(.full, attempts: 1))
        var delays: [Int] = []
        for _ in 0..<9 {
            delays += hand.delays
            writer.submit(snapshot([facts(page: "/a")]))
            hand.runNext()
        }
        #expect(delays == [250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
        sink.fail(nil)
        hand.runNext()
        #expect(writer.health == .well)
        #expect(!writer.isFailing)
        #expect(pages(sink.committed) == ["/a": 10])
        #expect(hand.delays.isEmpty)
    }

    @Test("What waits for the disk is bounded, and the overflow keeps its count")
    func boundedWaiting() {
        let writer = writer()
        sink.fail(.full)
        let limit = AggregationLimits.dayValues
        for start in stride(from: 0, to: limit + 2_000, by: 500) {
            writer.submit(snapshot((start..<start + 500).map { facts(page: "/\($0)") }))
            hand.runNext()
        }
        sink.fail(nil)
        hand.runNext()
        let pages = pages(sink.committed)
        #expect(pages.count == limit + 1)
        #expect(pages.values.reduce(0, +) == limit + 2_000)
    }

    @Test("Finishing writes what was handed over and tells whether it could")
    func finishing() async {
        let writer = writer()
        writer.submit(snapshot([facts(page: "/a")]))
        #expect(await finish(writer))
        #expect(pages(sink.committed) == ["/a": 1])
        sink.fail(.full)
        writer.submit(snapshot([facts(page: "/a")]))
        #expect(await finish(writer) == false)
    }

    private func finish(_ writer: StatisticsWriter) async -> Bool {
        await withCheckedContinuation { continuation in
            writer.finish { continuation.resume(returning: $0) }
        }
    }

    @Test("Many lanes hand over at once, and every count arrives on a real disk")
    func concurrent() async throws {
        let scratch = Scratch()
        let store = try StatisticsStore(directory: scratch.path)
        let writer = StatisticsWriter(sink: store, logger: quiet)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    for _ in 0..<250 { writer.submit(snapshot([facts(page: "/a")])) }
                }
            }
        }
        #expect(await finish(writer))
        let report = try StatisticsReader(store).report(ReportQuery(days: july1...july1))
        #expect(report.pages.dictionary == ["/a": 1_000])
    }
}
