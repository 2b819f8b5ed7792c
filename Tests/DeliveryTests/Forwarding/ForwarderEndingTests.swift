import Records
import Testing

@testable import Delivery

/// Draining, replacing and abandoning a forwarder.
@Suite struct ForwarderEndingTests {
    @Test("Draining waits for what is under way, begins nothing, and leaves the rest on disk")
    func draining() {
        let rig = ForwarderRig { $0.concurrent = 2 }
        rig.add(count: 5)
        rig.answer(500)
        let done = Calls()
        rig.forwarder.drain { done.count += 1 }
        #expect(done.count == 0)
        rig.add(outbound("/late"))
        rig.advance(milliseconds: 60_000)
        while rig.upstream.underWay > 0 {
            #expect(done.count == 0)
            rig.answer(204)
        }
        #expect(done.count == 1)
        #expect(rig.spool.rows.count == 5)
        #expect(rig.counters[.delivered] == 1)
        #expect(rig.upstream.sent.count == 2)
        #expect(rig.time.nextAlarm == nil)
        #expect(rig.forwarder.heldBytes == 0)
        #expect(!rig.forwarder.isBusy)
    }

    @Test(
        "What fails while draining stays on disk, without a result",
        arguments: [
            UpstreamAnswer.failed(mayHaveArrived: true), .staleConnection, .unsent, .unreachable,
            .response(status: 503, retryAfter: 5),
        ])
    func failingDrain(answer: UpstreamAnswer) {
        let rig = ForwarderRig()
        rig.add(outbound())
        let done = Calls()
        rig.forwarder.drain { done.count += 1 }
        rig.answer(answer)
        #expect(done.count == 1)
        #expect(rig.spool.ended.isEmpty)
        #expect(rig.spool.rows.count == 1)
        #expect(rig.time.nextAlarm == nil)
    }

    @Test("Idle, it is drained at once; a read that comes back later is left alone")
    func drainDuringRead() {
        let rig = ForwarderRig()
        rig.spool.append(outbound(), tags: .none, acceptedAt: rig.time.wallSeconds)
        rig.forwarder.arrived()
        let done = Calls()
        rig.forwarder.drain { done.count += 1 }
        #expect(done.count == 1)
        rig.settle()
        #expect(rig.upstream.sent.isEmpty)
        #expect(!rig.forwarder.isBusy)
    }

    @Test("Two who wait for its end are both told")
    func twoDrains() {
        let rig = ForwarderRig()
        rig.add(outbound())
        let done = Calls()
        rig.forwarder.drain { done.count += 1 }
        rig.forwarder.drain { done.count += 10 }
        rig.answer(204)
        #expect(done.count == 11)
    }

    @Test("Another forwarder goes on where this one stopped, and nothing is sent twice")
    func replacing() {
        let rig = ForwarderRig { $0.concurrent = 3 }
        rig.add(count: 20)
        for _ in 0..<4 { rig.answer(204) }
        let next = Forwarder(
            to: UpstreamOrigin(authority: "vendor.example"), through: rig.upstream, from: rig.spool,
            time: rig.time)
        rig.forwarder.drain { next.arrived() }
        rig.settle()
        #expect(rig.upstream.sent.count == 7)
        rig.deliverAll()
        #expect(rig.targets.sorted() == (0..<20).map { "/\($0)" }.sorted())
        #expect(next.counters[.delivered] == 13)
        #expect(rig.spool.isEmpty)
    }

    @Test("Giving up forgets what is under way, and late answers change nothing")
    func abandoning() {
        let rig = ForwarderRig { $0.concurrent = 2 }
        rig.add(count: 5)
        let done = Calls()
        rig.forwarder.drain { done.count += 1 }
        rig.forwarder.abandon()
        rig.forwarder.abandon()
        #expect(done.count == 1)
        rig.answerAll(.response(status: 204, retryAfter: nil))
        #expect(rig.counters[.delivered] == 0)
        #expect(rig.spool.rows.count == 5)
        #expect(rig.time.nextAlarm == nil)
        // Its places are free again for the others of the lane.
        #expect(rig.forwarder.seat.held == 0)
    }
}
