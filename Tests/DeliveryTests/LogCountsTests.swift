import Records
import Synchronization
import Testing

@testable import Delivery

@Suite struct LogCountsTests {
    private let scratch = Scratch()
    private let key = LogPositionKey(intake: "webserver", path: "/var/log/nginx/access.log")
    private let webserver = Source(site: "zeepwinkel", destination: "webserver")

    private func counts(_ facts: [(EventFacts, Day?)], today: Day = july1) -> RollupSnapshot {
        let rollup = DatedRollup(source: webserver)
        for (facts, day) in facts { rollup.count(facts, on: day, today: today) }
        return rollup.take()
    }

    @Test("Bots are a group of their own: no page view, no event")
    func botsApart() throws {
        let store = try StatisticsStore(directory: scratch.path)
        let views = (0..<30).map { _ in (facts("pageview", page: "/a"), Day?.none) }
        let bots = (0..<12).map { _ in (facts("", page: "/a", bot: "Googlebot"), Day?.none) }
        let rare = [(facts("", bot: "curl"), Day?.none)]
        try store.add(pending(counts(views + bots + rare)))
        let report = try StatisticsReader(store).report(ReportQuery(days: july1...july1))
        #expect(report.pageViews.count == 30)
        #expect(report.otherEvents.isZero && report.sales.isZero)
        #expect(report.botViews.count == 13)
        #expect(report.pages.dictionary == ["/a": 30])
        // One visitor fewer than ten is not named, and neither is the bot that would give it away.
        #expect(report.bots.rows.isEmpty && report.bots.fewer == 13)
        #expect(report.days[0].bots.count == 13)
        let text = report.text()
        #expect(text.contains("Other events  Bots\n"))
        #expect(text.contains("\nBot "))
        #expect(report.csv([.bot]).contains("bot,(fewer than 10 a day),pages,13"))
    }

    @Test("A report without bots says nothing of them, unless it is asked")
    func noBots() throws {
        let store = try StatisticsStore(directory: scratch.path)
        try store.add(pending(counts([(facts("pageview"), nil)])))
        let report = try StatisticsReader(store).report(ReportQuery(days: july1...july1))
        #expect(!report.text().contains("Bot"))
        #expect(report.text([.bot]).contains("Bot"))
    }

    @Test("A line counts on its own day, one of an impossible day on today's")
    func ownDays() {
        let yesterday = july1.advanced(by: -1)
        let snapshot = counts([
            (facts("pageview"), yesterday), (facts("pageview"), july1),
            (facts("pageview"), yesterday), (facts("pageview"), july1.advanced(by: 3)),
            (facts("pageview"), Day(number: 0)), (facts("pageview"), nil),
        ])
        let days = pending(snapshot).days.mapValues { $0[.view].counts["pageview"] }
        #expect(days[.init(source: webserver, day: yesterday)] == 2)
        #expect(days[.init(source: webserver, day: july1)] == 4)
        #expect(days.count == 2)
    }

    @Test("Days at a time are bounded, and no count is lost")
    func boundedDays() {
        let many = (0..<600).map { (facts("pageview"), Day?.some(july1.advanced(by: -$0))) }
        let days = pending(counts(many)).days.mapValues { $0[.view].counts["pageview"] ?? 0 }
        #expect(days.count <= 401)
        #expect(days.values.reduce(0, +) == 600)
    }

    @Test("A position is in the file exactly when the counts before it are")
    func positionsWithCounts() throws {
        let store = try StatisticsStore(directory: scratch.path)
        try store.add(pending(counts([(facts("pageview"), nil)]).with("1:2:3:4:100", of: key)))
        #expect(try store.positions(of: [key]) == [key: "1:2:3:4:100"])
        try store.add(pending(counts([]).with("1:2:3:4:200", of: key)))
        #expect(try store.positions(of: [key]) == [key: "1:2:3:4:200"])
        // A file that left the configuration is forgotten.
        #expect(try store.positions(of: []) == [:])
        #expect(try store.positions(of: [key]) == [:])
    }

    @Test("A transaction that fails keeps counts and position together for the next")
    func positionsWaitWithCounts() {
        let sink = FakeSink()
        let hand = HandSchedule()
        let clock = HandClock()
        let writer = StateWriter(
            sink: sink, logger: quiet, schedule: hand.schedule, draw: \.upperBound,
            clock: clock.read)
        sink.fail(.full)
        writer.submit(counts([(facts("pageview"), nil)]).with("old", of: key))
        clock.advance(milliseconds: 250)
        hand.runNext()
        writer.submit(counts([(facts("pageview"), nil)]).with("new", of: key))
        #expect(sink.committed.positions.isEmpty)
        sink.fail(nil)
        clock.advance(milliseconds: 250)
        hand.runNext()
        #expect(sink.committed.positions == [key: "new"])
        let views = sink.committed.days.values.reduce(0) {
            $0 + ($1[.view].counts["pageview"] ?? 0)
        }
        #expect(views == 2)
    }
}
