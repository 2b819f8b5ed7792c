import Records
import Testing

@testable import Delivery

@Suite struct LaneDeliveryTests {
    private let time = HandTime()
    private let sink = FakeSink()
    private let hand = HandSchedule()
    private let clock = HandClock()
    private let mail = HandPost()
    private let ledger = SpoolLedger(maximumBytes: 2_000)
    private let meters: DeliveryMeters
    private let writer: StateWriter

    init() {
        meters = DeliveryMeters(sources: [shop], ledger: ledger)
        writer = StateWriter(
            sink: sink, ledger: ledger, logger: quiet, schedule: hand.schedule,
            draw: \.upperBound, clock: clock.read)
    }

    private func delivery(isSent: Bool = true, lane: Int = 0) -> LaneDelivery {
        LaneDelivery(
            lane: lane, sources: [shop],
            exits: .init(
                accounts: [isSent ? ledger.account(for: shop) : nil], queues: [nil],
                forwarders: [nil]),
            writer: writer, meters: meters, time: time, post: mail.post)
    }

    /// Ends the turn, writes, and lets the lane answer.
    private func commit(_ delivery: LaneDelivery) {
        time.endTurn()
        clock.advance(milliseconds: 2)
        hand.runNext()
        mail.deliver(to: delivery)
    }

    private final class Answers {
        var all: [Bool] = []
    }

    @Test("Clients are answered after the transaction, with their requests and counts in it")
    func path() throws {
        let (delivery, answers) = (delivery(), Answers())
        #expect(delivery.accept(record(outbound("/1"), [facts(page: "/a")])) == .forwarded)
        delivery.whenKept { answers.all.append($0) }
        #expect(delivery.accept(record(nil, [facts(page: "/a")])) == .aggregated)
        delivery.whenKept { answers.all.append($0) }
        delivery.note(.droppedByDecision, destination: 0)
        delivery.whenKept { answers.all.append($0) }
        time.endTurn()
        #expect(answers.all.isEmpty && time.awaitedPosts == 1)
        hand.runNext()
        #expect(answers.all.isEmpty)
        mail.deliver(to: delivery)
        #expect(answers.all == [true, true, true] && time.awaitedPosts == 0)
        #expect(sink.spooled == ["/1"])
        let counts = try #require(sink.committed.days.values.first)
        #expect(counts[.page].counts == ["/a": 2])
        #expect(
            counts[.outcome].counts == [
                "forwarded": 1, "aggregated": 1, "dropped-by-decision": 1,
            ])
        time.advance(milliseconds: 1_000)
        let meter = try #require(meters.totals.first).meter
        #expect(meter.outcomes[.forwarded] == 1)
        #expect(meter.spool.requests == 1)
    }

    @Test("What the disk refuses is counted as refused, and nothing else of it is")
    func fullDisk() throws {
        let (delivery, answers) = (delivery(), Answers())
        let tags = VisitorTags(VisitorTag(rawValue: 5))
        sink.fail(.full)
        #expect(delivery.isKeeping)
        delivery.accept(record(outbound("/lost"), [facts(page: "/lost")]), tags: tags)
        delivery.whenKept { answers.all.append($0) }
        #expect(ledger.tags.mayHold(tags))
        commit(delivery)
        #expect(answers.all == [false])
        #expect(!ledger.tags.mayHold(tags))
        #expect(!delivery.isKeeping)
        sink.fail(nil)
        clock.advance(milliseconds: 100)
        hand.runNext()
        #expect(delivery.isKeeping)
        delivery.handOver()
        clock.advance(milliseconds: 250)
        hand.runNext()
        let counts = try #require(sink.committed.days.values.first)
        #expect(counts[.page].counts.isEmpty)
        #expect(counts[.outcome].counts == ["queue-full": 1])
        #expect(sink.spooled.isEmpty)
        #expect(meters.totals.first?.meter.outcomes[.queueFull] == 1)
        #expect(meters.totals.first?.meter.outcomes[.forwarded] == 0)
    }

    @Test("A destination whose spool is full takes nothing that is sent, and goes on counting")
    func fullSpool() {
        let delivery = delivery()
        #expect(delivery.mayAccept(destination: 0, isSent: true))
        delivery.accept(record(outbound(body: String(repeating: "x", count: 2_000)), []))
        delivery.whenKept { _ in }
        commit(delivery)
        #expect(!delivery.mayAccept(destination: 0, isSent: true))
        #expect(delivery.mayAccept(destination: 0, isSent: false))
        #expect(delivery.isKeeping)
    }

    @Test("More events than the lane may hold wait for the disk: the next is refused at once")
    func bounded() {
        let (delivery, answers) = (delivery(), Answers())
        for _ in 0..<SpoolLimits.laneEvents {
            delivery.note(.droppedByDecision, destination: 0)
            delivery.whenKept { answers.all.append($0) }
        }
        #expect(!delivery.isKeeping)
        commit(delivery)
        #expect(delivery.isKeeping)
        #expect(answers.all.count == SpoolLimits.laneEvents)
    }

    @Test("At the end what is open is written before completion")
    func draining() {
        let (delivery, answers) = (delivery(), Answers())
        delivery.accept(record(outbound("/last"), [facts(page: "/a")]))
        delivery.whenKept { answers.all.append($0) }
        var isDone = false
        delivery.drain { isDone = true }
        #expect(isDone)
        hand.runNext()
        mail.deliver(to: delivery)
        #expect(answers.all == [true])
        #expect(sink.spooled == ["/last"])
    }

    @Test("A record for a destination that never forwards is not lost in silence")
    func noForwarder() {
        let delivery = delivery(isSent: false)
        #expect(!delivery.mayAccept(destination: 0, isSent: true))
        #expect(delivery.accept(record(outbound(), [])) == .queueFull)
    }

    @Test("A lane that sends what came in on others publishes its numbers")
    func sendsForOthers() throws {
        let rig = ForwarderRig(time: time)
        let delivery = LaneDelivery(
            lane: 0, sources: [shop],
            exits: .init(
                accounts: [ledger.account(for: shop)], queues: [nil],
                forwarders: [rig.forwarder]),
            writer: writer, meters: meters, time: time, post: mail.post)
        rig.spool.append(outbound(), tags: .none, acceptedAt: time.wallSeconds)
        delivery.arrived(at: 0)
        rig.settle()
        rig.answer(204)
        rig.advance(milliseconds: AggregationLimits.handOverMilliseconds)
        let meter = try #require(meters.totals.first?.meter)
        #expect(meter.forwarding[.delivered] == 1)
    }

    @Test("Meters of several lanes add up")
    func meterSums() {
        for lane in 0..<3 {
            let delivery = delivery(lane: lane)
            delivery.note(.tooLarge, destination: 0)
            delivery.whenKept { _ in }
            commit(delivery)
            delivery.handOver()
            delivery.handOver()
        }
        #expect(meters.totals.first?.meter.outcomes[.tooLarge] == 3)
    }
}
