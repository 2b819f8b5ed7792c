import Records
import Testing
import Transport

@testable import Delivery

/// A withdrawal on one lane for some destinations, and on all lanes.
@Suite struct LaneWithdrawalTests {
    private let tags = VisitorTags(VisitorTag(rawValue: 7))
    private let sources = [
        shop, Source(site: "zeepwinkel", destination: "pixel"),
        Source(site: "zeepwinkel", destination: "counted"),
    ]

    /// A lane's delivery with two destinations that are sent and one that is counted.
    private func delivery(
        lane: Int = 0, _ upstreams: [FakeUpstream], time: any LaneTime = HandTime()
    ) -> LaneDelivery {
        let writer = StatisticsWriter(
            sink: FakeSink(), logger: quiet, schedule: HandSchedule().schedule)
        return LaneDelivery(
            lane: lane, sources: sources,
            forwarders: upstreams.map {
                Forwarder(
                    to: UpstreamOrigin(authority: "vendor.example"), through: $0, time: time)
            } + [nil],
            writer: writer, meters: DeliveryMeters(sources: sources), time: time)
    }

    @Test("Only the destinations concerned are touched, though the tag is the same")
    func destinations() {
        let upstreams = [FakeUpstream(), FakeUpstream()]
        let delivery = delivery(upstreams)
        for destination in 0..<2 {
            delivery.accept(record(outbound(), [], destination: destination), tags: tags) {
                #expect($0.outcome == .forwarded)
            }
            upstreams[destination].answer(503)
        }
        var done = 0
        delivery.withdraw(tags, destinations: [1, 1, 2, 99, -1]) { done += 1 }
        #expect(done == 1)
        #expect(delivery.forwarders[0]?.counters.queued == 1)
        #expect(delivery.forwarders[1]?.counters[.withdrawn] == 1)
        delivery.withdraw(.none, destinations: [0]) { done += 1 }
        #expect(done == 2)
        #expect(delivery.forwarders[0]?.counters.queued == 1)
    }

    @Test("Done comes after the last destination, and once")
    func last() {
        let upstreams = [FakeUpstream(), FakeUpstream()]
        let delivery = delivery(upstreams)
        for destination in 0..<2 {
            delivery.accept(record(outbound(), [], destination: destination), tags: tags) { _ in }
        }
        var done = 0
        delivery.withdraw(tags, destinations: [0, 1]) { done += 1 }
        upstreams[1].answer(204)
        #expect(done == 0)
        // The first destination is done for its part; the visitor's withdrawal is not.
        delivery.accept(record(outbound("/late"), [], destination: 1), tags: tags) {
            #expect($0.outcome == .forwarded)
        }
        #expect(upstreams[1].sent.count == 1)
        upstreams[0].answer(204)
        #expect(done == 1)
    }

    @Test("All lanes take part, and the asking lane is told when the last is done")
    func allLanes() async throws {
        let lanes = try LaneGroup(count: 3)
        for lane in lanes.lanes { await furnish(lane) }
        let done = AsyncStream<Void>.makeStream()
        await lanes.lanes[1].with(LaneDelivery.self) { [tags] delivery in
            delivery.withdraw(tags, destinations: [0, 1], on: lanes) {
                done.continuation.yield()
                done.continuation.finish()
            }
            #expect(delivery.withdrawals.count == 1)
        }
        // Lane 2 has an event under way; its answer ends the withdrawal.
        for (index, lane) in lanes.lanes.enumerated() {
            let numbers = await lane.with(LaneDelivery.self) { delivery in
                delivery.forwarders[0].map { ($0.counters[.withdrawn], $0.counters.queued) }
            }
            #expect(numbers??.0 == (index == 2 ? 0 : 1))
            #expect(numbers??.1 == (index == 2 ? 1 : 0))
        }
        await lanes.lanes[1].with(LaneDelivery.self) { #expect($0.withdrawals.count == 1) }
        await lanes.lanes[2].with(FakeUpstream.self) { $0.answer(.failed) }
        var calls = 0
        for await _ in done.stream { calls += 1 }
        #expect(calls == 1)
        await lanes.lanes[1].with(LaneDelivery.self) { #expect($0.withdrawals.isEmpty) }
        // It is over on every lane: a new grant counts.
        for lane in lanes.lanes {
            let queued = await lane.with(LaneDelivery.self) { [tags] delivery in
                delivery.accept(record(outbound(), []), tags: tags) { _ in }
                return delivery.forwarders[0]?.counters.queued
            }
            #expect(queued == 1)
        }
        for lane in lanes.lanes { await lane.stop() }
    }

    @Test("A lane that has ended does not hold up the others")
    func endedLane() async throws {
        let lanes = try LaneGroup(count: 2)
        await furnish(lanes.lanes[0])
        await lanes.lanes[1].stop()
        let done = AsyncStream<Void>.makeStream()
        await lanes.lanes[0].with(LaneDelivery.self) { [tags] delivery in
            delivery.withdraw(tags, destinations: [0], on: lanes) { done.continuation.finish() }
        }
        for await _ in done.stream {}
        await lanes.lanes[0].stop()
    }

    /// One event on each lane: paused after a failure, and under way on lane 2.
    private func furnish(_ lane: isolated Lane) {
        let upstream = FakeUpstream()
        let delivery = delivery(
            lane: lane.index, [upstream, FakeUpstream()], time: lane.reactor)
        delivery.accept(record(outbound(), []), tags: tags) { _ in }
        if lane.index != 2 { upstream.answer(503, retryAfter: 600) }
        lane.keep(delivery)
        lane.keep(upstream)
    }
}
