import Glibc

/// Where a lane takes its time from; tests give one that they move by hand.
package struct LaneClock: Sendable {
    /// Nanoseconds that never go back.
    package let monotonic: @Sendable () -> UInt64
    /// Seconds since 1970 in UTC.
    package let wall: @Sendable () -> Int64

    package init(
        monotonic: @escaping @Sendable () -> UInt64, wall: @escaping @Sendable () -> Int64
    ) {
        self.monotonic = monotonic
        self.wall = wall
    }

    /// The kernel's clocks (clock_gettime(2)).
    package static let system = LaneClock(
        monotonic: {
            let now = read(CLOCK_MONOTONIC)
            return UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
        },
        wall: { Int64(read(CLOCK_REALTIME).tv_sec) })

    private static func read(_ clock: clockid_t) -> timespec {
        var time = timespec()
        _ = unsafe clock_gettime(clock, &time)
        return time
    }
}
