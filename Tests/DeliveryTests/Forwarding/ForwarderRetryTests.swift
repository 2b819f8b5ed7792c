import Records
import Testing

@testable import Delivery

/// What happens to requests that the upstream does not take.
@Suite struct ForwarderRetryTests {
    @Test(
        "A failed request is sent again, the same to the byte",
        arguments: [
            UpstreamAnswer.failed(mayHaveArrived: false), .failed(mayHaveArrived: true),
            .unreachable, .response(status: 500, retryAfter: nil),
            .response(status: 599, retryAfter: nil), .response(status: 503, retryAfter: nil),
            .response(status: 429, retryAfter: nil), .response(status: 408, retryAfter: nil),
            .response(status: 425, retryAfter: nil),
        ])
    func again(answer: UpstreamAnswer) {
        let rig = ForwarderRig()
        rig.add(outbound())
        rig.answer(answer)
        #expect(rig.upstream.underWay == 0)
        #expect(rig.time.nextAlarm == 1_000)
        #expect(rig.spool.ended.isEmpty)
        rig.advance(milliseconds: 999)
        #expect(rig.upstream.underWay == 0)
        rig.advance(milliseconds: 1)
        #expect(rig.upstream.underWay == 1)
        #expect(rig.upstream.sent.first == rig.upstream.sent.last)
        #expect(rig.counters.retries == 1)
        rig.answer(204)
        #expect(rig.counters[.delivered] == 1)
        let mayBeDouble = answer == .failed(mayHaveArrived: true)
        #expect(rig.counters.possibleDuplicates == (mayBeDouble ? 1 : 0))
    }

    @Test("A failed request waits for its own next try while later ones pass")
    func passing() {
        let rig = ForwarderRig { $0.concurrent = 1 }
        rig.add(outbound("/first"), outbound("/second"), outbound("/third"))
        rig.answer(500)
        rig.answer(204)
        rig.answer(204)
        #expect(rig.targets == ["/first", "/second", "/third"])
        rig.advance(milliseconds: 1_000)
        rig.answer(204)
        #expect(rig.targets.last == "/first")
        #expect(rig.counters[.delivered] == 3)
    }

    @Test("Jitter is drawn from zero to the ceiling")
    func jitter() {
        let rig = ForwarderRig(draw: { $0.lowerBound + ($0.count - 1) / 4 })
        rig.add(outbound())
        rig.answer(500)
        #expect(rig.time.nextAlarm == 250)
    }

    @Test("Each failure that counts doubles the pause of the request, up to the cap")
    func ownPauses() {
        let rig = ForwarderRig { $0.concurrent = 1 }
        rig.add(outbound("/poison"))
        var pauses: [Int] = []
        for _ in 0..<11 {
            rig.answer(500)
            rig.add(outbound("/good"))
            rig.answer(204)
            guard let pause = rig.time.nextAlarm else { break }
            pauses.append(pause / 1_000)
            rig.advance(milliseconds: pause)
            #expect(rig.targets.last == "/poison")
        }
        #expect(pauses == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300])
    }

    @Test("One that fails again and again while others are taken is given up, after a while")
    func poison() {
        let rig = ForwarderRig { $0.concurrent = 1 }
        rig.add(outbound("/poison"))
        var tries = 0
        while rig.counters[.gaveUp] == 0, tries < 1_000 {
            tries += 1
            rig.answer(500)
            rig.add(outbound("/good"))
            rig.answer(204)
            guard let pause = rig.time.nextAlarm else { break }
            rig.advance(milliseconds: pause)
        }
        #expect(rig.counters[.gaveUp] == 1)
        #expect(rig.spool.ended.filter { $0.result == .gaveUp }.map(\.number) == [1])
        // Ten tries are over after a quarter of an hour; an hour of patience takes more.
        #expect((15...25).contains(tries))
        #expect(rig.counters[.delivered] == tries)
    }

