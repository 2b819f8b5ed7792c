import Bytes

/// One token bucket for each network that asks, in a table of fixed size that forgets by itself.
///
/// Invariants:
/// 1. Nothing of a network is kept: a keyed hash of it chooses two of the buckets. The key is drawn
///    with the table and known to nobody.
/// 2. A network is refused only if both of its buckets are empty, so that it rarely pays for
///    another one that shares one of them.
/// 3. A bucket that nobody takes from is full again after its depth: that is all forgetting there
///    is.
@safe
package final class NetworkBuckets: @unchecked Sendable {
    /// Buckets of 8 bytes: enough for as many networks at work.
    private static let slotBits: UInt64 = 15

    // SAFETY: `1 << slotBits` buckets that this object alone owns; they are atomics.
    private let buckets: UnsafeMutablePointer<TokenBucket>
    private let key: (UInt64, UInt64)

    private static var count: Int { 1 << Int(slotBits) }

    package init() {
        unsafe buckets = .allocate(capacity: Self.count)
        for index in 0..<Self.count { unsafe (buckets + index).initialize(to: TokenBucket()) }
        var generator = SystemRandomNumberGenerator()
        key = (generator.next(), generator.next())
    }

    deinit {
        unsafe buckets.deinitialize(count: Self.count)
        unsafe buckets.deallocate()
    }

    /// Takes a token of `network`; gives the nanoseconds until there is one if there is none.
    ///
    /// `number` keeps apart those who share the table, such as sites. All whose network is not
    /// known are one network.
    package func take(
        _ network: ClientNetwork?, number: Int, rate: BucketRate, now: UInt64
    ) -> UInt64? {
        let (first, second) = places(of: network, number: number)
        let wait = unsafe buckets[first].take(rate, now: now)
        guard second != first else { return wait }
        let other = unsafe buckets[second].take(rate, now: now)
        // One that has room takes it, whatever the other says.
        guard let wait, let other else { return nil }
        return min(wait, other)
    }

    private func places(of network: ClientNetwork?, number: Int) -> (Int, Int) {
        var hash = SipHash(key.0, key.1)
        hash.absorb(UInt64(truncatingIfNeeded: number))
        hash.absorb(network?.number ?? .max)
        let word = hash.finish()
        let mask = 1 &<< Self.slotBits &- 1
        return (
            Int(truncatingIfNeeded: word & mask),
            Int(truncatingIfNeeded: word &>> Self.slotBits & mask)
        )
    }
}
