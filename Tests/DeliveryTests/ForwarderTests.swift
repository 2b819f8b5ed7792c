import Records
import Testing

@testable import Delivery

@Suite struct ForwarderTests {
    private let time = HandTime()
    private let upstream = FakeUpstream()

    private func forwarder(
        _ adjust: (inout ForwardingLimits) -> Void = { _ in },
        draw: @escaping Backoff.Draw = \.upperBound
    ) -> Forwarder {
        var limits = ForwardingLimits()
        adjust(&limits)
        return Forwarder(
            to: UpstreamOrigin(authority: "vendor.example"), through: upstream, limits: limits,
            time: time, draw: draw)
    }

    @Test("A request has the fixed fields in their order, and no others")
    func wire() throws {
        let forwarder = forwarder()
        #expect(forwarder.enqueue(outbound(language: "nl", gpc: true)))
        #expect(
            upstream.sent == [
                "POST /g/collect?v=2 HTTP/1.1\r\nHost: vendor.example\r\nUser-Agent: Mozilla/5.0\r\n"
                    + "Accept: */*\r\nAccept-Language: nl\r\nContent-Type: text/plain\r\n"
                    + "Sec-GPC: 1\r\nContent-Length: 12\r\n\r\nen=page_view"
            ])
    }

    @Test("What the profile removed has no field, and GET has no body")
    func bareWire() {
        let origin = UpstreamOrigin(authority: "vendor.example:8443", pathPrefix: "/base/")
        let forwarder = Forwarder(to: origin, through: upstream, time: time)
        #expect(forwarder.enqueue(outbound("/x", method: "GET", body: "no", userAgent: "")))
        #expect(
            upstream.sent == [
                "GET /base/x HTTP/1.1\r\nHost: vendor.example:8443\r\nAccept: */*\r\n\r\n"
            ])
    }

    @Test(
        "A target that could end its line is never sent",
        arguments: ["/x HTTP/1.1\r\nCookie: a", "/x y", "/x\u{0}", "x", "", "http://other/"])
    func hostileTarget(target: String) {
        let forwarder = forwarder()
        #expect(forwarder.enqueue(outbound(target)))
        #expect(upstream.sent.isEmpty)
        #expect(forwarder.counters[.unsendable] == 1)
        #expect(forwarder.counters.queued == 0)
    }

    @Test("Line ends in a value do not make a field")
    func hostileValue() {
        let forwarder = forwarder()
        #expect(forwarder.enqueue(outbound(userAgent: "a\r\nCookie: b", language: "nl\nX: y")))
        #expect(upstream.sent.first?.contains("\r\nCookie") == false)
        #expect(upstream.sent.first?.contains("\nX: y") == false)
    }

    @Test(
        "Each answer has its result",
        arguments: [
            (200, ForwardingResult.delivered), (204, .delivered), (302, .rejected),
            (400, .rejected), (403, .rejected), (404, .rejected), (100, .rejected),
        ])
    func results(status: Int, result: ForwardingResult) {
        let forwarder = forwarder()
        #expect(forwarder.enqueue(outbound()))
        upstream.answer(status)
        #expect(forwarder.counters[result] == 1)
        #expect(forwarder.counters.queued == 0)
        #expect(forwarder.counters.queuedBytes == 0)
        #expect(time.nextAlarm == nil)
    }

    @Test(
        "Temporary failures are tried again after ever longer pauses, up to the cap, then given up",
        arguments: [
            UpstreamAnswer.failed, .response(status: 500, retryAfter: nil),
            .response(status: 503, retryAfter: nil), .response(status: 429, retryAfter: nil),
            .response(status: 408, retryAfter: nil),
        ])
    func schedule(answer: UpstreamAnswer) {
        let forwarder = forwarder {
            $0.backoff = Backoff(baseMilliseconds: 500, capMilliseconds: 10_000)
        }
        #expect(forwarder.enqueue(outbound()))
        var pauses: [Int] = []
        for _ in 0..<7 {
            upstream.answer(answer)
            guard let pause = time.nextAlarm else { break }
            pauses.append(pause)
            time.advance(milliseconds: pause - 1)
            #expect(upstream.underWay == 0)
            time.advance(milliseconds: 1)
            #expect(upstream.underWay == 1)
        }
        #expect(pauses == [500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000])
        upstream.answer(answer)
        #expect(forwarder.counters[.gaveUp] == 1)
        #expect(forwarder.counters.retries == 7)
        #expect(forwarder.counters.queued == 0)
        #expect(upstream.sent.count == 8)
    }

    @Test("Jitter is drawn from zero to the ceiling")
    func jitter() {
        let forwarder = forwarder(draw: { $0.lowerBound + ($0.count - 1) / 4 })
        #expect(forwarder.enqueue(outbound()))
        upstream.answer(.failed)
        #expect(time.nextAlarm == 125)
    }

    @Test(
        "Retry-After is kept, up to a bound",
        arguments: [(30, 30_000), (0, 500), (-5, 500), (86_400 * 365, 600_000), (.max, 600_000)])
    func retryAfter(seconds: Int, pause: Int) {
        let forwarder = forwarder()
        #expect(forwarder.enqueue(outbound()))
        upstream.answer(503, retryAfter: seconds)
        #expect(time.nextAlarm == pause)
        // A new request does not jump the pause.
        #expect(forwarder.enqueue(outbound("/second")))
        #expect(upstream.underWay == 0)
    }

    @Test("Failures of one wave pause once; one probe goes first, success opens all lanes again")
    func probing() {
        let forwarder = forwarder { $0.concurrent = 4 }
        for number in 0..<10 { #expect(forwarder.enqueue(outbound("/\(number)"))) }
        #expect(upstream.underWay == 4)
        upstream.answerAll(.failed)
        #expect(time.nextAlarm == 500)
        time.advance(milliseconds: 500)
        #expect(upstream.underWay == 1)
        upstream.answer(.failed)
        #expect(time.nextAlarm == 1_000)
        time.advance(milliseconds: 1_000)
        #expect(upstream.underWay == 1)
        upstream.answer(204)
        #expect(upstream.underWay == 4)
        while upstream.underWay > 0 { upstream.answer(204) }
        #expect(forwarder.counters[.delivered] == 10)
        #expect(forwarder.counters.queued == 0)
    }

    @Test("A kept connection that had ended costs neither attempt nor pause, but a new connection")
    func staleConnection() {
        let forwarder = forwarder { $0.attempts = 2 }
        #expect(forwarder.enqueue(outbound()))
        upstream.answer(.staleConnection)
        #expect(upstream.underWay == 1)
        #expect(time.nextAlarm == nil)
        #expect(upstream.fresh == [false, true])
        #expect(forwarder.counters.retries == 0)
        upstream.answer(500)
        time.advance(milliseconds: 500)
        upstream.answer(.staleConnection)
        #expect(upstream.fresh == [false, true, false, true])
        upstream.answer(204)
        #expect(forwarder.counters[.delivered] == 1)
        #expect(forwarder.counters.retries == 1)
    }

    @Test("An upstream that ends even new connections before it answers is given up")
    func alwaysStale() {
        let forwarder = forwarder { $0.attempts = 2 }
        #expect(forwarder.enqueue(outbound()))
        for _ in 0..<4 {
            upstream.answer(.staleConnection)
            time.advance(milliseconds: 60_000)
        }
        #expect(forwarder.counters[.gaveUp] == 1)
        #expect(upstream.sent.count == 4)
    }

    @Test("A shortage of this machine costs no attempt, and is over soon")
    func shortage() {
        let forwarder = forwarder { $0.attempts = 2 }
        #expect(forwarder.enqueue(outbound()))
        for _ in 0..<50 {
            upstream.answer(.unsent)
            #expect(time.nextAlarm == 250)
            #expect(upstream.underWay == 0)
            time.advance(milliseconds: 250)
        }
        upstream.answer(204)
        #expect(forwarder.counters[.delivered] == 1)
    }

    @Test("A request that always fails does not hold up the others")
    func poison() {
        let forwarder = forwarder { $0.concurrent = 1 }
        #expect(forwarder.enqueue(outbound("/poison")))
        for number in 0..<3 { #expect(forwarder.enqueue(outbound("/\(number)"))) }
        upstream.answer(500)
        time.advance(milliseconds: 500)
        for _ in 0..<3 { upstream.answer(204) }
        #expect(forwarder.counters[.delivered] == 3)
        #expect(forwarder.counters.queued == 1)
    }

    @Test("The queue is bounded in number and bytes, and refuses without keeping anything")
    func full() {
        let forwarder = forwarder {
            $0.queueCount = 3
            $0.concurrent = 1
        }
        for _ in 0..<3 { #expect(forwarder.enqueue(outbound())) }
        #expect(!forwarder.enqueue(outbound()))
        #expect(forwarder.counters.refused == 1)
        #expect(forwarder.counters.queued == 3)
        upstream.answer(204)
        #expect(forwarder.enqueue(outbound()))

        let narrow = self.forwarder { $0.queueBytes = 100 }
        #expect(!narrow.enqueue(outbound(body: String(repeating: "x", count: 101))))
        #expect(narrow.enqueue(outbound()))
        #expect(!narrow.enqueue(outbound(body: String(repeating: "x", count: 60))))
    }

    @Test("What waited too long is dropped and counted, before it is sent")
    func expiry() {
        let forwarder = forwarder {
            $0.concurrent = 1
            $0.ageSeconds = 60
        }
        #expect(forwarder.enqueue(outbound("/1")))
        #expect(forwarder.enqueue(outbound("/2")))
        time.advance(milliseconds: 61_000)
        upstream.answer(204)
        #expect(upstream.sent.count == 1)
        #expect(forwarder.counters[.expired] == 1)
        #expect(forwarder.counters[.delivered] == 1)
    }

    @Test("An upstream that answers at once does not make the stack grow")
    func immediate() {
        upstream.immediately = .response(status: 204, retryAfter: nil)
        let forwarder = forwarder()
        for _ in 0..<20_000 { #expect(forwarder.enqueue(outbound())) }
        #expect(forwarder.counters[.delivered] == 20_000)
    }

    @Test("Every request ends in exactly one result, whatever the upstream does")
    func conservation() {
        var steps = SmallGroupsTests.Steps(state: 7)
        let forwarder = forwarder { $0.queueCount = 50 }
        var accepted = 0
        for _ in 0..<3_000 {
            switch Int.random(in: 0..<8, using: &steps) {
            case 0...2: if forwarder.enqueue(outbound()) { accepted += 1 }
            case 3: upstream.answer(204)
            case 4: upstream.answer(404)
            case 5: upstream.answer(503, retryAfter: Int.random(in: 0...5, using: &steps))
            case 6: upstream.answer(.failed)
            default: time.advance(milliseconds: Int.random(in: 0...3_000, using: &steps))
            }
            let ended = ForwardingResult.allCases.map { forwarder.counters[$0] }.reduce(0, +)
            #expect(ended + forwarder.counters.queued == accepted)
            #expect(
                upstream.underWay == 0 || time.nextAlarm != nil || forwarder.counters.queued > 0)
            #expect(
                forwarder.counters.queued == 0 || upstream.underWay > 0 || time.nextAlarm != nil,
                "something waits and nothing will wake it")
        }
        #expect(accepted > 100)
    }
}
