import Foundation
import Records
import Testing

@testable import Delivery

/// What becomes of each request of a batch that was not taken, or does not end as others do.
@Suite struct BatchFailureTests {
    // MARK: Refusals

    @Test(
        "One that is refused is found, and alone becomes a dead letter",
        arguments: [400, 413, 422, 401, 404, 302], [1, 4, 8])
    func refusal(status: Int, bad: Int) {
        let rig = busyRig()
        for name in 1...8 { rig.add(event(name)) }
        rig.answer(204)
        rig.answerEach { $0.contains("\"n\":\(bad)}") ? status : 200 }
        #expect(rig.counters[.rejected] == 1)
        #expect(rig.counters[.delivered] == 8)
        let letters = rig.spool.ended.filter { $0.result == .rejected }
        #expect(letters.map(\.number) == [Int64(bad + 1)])
        #expect(letters.map(\.status) == [status])
        #expect(rig.upstream.sent.count <= 1 + 7)
        #expect(rig.counters.openings == 0)
        #expect(rig.counters.retries == 0)
        // At once: no pause was needed.
        #expect(rig.time.nextAlarm == nil)
        #expect(rig.forwarder.heldBytes == 0)
    }

    @Test("If all are bad, each is judged alone, within twice the requests")
    func allBad() {
        let rig = busyRig()
        for name in 1...8 { rig.add(event(name)) }
        rig.answer(204)
        rig.answerEach { _ in 400 }
        #expect(rig.counters[.rejected] == 8)
        #expect(rig.upstream.sent.count == 1 + 15)
        #expect(Set(rig.spool.ended.map(\.number)).count == 9)
    }

    @Test("Halves go before what came later")
    func halves() {
        let rig = busyRig()
        for name in 1...4 { rig.add(event(name)) }
        rig.answer(204)
        rig.add(outbound("/later"))
        rig.answer(400)
        rig.deliverAll()
        #expect(rig.targets == ["/first", "/v1/batch", "/v1/batch", "/v1/batch", "/later"])
        #expect(rig.events.suffix(4) == [1, 2, 3, 4])
    }

    // MARK: Failures

