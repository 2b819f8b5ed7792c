import Synchronization

/// How fast a bucket fills, and how much it holds.
package struct BucketRate: Sendable, Equatable {
    /// Nanoseconds for one token.
    let interval: UInt64
    /// Nanoseconds in which an empty bucket becomes full.
    let depth: UInt64

    /// A bucket that lets `perSecond` through on average and `burst` at once.
    ///
    /// Both count from 1; more than a thousand million per second are not told apart.
    package init(perSecond: Int, burst: Int) {
        interval = max(1, 1_000_000_000 / UInt64(max(1, perSecond)))
        depth = interval &* UInt64(max(1, min(burst, 1 << 30)))
    }
}

/// A token bucket that all lanes take from (the generic cell rate algorithm, ITU-T I.371).
///
/// Invariants:
/// 1. The number is the time at which the bucket will be full again, in nanoseconds of the
///    monotonic clock; a time that has passed means that it is full.
/// 2. It grows by one interval with each token, and never beyond now and the depth.
///
/// One word, changed by compare and exchange: exact whatever the number of lanes.
package struct TokenBucket: ~Copyable, Sendable {
    private let fullAt = Atomic<UInt64>(0)

    package init() {}

    /// Takes a token; gives the nanoseconds until there is one if there is none.
    package func take(_ rate: BucketRate, now: UInt64) -> UInt64? {
        var known = fullAt.load(ordering: .relaxed)
        while true {
            let next = max(known, now) &+ rate.interval
            let missing = next &- now
            guard missing <= rate.depth else { return missing &- rate.depth }
            let (done, found) = fullAt.weakCompareExchange(
                expected: known, desired: next, ordering: .relaxed)
            if done { return nil }
            known = found
        }
    }
}
