import Synchronization

@testable import Transport

/// A clock that tests move by hand.
final class ManualClock: Sendable {
    private let nanoseconds = Atomic<UInt64>(1_000_000_000_000)

    var clock: LaneClock {
        LaneClock(
            monotonic: { self.nanoseconds.load(ordering: .relaxed) },
            wall: { 784_111_777 })
    }

    func advance(seconds: UInt64) {
        nanoseconds.add(seconds * 1_000_000_000, ordering: .relaxed)
    }
}
