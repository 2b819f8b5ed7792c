import Records
import Testing

@testable import Delivery

@Suite struct LaneDeliveryTests {
    private let time = HandTime()
    private let upstream = FakeUpstream()
    private let sink = FakeSink()
    private let hand = HandSchedule()
    private let meters = DeliveryMeters(sources: [shop])
    private let writer: StatisticsWriter

    init() {
        writer = StatisticsWriter(
            sink: sink, logger: quiet, schedule: hand.schedule, draw: \.upperBound)
    }

    private func delivery(queueCount: Int = 10) -> LaneDelivery {
        var limits = ForwardingLimits()
        limits.queueCount = queueCount
        let forwarder = Forwarder(
            to: UpstreamOrigin(authority: "vendor.example"), through: upstream, limits: limits,
            time: time)
        return LaneDelivery(
            lane: 0, sources: [shop], forwarders: [forwarder], writer: writer, meters: meters,
            time: time)
    }

    private func accept(_ delivery: LaneDelivery, _ record: AnonymousRecord) -> [Outcome] {
        var outcomes: [Outcome] = []
        delivery.accept(record) { outcomes.append($0.outcome) }
        return outcomes
    }

    @Test("A record is forwarded and counted, and the counts reach the writer within a second")
    func path() throws {
        let delivery = delivery()
        #expect(accept(delivery, record(outbound(), [facts(page: "/a")])) == [.forwarded])
        #expect(accept(delivery, record(nil, [facts(page: "/a")])) == [.aggregated])
        delivery.note(.malformed, destination: 0)
        #expect(upstream.sent.count == 1)
        #expect(hand.delays.isEmpty)
        time.advance(milliseconds: 1_000)
        hand.runNext()
        let counts = try #require(sink.committed.days.values.first)
        #expect(counts[.page].counts == ["/a": 2])
        #expect(counts[.outcome].counts == ["forwarded": 1, "aggregated": 1, "malformed": 1])
        let meter = try #require(meters.totals.first).meter
        #expect(meter.outcomes[.forwarded] == 1)
        #expect(meter.forwarding.queued == 1)
    }

    @Test("A full queue refuses the whole record: nothing of it is counted but the outcome")
    func full() throws {
        let delivery = delivery(queueCount: 1)
        _ = accept(delivery, record(outbound(), [facts(page: "/kept")]))
        #expect(accept(delivery, record(outbound(), [facts(page: "/refused")])) == [.queueFull])
        delivery.handOver()
        hand.runNext()
        let counts = try #require(sink.committed.days.values.first)
        #expect(counts[.page].counts == ["/kept": 1])
        #expect(counts[.outcome].counts == ["forwarded": 1, "queue-full": 1])
    }

    @Test("A full disk refuses records while it lasts, and forwards none of them")
    func fullDisk() {
        let delivery = delivery()
        sink.fail(.full)
        _ = accept(delivery, record(nil, [facts()]))
        delivery.handOver()
        hand.runNext()
        #expect(accept(delivery, record(outbound(), [facts()])) == [.queueFull])
        #expect(accept(delivery, record(nil, [facts()])) == [.queueFull])
        #expect(upstream.sent.isEmpty)
        sink.fail(nil)
        hand.runNext()
        #expect(accept(delivery, record(nil, [facts()])) == [.aggregated])
    }

    @Test("At the end nothing is lost: queues empty, counts are handed over, then completion")
    func draining() {
        let delivery = delivery()
        _ = accept(delivery, record(outbound(), [facts(page: "/a")]))
        var isDone = false
        delivery.drain { isDone = true }
        #expect(!isDone)
        upstream.answer(204)
        #expect(isDone)
        hand.runNext()
        #expect(sink.committed.days.values.first?[.page].counts == ["/a": 1])
    }

    @Test("When the grace is over requests are abandoned, and statistics are not")
    func abandoning() {
        let delivery = delivery()
        _ = accept(delivery, record(outbound(), [facts(page: "/a")]))
        var isDone = false
        delivery.drain { isDone = true }
        #expect(delivery.abandon() == 1)
        #expect(isDone)
        hand.runNext()
        #expect(sink.committed.days.values.first?[.page].counts == ["/a": 1])
        #expect(meters.totals.first?.meter.forwarding[.abandoned] == 1)
    }

    @Test("A draining lane makes pauses short, and records are still accepted")
    func drainingLane() {
        let delivery = delivery()
        _ = accept(delivery, record(outbound(), []))
        upstream.answer(503, retryAfter: 60)
        time.beginDrain()
        #expect(accept(delivery, record(outbound(), [])) == [.forwarded])
        time.advance(milliseconds: 250)
        upstream.answer(204)
        upstream.answer(204)
        var isDone = false
        delivery.drain { isDone = true }
        #expect(isDone)
        #expect(delivery.abandon() == 0)
    }

    @Test("A record for a destination that never forwards is not lost in silence")
    func noForwarder() {
        let delivery = LaneDelivery(
            lane: 0, sources: [shop], forwarders: [nil], writer: writer, meters: meters, time: time)
        #expect(accept(delivery, record(outbound(), [])) == [.queueFull])
    }

    @Test("Meters of several lanes add up")
    func meterSums() {
        for lane in 0..<3 {
            let delivery = LaneDelivery(
                lane: lane, sources: [shop], forwarders: [nil], writer: writer, meters: meters,
                time: time)
            delivery.note(.tooLarge, destination: 0)
            delivery.handOver()
            delivery.handOver()
        }
        #expect(meters.totals.first?.meter.outcomes[.tooLarge] == 3)
    }
}
