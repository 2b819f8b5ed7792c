import Records
import Testing

@testable import Delivery

/// How often somebody was called.
final class Calls {
    var count = 0
}

extension ForwarderRig {
    /// Withdraws as the spool does: the rows go first.
    func withdraw(_ tags: VisitorTags) -> Calls {
        let calls = Calls()
        spool.removeAll(tags)
        forwarder.withdraw(tags) { calls.count += 1 }
        settle()
        return calls
    }
}

/// A visitor's undelivered events are gone before the withdrawal is acknowledged.
@Suite struct WithdrawalTests {
    private let visitor = VisitorTags(VisitorTag(rawValue: 7))
    private let other = VisitorTags(VisitorTag(rawValue: 8))

    @Test("Nothing of a visitor without events: done at once")
    func nothing() {
        let rig = ForwarderRig()
        rig.add(outbound(), tags: other)
        rig.add(outbound())
        #expect(rig.withdraw(visitor).count == 1)
        #expect(rig.withdraw(.none).count == 1)
        rig.deliverAll()
        #expect(rig.counters[.delivered] == 2)
        #expect(rig.counters[.withdrawn] == 0)
    }

    @Test("What was read is dropped, with its bytes, and the others keep their order")
    func waiting() {
        let rig = ForwarderRig { $0.concurrent = 1 }
        rig.add(outbound("/first"), tags: other)
        for number in 0..<6 {
            rig.add(outbound("/\(number)"), tags: number.isMultiple(of: 2) ? visitor : other)
        }
        #expect(rig.withdraw(visitor).count == 1)
        #expect(rig.counters[.withdrawn] == 3)
        rig.deliverAll()
        #expect(rig.targets == ["/first", "/1", "/3", "/5"])
        #expect(rig.forwarder.heldBytes == 0)
        #expect(rig.spool.isEmpty)
    }

    @Test("What a read under way brings of the visitor is dropped as well")
    func read() {
        let rig = ForwarderRig()
        rig.spool.append(outbound("/mine"), tags: visitor, acceptedAt: rig.time.wallSeconds)
        rig.spool.append(outbound("/other"), tags: other, acceptedAt: rig.time.wallSeconds)
        rig.forwarder.arrived()
        let calls = Calls()
        // The read saw the rows before they went.
        rig.forwarder.withdraw(visitor) { calls.count += 1 }
        #expect(calls.count == 1)
        rig.settle()
        #expect(rig.targets == ["/other"])
        #expect(rig.counters[.withdrawn] == 1)
        // A new grant counts.
        rig.spool.removeAll(visitor)
        rig.add(outbound("/again"), tags: visitor)
        #expect(rig.targets == ["/other", "/again"])
    }

    @Test(
        "What is under way is waited for, and never sent again",
        arguments: [
            (UpstreamAnswer.response(status: 204, retryAfter: nil), ForwardingResult.delivered),
            (.response(status: 404, retryAfter: nil), .rejected),
            (.response(status: 503, retryAfter: 5), .withdrawn),
            (.failed(mayHaveArrived: true), .withdrawn), (.unreachable, .withdrawn),
            (.staleConnection, .withdrawn), (.unsent, .withdrawn),
        ])
    func underWay(answer: UpstreamAnswer, result: ForwardingResult) {
        let rig = ForwarderRig()
        rig.add(outbound("/mine"), tags: visitor)
        let calls = rig.withdraw(visitor)
        #expect(calls.count == 0)
        rig.answer(answer)
        #expect(calls.count == 1)
        #expect(rig.counters[result] == 1)
        rig.advance(milliseconds: 3_600_000)
        #expect(rig.upstream.sent.count == 1)
        #expect(calls.count == 1)
        #expect(rig.forwarder.heldBytes == 0)
        // Nothing of the visitor becomes a dead letter.
        #expect(rig.spool.ended.allSatisfy { $0.result == .delivered })
    }

    @Test("A withdrawn probe that fails keeps the pause, and the next request goes after it")
    func failingProbe() {
        let rig = ForwarderRig()
        rig.add(outbound("/mine"), tags: visitor)
        let calls = rig.withdraw(visitor)
        rig.answer(503, retryAfter: 60)
        rig.add(outbound("/other"), tags: other)
        #expect(calls.count == 1)
        #expect(rig.upstream.underWay == 0)
        rig.advance(milliseconds: 60_000)
        #expect(rig.targets.last == "/other")
    }

    @Test("During a pause it is removed, and the pause's alarm finds nothing to send")
    func pause() {
        let rig = ForwarderRig()
        rig.add(outbound(), tags: visitor)
        rig.answer(.unreachable)
        #expect(rig.withdraw(visitor).count == 1)
        #expect(!rig.forwarder.isBusy)
        rig.advance(milliseconds: 10_000)
        #expect(rig.upstream.sent.count == 1)
        // The server is still taken for failing: one probe goes.
        rig.add(outbound(), outbound(), tags: other)
        #expect(rig.upstream.underWay == 1)
    }

