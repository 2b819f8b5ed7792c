import Glibc
import Synchronization
import Testing

@testable import Transport

@Suite struct `The signals of the operator` {
    private final class Seen: Sendable {
        let count = Atomic<Int>(0)
    }

    @Test func `arrive as events and do not end the program`() async throws {
        let seen = Seen()
        let signals = Signals([.hangUp]) { signal in
            if signal == .hangUp { seen.count.add(1, ordering: .relaxed) }
        }
        await signals.watching()
        _ = kill(getpid(), SIGHUP)
        try await eventually { seen.count.load(ordering: .relaxed) == 1 }
        withExtendedLifetime(signals) {}
    }
}
