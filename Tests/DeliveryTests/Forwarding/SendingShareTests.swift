import Records
import Testing

@testable import Delivery

/// Destinations of one lane beside each other.
@Suite struct SendingShareTests {
    @Test("A destination with a million events does not hold up one with a single event")
    func million() {
        let share = SendingShare(places: 8, own: 2)
        let time = HandTime()
        let large = ForwarderRig(time: time, sharing: share)
        let endless = EndlessQueue()
        let hog = Forwarder(
            to: UpstreamOrigin(authority: "hog.example"), through: large.upstream, from: endless,
            time: time, sharing: share)
        hog.arrived()
        endless.settle()
        // It grows to all there is.
        for _ in 0..<100 {
            large.upstream.answer(204)
            endless.settle()
        }
        #expect(large.upstream.underWay == 10)
        let small = ForwarderRig(time: time, sharing: share)
        small.add(outbound("/only"))
        #expect(small.targets == ["/only"])
        // Nothing of the large one has ended meanwhile.
        #expect(large.upstream.underWay == 10)
        #expect(endless.read < 1_000)
    }

    @Test("Places beyond their own go round between those who want them")
    func turns() {
        let share = SendingShare(places: 6, own: 1)
        let rigs = (0..<3).map { _ in ForwarderRig(sharing: share) }
        for rig in rigs { rig.add(count: 300) }
        for step in 0..<300 { rigs[step % 3].answer(204) }
        #expect(rigs.map(\.upstream.underWay).reduce(0, +) == 9)
        let delivered = rigs.map(\.counters[.delivered])
        #expect(delivered.allSatisfy { $0 > 80 })
        #expect(rigs.allSatisfy { $0.upstream.underWay >= 1 })
        for rig in rigs { rig.deliverAll() }
        for rig in rigs { rig.deliverAll() }
        #expect(rigs.allSatisfy { $0.counters[.delivered] == 300 })
    }

    @Test("A destination that hangs keeps its places, and the others have theirs")
    func hanging() {
        let share = SendingShare(places: 4, own: 2)
        let (hanging, healthy) = (ForwarderRig(sharing: share), ForwarderRig(sharing: share))
        hanging.add(count: 100)
        #expect(hanging.upstream.underWay == 6)
        healthy.add(count: 100)
        healthy.deliverAll()
        #expect(healthy.counters[.delivered] == 100)
        #expect(hanging.upstream.underWay == 6)
    }

    @Test("A place that is not used when its turn comes goes on to the next")
    func unused() {
        let share = SendingShare(places: 1, own: 0)
        let calls = Calls()
        let first = share.seat {}
        let second = share.seat { calls.count += 1 }
        var third: SendingShare.Seat?
        let taker = share.seat { _ = third?.take() }
        third = taker
        #expect(first.take())
        #expect(!first.take())
        #expect(!second.take())
        #expect(!second.take())
        #expect(!taker.take())
        first.giveBack()
        #expect(calls.count == 1)
        #expect(taker.held == 1)
        taker.giveBack()
        #expect(first.take())
    }
}

/// A spool that never ends, made row by row.
private final class EndlessQueue: SpoolQueue {
    private(set) var read = 0
    private var pending: [() -> Void] = []

    func read(
        after number: Int64, count: Int, bytes: Int,
        _ receive: @escaping ([SpooledRequest]?) -> Void
    ) {
        read += count
        pending.append {
            receive(
                (number + 1...number + Int64(count)).map {
                    SpooledRequest(
                        number: $0, acceptedAt: 20_635 * 86_400, tags: .none,
                        request: outbound("/\($0)"))
                })
        }
    }

    func end(_ request: SpooledRequest, _ result: ForwardingResult, status: Int?) {}

    func settle() { while !pending.isEmpty { pending.removeFirst()() } }
}
