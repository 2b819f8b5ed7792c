import Records
import Testing

@testable import Delivery

/// How often somebody was called.
final class Calls {
    var count = 0
}

/// Begins a withdrawal on one forwarder, which is over when that is done.
func withdraw(_ tags: VisitorTags, _ forwarder: Forwarder) -> Calls {
    let calls = Calls()
    let withdrawal = Withdrawal(tags)
    forwarder.withdraw(withdrawal) {
        withdrawal.end()
        calls.count += 1
    }
    return calls
}

/// A visitor's undelivered events are gone before the withdrawal is acknowledged.
@Suite struct WithdrawalTests {
    private let time = HandTime()
    private let upstream = FakeUpstream()
    private let visitor = VisitorTags(VisitorTag(rawValue: 7))
    private let other = VisitorTags(VisitorTag(rawValue: 8))

    private func forwarder(
        _ adjust: (inout ForwardingLimits) -> Void = { _ in }
    ) -> Forwarder {
        var limits = ForwardingLimits()
        adjust(&limits)
        return Forwarder(
            to: UpstreamOrigin(authority: "vendor.example"), through: upstream, limits: limits,
            time: time, draw: \.upperBound)
    }

    @Test("Nothing of a visitor without events: done at once")
    func nothing() {
        let forwarder = forwarder()
        #expect(forwarder.enqueue(outbound(), tags: other))
        #expect(forwarder.enqueue(outbound()))
        #expect(withdraw(visitor, forwarder).count == 1)
        #expect(forwarder.counters.queued == 2)
        #expect(forwarder.counters[.withdrawn] == 0)
    }