    @Test("A crowd of requests that always fail does not stand before the others")
    func crowd() {
        let rig = ForwarderRig {
            $0.deferredCount = 40
            $0.windowCount = 40
            $0.backoff = Backoff(baseMilliseconds: 1_000, capMilliseconds: 1_000)
            $0.patienceSeconds = 1_000_000
        }
        for _ in 0..<200 {
            rig.spool.append(outbound("/poison"), tags: .none, acceptedAt: rig.time.wallSeconds)
            rig.spool.append(outbound("/good"), tags: .none, acceptedAt: rig.time.wallSeconds)
        }
        rig.forwarder.arrived()
        rig.settle()
        for _ in 0..<5_000 where rig.counters[.delivered] < 200 {
            var answered = rig.upstream.sent.count - rig.upstream.underWay
            while rig.upstream.underWay > 0 {
                rig.answer(rig.targets[answered] == "/good" ? 204 : 500)
                answered += 1
            }
            rig.advance(milliseconds: 1_000)
        }
        #expect(rig.counters[.delivered] == 200)
        // Those that fail are still there: none is lost, and none ended otherwise.
        #expect(rig.spool.ended.allSatisfy { $0.result == .delivered || $0.result == .gaveUp })
    }

    @Test("Failures without a success in between do not count against a request")
    func outageOfOne() {
        let rig = ForwarderRig()
        rig.add(outbound())
        for _ in 0..<5_000 {
            rig.answer(500)
            guard let pause = rig.time.nextAlarm else { break }
            rig.advance(milliseconds: pause)
        }
        #expect(rig.upstream.sent.count == 5_001)
        rig.answer(204)
        #expect(rig.counters[.delivered] == 1)
        #expect(rig.counters[.gaveUp] == 0)
    }

    @Test("A kept connection that had ended is no failure, but takes a new connection")
    func staleConnection() {
        let rig = ForwarderRig()
        rig.add(outbound())
        rig.answer(.staleConnection)
        #expect(rig.upstream.underWay == 1)
        #expect(rig.time.nextAlarm == nil)
        #expect(rig.upstream.fresh == [false, true])
        #expect(rig.counters.retries == 0)
        // It was written to the connection: perhaps the upstream has read it.
        #expect(rig.counters.possibleDuplicates == 1)
        rig.answer(500)
        rig.advance(milliseconds: 1_000)
        rig.answer(.staleConnection)
        #expect(rig.upstream.fresh == [false, true, false, true])
        rig.answer(204)
        #expect(rig.counters[.delivered] == 1)
        #expect(rig.counters.retries == 1)
    }

    @Test("An upstream that ends even new connections before it answers fails")
    func alwaysStale() {
        let rig = ForwarderRig()
        rig.add(outbound())
        rig.answer(.staleConnection)
        rig.answer(.staleConnection)
        #expect(rig.upstream.underWay == 0)
        #expect(rig.time.nextAlarm == 1_000)
    }

    @Test("A shortage of this machine is no failure, and is over soon")
    func shortage() {
        let rig = ForwarderRig()
        rig.add(outbound())
        for _ in 0..<50 {
            rig.answer(.unsent)
            #expect(rig.time.nextAlarm == 250)
            #expect(rig.upstream.underWay == 0)
            rig.advance(milliseconds: 250)
        }
        rig.answer(204)
        #expect(rig.counters[.delivered] == 1)
        #expect(rig.counters.openings == 0)
        #expect(rig.counters.possibleDuplicates == 0)
    }

    @Test(
        "Retry-After of 429 and 503 pauses the whole destination, up to a bound",
        arguments: [(30, 30_000), (1, 1_000), (86_400 * 365, 3_600_000), (.max, 3_600_000)])
    func retryAfter(seconds: Int, pause: Int) {
        for status in [429, 503] {
            let rig = ForwarderRig()
            rig.add(outbound("/first"))
            rig.answer(status, retryAfter: seconds)
            #expect(rig.time.nextAlarm == pause)
            #expect(rig.counters.breaker == .open)
            #expect(rig.counters.openings == 1)
            // A new request does not jump the pause.
            rig.add(outbound("/second"))
            #expect(rig.upstream.underWay == 0)
            rig.advance(milliseconds: pause)
            #expect(rig.upstream.underWay == 1)
            #expect(rig.counters.breaker == .halfOpen)
        }
    }