    @Test("Either of two tags finds an event, and an event with both is removed once")
    func twoTags() {
        let (first, second) = (VisitorTag(rawValue: 1), VisitorTag(rawValue: 2))
        for tags in [VisitorTags(first), VisitorTags(second), VisitorTags(second, first)] {
            let rig = ForwarderRig { $0.concurrent = 1 }
            rig.add(outbound("/first"))
            rig.add(outbound("/mine"), tags: VisitorTags(first, second))
            rig.add(outbound("/third"), tags: VisitorTags(VisitorTag(rawValue: 3)))
            #expect(rig.withdraw(tags).count == 1)
            #expect(rig.counters[.withdrawn] == 1)
            rig.deliverAll()
            #expect(rig.targets == ["/first", "/third"])
        }
    }

    @Test("What was accepted at the moment or after it stays, wherever it is")
    func acceptedBefore() {
        let rig = ForwarderRig { $0.concurrent = 1 }
        rig.add(outbound("/under-way"), tags: visitor)
        rig.add(outbound("/old"), tags: visitor, age: 1)
        rig.add(outbound("/new"), tags: visitor)
        let calls = Calls()
        rig.forwarder.withdraw(visitor, acceptedBefore: rig.time.wallSeconds) { calls.count += 1 }
        #expect(calls.count == 1)
        rig.answer(500)
        rig.answer(204)
        rig.advance(milliseconds: 1_000)
        #expect(rig.targets == ["/under-way", "/new", "/under-way"])
        #expect(rig.counters[.withdrawn] == 1)
    }

    @Test("Two withdrawals that wait for one event are both done when it has ended")
    func twice() {
        let rig = ForwarderRig()
        rig.add(outbound(), tags: visitor)
        let calls = [rig.withdraw(visitor), rig.withdraw(visitor)]
        #expect(calls.map(\.count) == [0, 0])
        rig.answer(.unreachable)
        #expect(calls.map(\.count) == [1, 1])
    }

    @Test("What the visitor sends under a new choice does not hold up the withdrawal")
    func newChoice() {
        let rig = ForwarderRig()
        rig.add(outbound("/old"), tags: visitor)
        let calls = rig.withdraw(visitor)
        rig.add(outbound("/new"), tags: visitor)
        #expect(rig.upstream.underWay == 2)
        rig.answer(204)
        #expect(calls.count == 1)
        rig.answer(500)
        rig.advance(milliseconds: 1_000)
        #expect(rig.targets == ["/old", "/new", "/new"])
    }

    @Test("The end of the program tells who waits", arguments: [true, false])
    func ending(isAbandoned: Bool) {
        let rig = ForwarderRig()
        rig.add(outbound(), tags: visitor)
        let calls = rig.withdraw(visitor)
        let drained = Calls()
        rig.forwarder.drain { drained.count += 1 }
        #expect(calls.count == 0)
        if isAbandoned { rig.forwarder.abandon() } else { rig.answer(500) }
        #expect(calls.count == 1)
        #expect(drained.count == 1)
        rig.forwarder.withdraw(visitor) { calls.count += 1 }
        #expect(calls.count == 2)
    }

    @Test("After it is done nothing of the visitor is sent, whatever the upstream does")
    func promise() {
        var steps = SmallGroupsTests.Steps(state: 11)
        let rig = ForwarderRig { $0.concurrent = 4 }
        var waits: [Calls] = []
        for round in 0..<400 {
            let tag = VisitorTags(VisitorTag(rawValue: UInt64.random(in: 0..<5, using: &steps)))
            for _ in 0..<Int.random(in: 0..<8, using: &steps) {
                rig.add(outbound("/\(tag.first?.rawValue ?? 0)/\(round)/"), tags: tag)
            }
            switch Int.random(in: 0..<6, using: &steps) {
            case 0: rig.answer(503)
            case 1: rig.answer(.staleConnection)
            case 2: rig.advance(milliseconds: 1_000)
            case 3:
                let calls = rig.withdraw(tag)
                while calls.count == 0 { rig.answer(.failed(mayHaveArrived: true)) }
                let sent = rig.targets.count
                rig.advance(milliseconds: 200_000)
                let prefix = "/\(tag.first?.rawValue ?? 0)/"
                #expect(!rig.targets[sent...].contains { $0.hasPrefix(prefix) })
                waits.append(calls)
            default: rig.answer(204)
            }
        }
        #expect(waits.count > 20)
        #expect(waits.allSatisfy { $0.count == 1 })
    }
}