    @Test("What waits is removed, with its bytes, and the others keep their order")
    func waiting() {
        let forwarder = forwarder { $0.concurrent = 1 }
        #expect(forwarder.enqueue(outbound("/first"), tags: other))
        let bytes = forwarder.counters.queuedBytes
        for number in 0..<6 {
            #expect(
                forwarder.enqueue(
                    outbound("/\(number)"), tags: number.isMultiple(of: 2) ? visitor : other))
        }
        #expect(withdraw(visitor, forwarder).count == 1)
        #expect(forwarder.counters[.withdrawn] == 3)
        #expect(forwarder.counters.queued == 4)
        for _ in 0..<3 { upstream.answer(204) }
        #expect(forwarder.counters.queuedBytes < bytes)
        upstream.answer(204)
        #expect(upstream.sent.map { $0.split(separator: " ")[1] } == ["/first", "/1", "/3", "/5"])
        #expect(forwarder.counters.queued == 0)
        #expect(forwarder.counters.queuedBytes == 0)
    }

    @Test(
        "What is under way is waited for, and never sent again",
        arguments: [
            (UpstreamAnswer.response(status: 204, retryAfter: nil), ForwardingResult.delivered),
            (.response(status: 404, retryAfter: nil), .rejected),
            (.response(status: 503, retryAfter: 5), .withdrawn), (.failed, .withdrawn),
            (.staleConnection, .withdrawn), (.unsent, .withdrawn),
        ])
    func underWay(answer: UpstreamAnswer, result: ForwardingResult) {
        let forwarder = forwarder()
        #expect(forwarder.enqueue(outbound("/mine"), tags: visitor))
        let calls = withdraw(visitor, forwarder)
        #expect(calls.count == 0)
        upstream.answer(answer)
        #expect(calls.count == 1)
        #expect(forwarder.counters[result] == 1)
        #expect(forwarder.counters.queued == 0)
        #expect(forwarder.counters.queuedBytes == 0)
        time.advance(milliseconds: 3_600_000)
        #expect(upstream.sent.count == 1)
        #expect(calls.count == 1)
    }

    @Test("A withdrawn probe that fails keeps the pause, and the next request goes after it")
    func failingProbe() {
        let forwarder = forwarder()
        #expect(forwarder.enqueue(outbound("/mine"), tags: visitor))
        let calls = withdraw(visitor, forwarder)
        #expect(forwarder.enqueue(outbound("/other"), tags: other))
        upstream.answer(204)
        upstream.answer(503, retryAfter: 60)
        #expect(calls.count == 1)
        #expect(upstream.underWay == 0)
        time.advance(milliseconds: 60_000)
        #expect(upstream.underWay == 1)
        #expect(upstream.sent.last?.hasPrefix("POST /other") == true)
    }

    @Test("During a pause it is removed, and the pause's alarm finds nothing to send")
    func pause() {
        let forwarder = forwarder()
        #expect(forwarder.enqueue(outbound(), tags: visitor))
        upstream.answer(.failed)
        #expect(time.nextAlarm == 500)
        #expect(withdraw(visitor, forwarder).count == 1)
        #expect(forwarder.counters.queued == 0)
        time.advance(milliseconds: 10_000)
        #expect(upstream.sent.count == 1)
        // The server is still taken for failing: one probe goes.
        for _ in 0..<2 { #expect(forwarder.enqueue(outbound(), tags: other)) }
        #expect(upstream.underWay == 1)
    }

    @Test("During a drain the removed entries count as ended", arguments: [true, false])
    func drain(isPaused: Bool) {
        let forwarder = forwarder { $0.concurrent = 1 }
        for _ in 0..<3 { #expect(forwarder.enqueue(outbound(), tags: visitor)) }
        if isPaused { upstream.answer(503) }
        let drained = Calls()
        forwarder.drain { drained.count += 1 }
        let calls = withdraw(visitor, forwarder)
        if !isPaused {
            #expect(drained.count == 0)
            #expect(calls.count == 0)
            upstream.answer(.failed)
        }
        #expect(drained.count == 1)
        #expect(calls.count == 1)
        #expect(forwarder.counters[.withdrawn] == 3)
        #expect(time.nextAlarm == nil || isPaused)
    }

    @Test("When delivery is given up a withdrawal that waits is done, once")
    func abandoned() {
        let forwarder = forwarder()
        #expect(forwarder.enqueue(outbound(), tags: visitor))
        let calls = withdraw(visitor, forwarder)
        #expect(forwarder.abandon() == 1)
        #expect(calls.count == 1)
        upstream.answer(.failed)
        #expect(calls.count == 1)
        #expect(withdraw(visitor, forwarder).count == 1)
        #expect(forwarder.counters.queued == 0)
    }

    @Test("A forwarder that is gone calls nobody, whatever the upstream answers later")
    func gone() {
        let calls: Calls
        do {
            let forwarder = forwarder()
            #expect(forwarder.enqueue(outbound(), tags: visitor))
            calls = withdraw(visitor, forwarder)
        }
        upstream.answerAll(.failed)
        #expect(calls.count == 0)
    }

    @Test("Until it is acknowledged further events are taken and not sent; then they are sent")
    func barrier() {
        let forwarder = forwarder()
        #expect(forwarder.enqueue(outbound("/old"), tags: visitor))
        let calls = withdraw(visitor, forwarder)
        #expect(forwarder.enqueue(outbound("/late"), tags: visitor))
        #expect(forwarder.enqueue(outbound("/other"), tags: other))
        #expect(forwarder.counters[.withdrawn] == 1)
        #expect(upstream.sent.count == 2)
        upstream.answer(204)
        #expect(calls.count == 1)
        // A new grant after the withdrawal.
        #expect(forwarder.enqueue(outbound("/new"), tags: visitor))
        #expect(upstream.sent.last?.hasPrefix("POST /new") == true)
    }

    @Test("Either of two tags finds an event, and an event with both is removed once")
    func twoTags() {
        let (first, second) = (VisitorTag(rawValue: 1), VisitorTag(rawValue: 2))
        for tags in [VisitorTags(first), VisitorTags(second), VisitorTags(second, first)] {
            let forwarder = forwarder { $0.concurrent = 0 }
            #expect(forwarder.enqueue(outbound(), tags: VisitorTags(first, second)))
            #expect(forwarder.enqueue(outbound(), tags: VisitorTags(VisitorTag(rawValue: 3))))
            #expect(withdraw(tags, forwarder).count == 1)
            #expect(forwarder.counters[.withdrawn] == 1)
            #expect(forwarder.counters.queued == 1)
        }
    }

    @Test("Two withdrawals that wait for one event are both done when it has ended")
    func twice() {
        let forwarder = forwarder()
        #expect(forwarder.enqueue(outbound(), tags: visitor))
        let calls = [withdraw(visitor, forwarder), withdraw(visitor, forwarder)]
        #expect(calls.map(\.count) == [0, 0])
        upstream.answer(.failed)
        #expect(calls.map(\.count) == [1, 1])
    }

    @Test("No client waits for a place of an event that was removed")
    func pressure() {
        let forwarder = forwarder {
            $0.pressure = 2
            $0.concurrent = 1
        }
        for number in 0..<8 {
            #expect(forwarder.enqueue(outbound(), tags: number < 3 ? other : visitor))
        }
        let answers = Calls()
        for _ in 0..<5 { forwarder.afterRelief { answers.count += 1 } }
        #expect(forwarder.isPressed)
        #expect(withdraw(visitor, forwarder).count == 1)
        #expect(!forwarder.isPressed)
        #expect(answers.count == 5)
    }

    @Test("While the queue stays long as many clients are answered as events were removed")
    func partialRelief() {
        let forwarder = forwarder {
            $0.pressure = 2
            $0.concurrent = 1
        }
        for number in 0..<8 {
            #expect(forwarder.enqueue(outbound(), tags: number < 6 ? other : visitor))
        }
        let answers = Calls()
        for _ in 0..<5 { forwarder.afterRelief { answers.count += 1 } }
        #expect(withdraw(visitor, forwarder).count == 1)
        #expect(answers.count == 2)
        for _ in 0..<6 { upstream.answer(204) }
        #expect(answers.count == 5)
    }
}