    @Test("Retry-After of another failure pauses that request alone")
    func ownRetryAfter() {
        let rig = ForwarderRig()
        rig.add(outbound("/first"))
        rig.answer(500, retryAfter: 30)
        #expect(rig.time.nextAlarm == 30_000)
        rig.add(outbound("/second"))
        rig.answer(204)
        #expect(rig.counters[.delivered] == 1)
    }

    @Test("Retry-After without a meaning pauses like any failure", arguments: [0, -5])
    func noRetryAfter(seconds: Int) {
        let rig = ForwarderRig()
        rig.add(outbound())
        rig.answer(503, retryAfter: seconds)
        #expect(rig.time.nextAlarm == 1_000)
        #expect(rig.counters.breaker == .closed)
    }

    @Test("An open breaker sends one probe after the pause, and success lets more and more go")
    func probing() {
        let rig = ForwarderRig()
        rig.add(count: 100)
        #expect(rig.upstream.underWay == 8)
        rig.answerAll(.failed(mayHaveArrived: false))
        #expect(rig.counters.breaker == .open)
        #expect(rig.counters.openings == 1)
        #expect(rig.upstream.underWay == 0)
        #expect(rig.time.nextAlarm == 1_000)
        rig.advance(milliseconds: 1_000)
        #expect(rig.upstream.underWay == 1)
        rig.answer(500)
        #expect(rig.time.nextAlarm == 2_000)
        #expect(rig.counters.openings == 2)
        rig.advance(milliseconds: 2_000)
        #expect(rig.upstream.underWay == 1)
        rig.answer(204)
        #expect(rig.counters.breaker == .closed)
        #expect(rig.upstream.underWay == 2)
        rig.answer(204)
        #expect(rig.upstream.underWay == 3)
        rig.deliverAll()
        #expect(rig.counters[.delivered] == 100)
        #expect(rig.spool.isEmpty)
    }

    @Test("Each probe is another request, so that one that always fails does not keep it open")
    func rotation() {
        let rig = ForwarderRig()
        rig.add(outbound("/poison"))
        for _ in 0..<6 {
            rig.answer(500)
            rig.advance(milliseconds: 60_000)
        }
        #expect(rig.counters.breaker == .halfOpen)
        rig.add(outbound("/1"), outbound("/2"))
        rig.answer(500)
        rig.advance(milliseconds: 60_000)
        #expect(rig.targets.last == "/1")
        rig.answer(500)
        rig.advance(milliseconds: 60_000)
        #expect(rig.targets.last == "/2")
        rig.answer(204)
        #expect(rig.counters.breaker == .closed)
        while rig.upstream.underWay > 0 {
            let place = rig.upstream.sent.count - rig.upstream.underWay
            rig.answer(rig.targets[place] == "/poison" ? 500 : 204)
        }
        #expect(rig.counters[.delivered] == 2)
    }

    @Test("Every request ends once, whatever the upstream does, and something always wakes it")
    func conservation() {
        var steps = SmallGroupsTests.Steps(state: 7)
        let rig = ForwarderRig {
            $0.windowCount = 20
            $0.attempts = 2
            $0.patienceSeconds = 10
        }
        var spooled = 0
        for _ in 0..<4_000 {
            switch Int.random(in: 0..<10, using: &steps) {
            case 0...2:
                rig.add(outbound("/\(spooled)"))
                spooled += 1
            case 3: rig.answer(204)
            case 4: rig.answer(404)
            case 5: rig.answer(503, retryAfter: Int.random(in: 0...5, using: &steps))
            case 6: rig.answer(.failed(mayHaveArrived: Bool.random(using: &steps)))
            case 7: rig.answer(Bool.random(using: &steps) ? .unreachable : .staleConnection)
            case 8:
                rig.spool.isRefusing.toggle()
                rig.answer(500)
            default: rig.advance(milliseconds: Int.random(in: 0...3_000, using: &steps))
            }
            rig.checkConservation(of: spooled)
        }
        rig.spool.isRefusing = false
        rig.checkEnding()
        #expect(spooled > 100)
    }
}
