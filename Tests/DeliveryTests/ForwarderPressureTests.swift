import Records
import Testing

@testable import Delivery

/// Clients are answered as fast as a healthy upstream takes events, and at once when it fails.
@Suite struct ForwarderPressureTests {
    private let time = HandTime()
    private let upstream = FakeUpstream()

    /// A forwarder with one request under way and more waiting than it likes.
    private func pressed() -> Forwarder {
        var limits = ForwardingLimits()
        limits.pressure = 2
        limits.concurrent = 1
        let forwarder = Forwarder(
            to: UpstreamOrigin(authority: "vendor.example"), through: upstream, limits: limits,
            time: time, draw: { $0.upperBound })
        for _ in 0..<6 { _ = forwarder.enqueue(outbound()) }
        return forwarder
    }

    private final class Answers {
        var order: [Int] = []
    }

    @Test("A short queue holds nobody")
    func isFree() {
        let forwarder = Forwarder(
            to: UpstreamOrigin(authority: "vendor.example"), through: upstream, time: time)
        #expect(forwarder.enqueue(outbound()))
        let answers = Answers()
        forwarder.afterRelief { answers.order.append(1) }
        #expect(answers.order == [1])
    }

    @Test("Each request that is taken answers one client, in turn")
    func answersInTurn() {
        let forwarder = pressed()
        #expect(forwarder.isPressed)
        let answers = Answers()
        for number in 1...2 { forwarder.afterRelief { answers.order.append(number) } }
        #expect(answers.order.isEmpty)
        upstream.answer(204)
        #expect(answers.order == [1])
        upstream.answer(204)
        #expect(answers.order == [1, 2])
    }

    @Test("A failure answers everybody: no client waits for a server that is away")
    func failureAnswersAll() {
        let forwarder = pressed()
        let answers = Answers()
        for number in 1...3 { forwarder.afterRelief { answers.order.append(number) } }
        upstream.answer(503)
        #expect(answers.order == [1, 2, 3])
        #expect(!forwarder.isPressed)
    }

    @Test("The end answers everybody", arguments: [true, false])
    func endAnswersAll(isAbandoned: Bool) {
        let forwarder = pressed()
        let answers = Answers()
        forwarder.afterRelief { answers.order.append(1) }
        if isAbandoned { forwarder.abandon() } else { forwarder.drain {} }
        #expect(answers.order == [1])
    }
}
