import Testing

@testable import Delivery

@Suite struct CircuitBreakerTests {
    /// Expectations cannot change a value, so it is behind a reference.
    private final class Subject {
        var breaker = CircuitBreaker(
            threshold: 3, backoff: Backoff(baseMilliseconds: 1_000, capMilliseconds: 8_000),
            draw: \.upperBound)

        func admit(at now: UInt64) -> CircuitBreaker.Admission { breaker.admit(at: now) }
        func succeeded(_ ticket: CircuitBreaker.Ticket) { breaker.succeeded(ticket) }
        func withdrew(_ ticket: CircuitBreaker.Ticket) { breaker.withdrew(ticket) }
        func failed(
            _ ticket: CircuitBreaker.Ticket, at now: UInt64, isAway: Bool, atLeast: UInt64 = 0
        ) -> Bool {
            breaker.failed(ticket, at: now, isAway: isAway, atLeast: atLeast)
        }
        var state: BreakerState { breaker.state }
        var openedUntil: UInt64 { breaker.openedUntil }
    }

    private let breaker = Subject()
    private let second: UInt64 = 1_000_000_000

    /// Begins a request that is expected to be admitted.
    private func begin(at now: UInt64) throws -> CircuitBreaker.Ticket {
        guard case .yes(let ticket) = breaker.admit(at: now) else {
            Issue.record("not admitted")
            throw CancellationError()
        }
        return ticket
    }

    @Test("It opens after that many failures in a row, and a success begins the row anew")
    func threshold() throws {
        for _ in 0..<2 { #expect(!breaker.failed(try begin(at: 0), at: 0, isAway: false)) }
        breaker.succeeded(try begin(at: 0))
        for _ in 0..<2 { #expect(!breaker.failed(try begin(at: 0), at: 0, isAway: false)) }
        #expect(breaker.state == .closed)
        let last = try begin(at: 0)
        #expect(!last.isProbe)
        #expect(breaker.failed(last, at: 0, isAway: false))
        #expect(breaker.state == .open)
        #expect(breaker.admit(at: second - 1) == .notBefore(second))
    }

    @Test("A server that is away opens it at once")
    func away() throws {
        #expect(breaker.failed(try begin(at: 0), at: 5, isAway: true))
        #expect(breaker.openedUntil == second + 5)
    }

    @Test("After the pause one probe goes; its failure doubles the pause, up to the cap")
    func probes() throws {
        #expect(breaker.failed(try begin(at: 0), at: 0, isAway: true))
        var now: UInt64 = 0
        for pause: UInt64 in [1, 2, 4, 8, 8, 8] {
            #expect(breaker.openedUntil == now + pause * second)
            now = breaker.openedUntil
            let probe = try begin(at: now)
            #expect(probe.isProbe)
            #expect(breaker.state == .halfOpen)
            #expect(breaker.admit(at: now) == .notDuringProbe)
            #expect(breaker.failed(probe, at: now, isAway: false))
        }
        now = breaker.openedUntil
        breaker.succeeded(try begin(at: now))
        #expect(breaker.state == .closed)
        #expect(try !begin(at: now).isProbe)
        // The row of pauses has ended with it.
        #expect(breaker.failed(try begin(at: now), at: now, isAway: true))
        #expect(breaker.openedUntil == now + second)
    }

    @Test("What was begun before it opened neither opens it again nor closes it")
    func stale() throws {
        let old = [try begin(at: 0), try begin(at: 0), try begin(at: 0)]
        #expect(breaker.failed(old[0], at: 0, isAway: true))
        #expect(!breaker.failed(old[1], at: 10, isAway: true))
        breaker.succeeded(old[2])
        #expect(breaker.state == .open)
        #expect(breaker.openedUntil == second)
        let probe = try begin(at: second)
        breaker.succeeded(old[2])
        breaker.withdrew(old[1])
        #expect(breaker.admit(at: second) == .notDuringProbe)
        breaker.succeeded(probe)
        #expect(!breaker.failed(old[1], at: second, isAway: true))
        #expect(breaker.state == .closed)
    }

    @Test("A pause that the server asks for is kept, also when late news brings it")
    func askedPause() throws {
        let late = try begin(at: 0)
        #expect(breaker.failed(try begin(at: 0), at: 0, isAway: true, atLeast: 30 * second))
        #expect(breaker.openedUntil == 30 * second)
        #expect(!breaker.failed(late, at: second, isAway: true, atLeast: 60 * second))
        #expect(breaker.openedUntil == 61 * second)
    }

    @Test("A probe that was never sent makes room for another")
    func withdrawnProbe() throws {
        #expect(breaker.failed(try begin(at: 0), at: 0, isAway: true))
        breaker.withdrew(try begin(at: second))
        #expect(try begin(at: second).isProbe)
    }

    @Test("Jitter draws the pause from zero to the ceiling")
    func jitter() throws {
        var breaker = CircuitBreaker(
            threshold: 1, backoff: Backoff(baseMilliseconds: 1_000, capMilliseconds: 8_000),
            draw: { ($0.count - 1) / 4 })
        guard case .yes(let ticket) = breaker.admit(at: 0) else { return }
        let hasOpened = breaker.failed(ticket, at: 0, isAway: false)
        #expect(hasOpened && breaker.openedUntil == second / 4)
    }

    @Test("Width doubles with each round of successes, and is halved by a failure")
    func width() {
        var width = SendingWidth(most: 32)
        #expect(width.width == 8)
        for _ in 0..<8 { width.succeeded() }
        #expect(width.width == 16)
        for _ in 0..<100 { width.succeeded() }
        #expect(width.width == 32)
        width.failed()
        #expect(width.width == 16)
        for _ in 0..<10 { width.failed() }
        #expect(width.width == 1)
        #expect(SendingWidth(most: 0).width == 1)
        // Those that were begun at one width halve it once.
        var other = SendingWidth(most: 32)
        for _ in 0..<5 { other.failed(at: 8) }
        #expect(other.width == 4)
        other.failed(at: 1)
        #expect(other.width == 1)
    }
}
