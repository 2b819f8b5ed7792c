import Synchronization
import Testing

@testable import Gateway

@Suite("Life of the short-lived key")
struct KeyClockTests {
    @Test("A day at most")
    func life() { #expect(KeyRing.shortLife <= .seconds(86_400)) }

    @Test("The clock calls again and again, and not before the time", .timeLimit(.minutes(1)))
    func ticks() async {
        let (ticks, continuation) = AsyncStream.makeStream(of: Void.self)
        let start = ContinuousClock.now
        let life = Duration.milliseconds(30)
        let clock = KeyClock(life: life) { continuation.yield() }
        var count = 0
        for await _ in ticks {
            count += 1
            if count == 3 { break }
        }
        clock.stop()
        #expect(ContinuousClock.now - start >= life * 3)
    }
}
