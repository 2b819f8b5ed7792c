import Records
import Testing

@testable import Delivery

@Suite struct ForwarderEndingTests {
    private let time = HandTime()
    private let upstream = FakeUpstream()

    private func forwarder(
        _ adjust: (inout ForwardingLimits) -> Void = { _ in }
    ) -> Forwarder {
        var limits = ForwardingLimits()
        adjust(&limits)
        return Forwarder(
            to: UpstreamOrigin(authority: "vendor.example"), through: upstream, limits: limits,
            time: time, draw: \.upperBound)
    }

    @Test("Draining waits for retries, and takes nothing new")
    func draining() {
        let forwarder = forwarder()
        #expect(forwarder.enqueue(outbound()))
        upstream.answer(.failed)
        var isDone = false
        forwarder.drain { isDone = true }
        #expect(!forwarder.enqueue(outbound()))
        #expect(!isDone)
        time.advance(milliseconds: 250)
        upstream.answer(204)
        #expect(isDone)
        #expect(forwarder.counters[.delivered] == 1)
    }

    @Test("Giving up ends everything once, and late answers change nothing")
    func abandoning() {
        let forwarder = forwarder { $0.concurrent = 2 }
        for _ in 0..<5 { #expect(forwarder.enqueue(outbound())) }
        var isDone = false
        forwarder.drain { isDone = true }
        #expect(forwarder.abandon() == 5)
        #expect(forwarder.abandon() == 0)
        #expect(isDone)
        #expect(forwarder.counters[.abandoned] == 5)
        upstream.answerAll(.response(status: 204, retryAfter: nil))
        #expect(forwarder.counters[.delivered] == 0)
        #expect(forwarder.counters.queued == 0)
        #expect(time.nextAlarm == nil)
    }

    @Test("When the program ends pauses are short, and an unreachable server is no attempt")
    func hurry() {
        let forwarder = forwarder { $0.attempts = 3 }
        #expect(forwarder.enqueue(outbound()))
        upstream.answer(503, retryAfter: 120)
        #expect(time.nextAlarm == 120_000)
        forwarder.hurry()
        #expect(time.nextAlarm == 250)
        for _ in 0..<40 {
            time.advance(milliseconds: 250)
            #expect(upstream.underWay == 1)
            upstream.answer(.failed)
        }
        #expect(forwarder.enqueue(outbound("/late")))
        time.advance(milliseconds: 250)
        upstream.answer(204)
        upstream.answer(204)
        #expect(forwarder.counters[.delivered] == 2)
    }

    @Test("A request that the server refuses to the end does not hold up the end of the program")
    func hurriedPoison() {
        let forwarder = forwarder()
        #expect(forwarder.enqueue(outbound()))
        var isDone = false
        forwarder.drain { isDone = true }
        for _ in 0..<8 {
            upstream.answer(500)
            time.advance(milliseconds: 250)
        }
        #expect(isDone)
        #expect(forwarder.counters[.gaveUp] == 1)
    }
}
