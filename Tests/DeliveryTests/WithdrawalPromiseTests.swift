import Records
import Testing

@testable import Delivery

/// After a withdrawal nothing is sent, and numbers stay exact, whatever happens meanwhile.
@Suite struct WithdrawalPromiseTests {
    private let time = HandTime()
    private let upstream = FakeUpstream()
    private let visitor = VisitorTags(VisitorTag(rawValue: 7))

    private func forwarder(
        _ adjust: (inout ForwardingLimits) -> Void = { _ in }
    ) -> Forwarder {
        var limits = ForwardingLimits()
        adjust(&limits)
        return Forwarder(
            to: UpstreamOrigin(authority: "vendor.example"), through: upstream, limits: limits,
            time: time, draw: \.upperBound)
    }

    @Test("Ten thousand entries: only the visitor's are removed, and all numbers stay exact")
    func many() {
        let forwarder = forwarder { $0.concurrent = 1 }
        for number in 0..<10_000 {
            let tag = VisitorTag(rawValue: UInt64(number % 100))
            #expect(forwarder.enqueue(outbound(), tags: VisitorTags(tag)))
        }
        let calls = withdraw(VisitorTags(VisitorTag(rawValue: 50)), forwarder)
        #expect(calls.count == 1)
        #expect(forwarder.counters[.withdrawn] == 100)
        #expect(forwarder.counters.queued == 9_900)
        #expect(forwarder.counters.queuedBytes == 9_900 * outbound().heldBytes)
        while upstream.underWay > 0 { upstream.answer(204) }
        #expect(forwarder.counters[.delivered] == 9_900)
        #expect(forwarder.counters.queuedBytes == 0)
    }

    @Test("After it is done nothing of the visitor is sent, whatever the upstream does")
    func promise() {
        var steps = SmallGroupsTests.Steps(state: 11)
        let forwarder = forwarder { $0.concurrent = 4 }
        var accepted = 0
        var waits: [Calls] = []
        for round in 0..<400 {
            let tag = VisitorTags(VisitorTag(rawValue: UInt64.random(in: 0..<5, using: &steps)))
            for _ in 0..<Int.random(in: 0..<8, using: &steps) {
                let target = "/\(tag.first?.rawValue ?? 0)/\(round)/"
                if forwarder.enqueue(outbound(target), tags: tag) { accepted += 1 }
            }
            switch Int.random(in: 0..<6, using: &steps) {
            case 0: upstream.answer(503)
            case 1: upstream.answer(.staleConnection)
            case 2: time.advance(milliseconds: 1_000)
            case 3:
                let calls = withdraw(tag, forwarder)
                while calls.count == 0 { upstream.answer(.failed) }
                let sent = upstream.sent.count
                time.advance(milliseconds: 200_000)
                let prefix = "POST /\(tag.first?.rawValue ?? 0)/"
                #expect(!upstream.sent[sent...].contains { $0.hasPrefix(prefix) })
                waits.append(calls)
            default: upstream.answer(204)
            }
            let ended = ForwardingResult.allCases.map { forwarder.counters[$0] }.reduce(0, +)
            #expect(ended + forwarder.counters.queued == accepted)
        }
        #expect(waits.count > 20)
        #expect(waits.allSatisfy { $0.count == 1 })
    }

    @Test("Who is told may go on at once: withdraw, send again, or end everything")
    func reentrance() {
        let forwarder = forwarder { $0.concurrent = 1 }
        for _ in 0..<3 { #expect(forwarder.enqueue(outbound("/old"), tags: visitor)) }
        let (withdrawal, calls) = (Withdrawal(visitor), Calls())
        forwarder.withdraw(withdrawal) { [visitor] in
            withdrawal.end()
            calls.count += 1
            _ = forwarder.enqueue(outbound("/new"), tags: visitor)
            let again = Withdrawal(visitor)
            forwarder.withdraw(again) { calls.count += 10 }
            forwarder.abandon()
            forwarder.withdraw(again) { calls.count += 100 }
        }
        upstream.answer(.failed)
        #expect(calls.count == 111)
        // The new one waited for the end of the pause.
        #expect(forwarder.counters[.withdrawn] == 4)
        #expect(forwarder.counters.queued == 0)
        upstream.answerAll(.failed)
        #expect(calls.count == 111)
    }
}
