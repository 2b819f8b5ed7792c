import Bytes
import Records
import Testing
import Transport

@testable import Delivery

/// A withdrawal on all lanes: what is open, what is on disk, what was read and what is under way.
@Suite struct LaneWithdrawalTests {
    private let tags = VisitorTags(VisitorTag(rawValue: 7))
    private let other = VisitorTags(VisitorTag(rawValue: 8))
    private let sources = [shop, Source(site: "zeepwinkel", destination: "counted")]

    /// Lanes on one spool; the first destination is sent by lane 0.
    private struct World: Sendable {
        let scratch = Scratch()
        let store: StatisticsStore
        let writer: StateWriter
        let lanes: LaneGroup

        init(lanes count: Int) throws {
            store = try StatisticsStore(directory: scratch.path)
            writer = StateWriter(sink: store, logger: quiet)
            lanes = try LaneGroup(count: count)
        }

        func stop() async { for lane in lanes.lanes { await lane.stop() } }

        var spooled: [String] {
            get throws {
                try store.spooled(shop, after: 0, count: 100, bytes: .max).requests
                    .map { $0.request.target.span.string }
            }
        }

        func finish() async {
            await withCheckedContinuation { continuation in
                writer.finish { _ in continuation.resume() }
            }
        }
    }

    private func furnish(_ lane: isolated Lane, _ world: World, sends: Bool = true) {
        let account = world.writer.ledger.account(for: shop)
        let upstream = FakeUpstream()
        let post: LaneDelivery.Post = { [weak lane] body in
            lane?.post { lane in
                guard let delivery = lane.resident(LaneDelivery.self) else { return }
                body(delivery)
            }
        }
        let reader = SpoolReader(world.store, writer: world.writer)
        // Only the owner has a queue: it is told of what arrives.
        let queue =
            lane.index == 0 && sends
            ? StoredSpoolQueue(
                account, position: 0, reader: reader, writer: world.writer, time: lane.reactor,
                post: post) : nil
        let forwarder = queue.map {
            Forwarder(
                to: UpstreamOrigin(authority: "vendor.example"), through: upstream, from: $0,
                time: lane.reactor)
        }
        lane.keep(
            LaneDelivery(
                lane: lane.index, sources: sources,
                exits: .init(
                    accounts: [account, nil], queues: [queue, nil],
                    forwarders: [forwarder, nil]),
                writer: world.writer,
                meters: DeliveryMeters(sources: sources, ledger: world.writer.ledger),
                time: lane.reactor, post: post))
        lane.keep(upstream)
    }

    private func add(_ target: String, _ tags: VisitorTags, on lane: Lane) async {
        await lane.with(LaneDelivery.self) { delivery in
            delivery.accept(record(outbound(target), []), tags: tags)
            delivery.whenKept { _ in }
        }
    }

    private func withdraw(
        _ tags: VisitorTags, in world: World, on index: Int, destinations: [Int] = [0],
        acceptedBefore: Int = .max
    ) async {
        let done = AsyncStream<Void>.makeStream()
        let lanes = world.lanes
        await lanes.lanes[index].with(LaneDelivery.self) { delivery in
            delivery.withdraw(
                tags, acceptedBefore: acceptedBefore, destinations: destinations, on: lanes
            ) {
                done.continuation.yield()
                done.continuation.finish()
            }
        }
        var calls = 0
        for await _ in done.stream { calls += 1 }
        #expect(calls == 1)
    }

    @Test("What lanes have open and what is on disk goes, and what others sent stays")
    func everywhere() async throws {
        let world = try World(lanes: 3)
        // Nothing is sent, so that all of it waits.
        for lane in world.lanes.lanes { await furnish(lane, world, sends: false) }
        await add("/disk", tags, on: world.lanes.lanes[1])
        await world.finish()
        for lane in world.lanes.lanes {
            await add("/open/\(lane.index)", tags, on: lane)
            await add("/other/\(lane.index)", other, on: lane)
        }
        await withdraw(tags, in: world, on: 1)
        await world.finish()
        let ledger = world.writer.ledger
        #expect(!ledger.tags.mayHold(tags))
        #expect(ledger.account(for: shop).count == 3)
        #expect(Set(try world.spooled) == ["/other/0", "/other/1", "/other/2"])
        await world.stop()
    }

    @Test("What is under way is waited for, and further events are counted and not spooled")
    func underWay() async throws {
        let world = try World(lanes: 2)
        for lane in world.lanes.lanes { await furnish(lane, world) }
        await add("/away", tags, on: world.lanes.lanes[1])
        try await until { await world.lanes.lanes[0].with(FakeUpstream.self) { $0.underWay } == 1 }
        let lanes = world.lanes
        let flag = AsyncStream<Void>.makeStream()
        await lanes.lanes[1].with(LaneDelivery.self) { [tags] delivery in
            delivery.withdraw(tags, destinations: [0, 1, 99, -1], on: lanes) {
                flag.continuation.finish()
            }
        }
        // Every lane has heard of it once the writer has deleted the row.
        try await until { world.writer.ledger.account(for: shop).isEmpty }
        await add("/late", tags, on: world.lanes.lanes[1])
        await world.finish()
        #expect(try world.spooled.isEmpty)
        await lanes.lanes[0].with(FakeUpstream.self) { $0.answer(503) }
        for await _ in flag.stream {}
        // It is over: a new grant counts.
        await add("/new", tags, on: world.lanes.lanes[1])
        await world.finish()
        #expect(try world.spooled == ["/new"])
        await world.stop()
    }

    @Test("A dated refusal leaves what was accepted after it")
    func dated() async throws {
        let world = try World(lanes: 1)
        for lane in world.lanes.lanes { await furnish(lane, world) }
        await add("/now", tags, on: world.lanes.lanes[0])
        await world.finish()
        await withdraw(
            tags, in: world, on: 0, acceptedBefore: Day.secondsSince1970 - 3_600)
        await world.finish()
        #expect(world.writer.ledger.account(for: shop).count == 1)
        await world.stop()
    }

    @Test("A lane that has ended does not hold up the others, and nothing to do is done at once")
    func ends() async throws {
        let world = try World(lanes: 2)
        await furnish(world.lanes.lanes[0], world)
        await world.lanes.lanes[1].stop()
        await withdraw(tags, in: world, on: 0)
        await withdraw(.none, in: world, on: 0)
        await withdraw(tags, in: world, on: 0, destinations: [1])
        await world.lanes.lanes[0].stop()
    }

    /// Lets other tasks run until a condition holds, for a minute at most.
    private func until(_ condition: () async throws -> Bool) async throws {
        let end = ContinuousClock.now.advanced(by: .seconds(60))
        while try await !condition() {
            try #require(ContinuousClock.now < end)
            await Task.yield()
        }
    }
}