    @Test(
        "A batch that failed is tried again in halves, and counts against nobody",
        arguments: [
            UpstreamAnswer.response(status: 500, retryAfter: nil), .failed(mayHaveArrived: true),
            .failed(mayHaveArrived: false),
        ])
    func failure(answer: UpstreamAnswer) {
        let rig = busyRig()
        for name in 1...4 { rig.add(event(name)) }
        rig.answer(204)
        rig.answer(answer)
        #expect(rig.upstream.underWay == 0)
        #expect(rig.time.nextAlarm == 1_000)
        rig.advance(milliseconds: 1_000)
        #expect(rig.sizes.last == 2)
        rig.deliverAll()
        #expect(rig.sizes == [0, 4, 2, 2])
        #expect(rig.counters[.delivered] == 5)
        #expect(rig.counters.retries == 4)
        #expect(
            rig.counters.possibleDuplicates == (answer == .failed(mayHaveArrived: true) ? 4 : 0))
    }

    @Test("One whose batches always fail goes alone in the end; its companions are long delivered")
    func poison() {
        let rig = busyRig()
        for name in 1...8 { rig.add(event(name)) }
        rig.answer(204)
        for _ in 0..<40 where rig.counters[.delivered] < 8 {
            rig.answerEach { $0.contains("\"n\":5}") ? 500 : 200 }
            rig.advance(milliseconds: rig.time.nextAlarm ?? 0)
        }
        #expect(rig.counters[.delivered] == 8)
        #expect(rig.counters[.gaveUp] == 0)
        // Eight, four, two, and then alone.
        #expect(
            rig.bodies.filter { $0.contains("\"n\":5}") }.map(rig.size).prefix(4) == [8, 4, 2, 1])
        // From now on it is on its own, whoever else waits.
        for _ in 0..<500 where rig.counters[.gaveUp] == 0 {
            rig.add(event(100))
            rig.answerEach { $0.contains("\"n\":5}") ? 500 : 200 }
            rig.advance(milliseconds: rig.time.nextAlarm ?? 300_000)
        }
        #expect(rig.counters[.gaveUp] == 1)
        #expect(rig.spool.ended.filter { $0.result == .gaveUp }.map(\.number) == [6])
        #expect(rig.counters[.rejected] == 0)
    }

    @Test("A pause that the server asks for leaves the batch whole")
    func paused() {
        for answer in [UpstreamAnswer.response(status: 503, retryAfter: 30), .unreachable] {
            let rig = busyRig()
            for name in 1...4 { rig.add(event(name)) }
            rig.answer(204)
            rig.answer(answer)
            rig.advance(milliseconds: 30_000)
            // The probe goes alone.
            #expect(rig.sizes.last == 1)
            rig.advance(milliseconds: 30_000)
            rig.deliverAll()
            #expect(rig.sizes == [0, 4, 1, 3])
            #expect(rig.counters[.delivered] == 5)
        }
    }

    @Test(
        "A server that takes few events at a time gets few, and does not wait for single probes",
        arguments: [(429, nil), (429, 1), (503, 1)] as [(Int, Int?)])
    func eventsLimited(status: Int, pause: Int?) {
        let rig = busyRig { $0.concurrent = 8 }
        for name in 1...300 {
            rig.spool.append(event(name), tags: .none, acceptedAt: rig.time.wallSeconds)
        }
        rig.forwarder.arrived()
        rig.settle()
        for _ in 0..<120 where rig.counters[.delivered] < 301 {
            while rig.upstream.underWay > 0 {
                let body = rig.bodies[rig.upstream.sent.count - rig.upstream.underWay]
                let isTaken = rig.size(body) <= 4
                rig.answer(isTaken ? 200 : status, retryAfter: isTaken ? nil : pause)
            }
            rig.advance(milliseconds: 1_000)
        }
        #expect(rig.counters[.delivered] == 301)
    }

    @Test("A batch that is answered late lets fewer go together, before it is answered too late")
    func slow() {
        let rig = busyRig()
        for name in 1...60 {
            rig.spool.append(event(name), tags: .none, acceptedAt: rig.time.wallSeconds)
        }
        rig.forwarder.arrived()
        rig.settle()
        rig.answer(204)
        for _ in 0..<4 {
            rig.advance(milliseconds: 3_001)
            rig.answer(204)
        }
        #expect(rig.sizes == [0, 8, 4, 2, 1, 1])
        rig.deliverAll()
        #expect(rig.sizes.suffix(9).dropLast(1) == [1, 2, 3, 4, 5, 6, 7, 8])
        #expect(rig.counters[.delivered] == 61)
    }

    @Test("The end of a kept connection: the same batch goes over a new one")
    func stale() {
        let rig = busyRig()
        for name in 1...3 { rig.add(event(name)) }
        rig.answer(204)
        rig.answer(.staleConnection)
        #expect(rig.upstream.fresh == [false, false, true])
        #expect(rig.bodies[1] == rig.bodies[2])
        #expect(rig.counters.possibleDuplicates == 3)
        #expect(rig.counters.retries == 0)
        rig.answer(204)
        #expect(rig.counters[.delivered] == 4)
    }

    @Test("A shortage of this machine is over soon, for all of the batch")
    func shortage() {
        let rig = busyRig()
        for name in 1...3 { rig.add(event(name)) }
        rig.answer(204)
        rig.answer(.unsent)
        rig.advance(milliseconds: 250)
        #expect(rig.bodies[1] == rig.bodies[2])
        rig.answer(204)
        #expect(rig.counters[.delivered] == 4)
    }

    // MARK: Endings

    private let visitor = VisitorTags(VisitorTag(rawValue: 7))

    @Test(
        "Of a batch under way a withdrawn one ends as it would alone, the others go on",
        arguments: [
            (UpstreamAnswer.response(status: 204, retryAfter: nil), ForwardingResult.delivered),
            (.response(status: 400, retryAfter: nil), .withdrawn),
            (.response(status: 500, retryAfter: nil), .withdrawn), (.unreachable, .withdrawn),
            (.staleConnection, .withdrawn), (.unsent, .withdrawn),
        ])
    func withdrawal(answer: UpstreamAnswer, result: ForwardingResult) {
        let rig = busyRig()
        rig.add(event(1))
        rig.add(event(2), tags: visitor)
        rig.add(event(3))
        rig.answer(204)
        let calls = rig.withdraw(visitor)
        #expect(calls.count == 0)
        rig.answer(answer)
        #expect(calls.count == 1)
        #expect(rig.counters[result] == (result == .delivered ? 4 : 1))
        for _ in 0..<10 {
            rig.deliverAll()
            rig.advance(milliseconds: 1_000)
        }
        #expect(rig.counters[.delivered] == (result == .delivered ? 4 : 3))
        #expect(rig.bodies.filter { $0.contains("\"n\":2}") }.count == 1)
        #expect(rig.spool.ended.allSatisfy { $0.result == .delivered })
        #expect(rig.forwarder.heldBytes == 0)
    }

    @Test(
        "Draining waits for a batch, and leaves one that failed on disk; giving up leaves it at once"
    )
    func draining() {
        for isAbandoned in [false, true] {
            for status in [200, 400, 500] {
                let rig = busyRig()
                for name in 1...4 { rig.add(event(name)) }
                rig.answer(204)
                let done = Calls()
                rig.forwarder.drain { done.count += 1 }
                #expect(done.count == 0)
                if isAbandoned { rig.forwarder.abandon() }
                rig.answer(status)
                #expect(done.count == 1)
                let isTaken = status == 200 && !isAbandoned
                #expect(rig.spool.rows.count == (isTaken ? 0 : 4))
                #expect(rig.forwarder.heldBytes == 0)
                #expect(rig.forwarder.seat.held == 0)
                #expect(!rig.forwarder.isBusy)
            }
        }
    }

    @Test("Every request ends once, whatever the upstream does, and something always wakes it")
    func conservation() {
        var steps = SmallGroupsTests.Steps(state: 11)
        let rig = ForwarderRig(batch: BatchRule(arrays: ["batch"], most: 20, largest: 2_000)) {
            $0.windowCount = 40
            $0.concurrent = 3
            $0.attempts = 2
            $0.patienceSeconds = 10
            $0.deferredCount = 30
        }
        var spooled = 0
        for _ in 0..<4_000 {
            switch Int.random(in: 0..<12, using: &steps) {
            case 0...3:
                for _ in 0..<Int.random(in: 1...9, using: &steps) {
                    let isOther = Bool.random(using: &steps)
                    rig.spool.append(
                        event(spooled, key: isOther ? "a" : "b"),
                        tags: spooled.isMultiple(of: 50) ? visitor : .none,
                        acceptedAt: rig.time.wallSeconds)
                    spooled += 1
                }
                rig.forwarder.arrived()
                rig.settle()
            case 4, 5: rig.answer(204)
            case 6: rig.answer(Bool.random(using: &steps) ? 400 : 413)
            case 7: rig.answer(503, retryAfter: Int.random(in: 0...5, using: &steps))
            case 8: rig.answer(.failed(mayHaveArrived: Bool.random(using: &steps)))
            case 9: rig.answer(Bool.random(using: &steps) ? .unreachable : .staleConnection)
            case 10: rig.answer(500)
            default: rig.advance(milliseconds: Int.random(in: 0...3_000, using: &steps))
            }
            rig.checkConservation(of: spooled)
        }
        rig.checkEnding()
        #expect(rig.counters.batches > 50)
        for body in rig.bodies {
            #expect((try? JSONSerialization.jsonObject(with: Data(body.utf8))) != nil)
        }
    }
}
