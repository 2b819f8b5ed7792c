package import Bytes

/// One token bucket for each network that asks, in a table of fixed size that forgets by itself.
///
/// Invariants:
/// 1. Nothing of an address is kept: it is cut to its network, and a keyed hash of that chooses two
///    of the buckets. The key is drawn with the table and known to nobody.
/// 2. A network is refused only if both of its buckets are empty, so that it rarely pays for
///    another one that shares one of them.
/// 3. A bucket that nobody takes from is full again after its depth: that is all forgetting there
///    is.
@safe
package final class NetworkBuckets: @unchecked Sendable {
    /// Bytes of an address that make a network: what a household or an office has.
    private static let fourBytes = 3
    private static let sixBytes = 6

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

    /// Takes a token of the network of `address`, in network byte order; gives the nanoseconds
    /// until there is one if there is none.
    ///
    /// `number` keeps apart those who share the table, such as sites. All whose address is not
    /// known (no bytes) are one network.
    package func take(
        _ address: Span<UInt8>, number: Int, rate: BucketRate, now: UInt64
    ) -> UInt64? {
        let (first, second) = places(of: address, number: number)
        let wait = unsafe buckets[first].take(rate, now: now)
        guard second != first else { return wait }
        let other = unsafe buckets[second].take(rate, now: now)
        // One that has room takes it, whatever the other says.
        guard let wait, let other else { return nil }
        return min(wait, other)
    }

    private func places(of address: Span<UInt8>, number: Int) -> (Int, Int) {
        let kept = min(address.count, address.count == 4 ? Self.fourBytes : Self.sixBytes)
        var hash = SipHash(key.0, key.1)
        hash.absorb(UInt64(truncatingIfNeeded: number))
        hash.absorb(address.extracting(0..<kept))
        let word = hash.finish()
        let mask = 1 &<< Self.slotBits &- 1
        return (
            Int(truncatingIfNeeded: word & mask),
            Int(truncatingIfNeeded: word &>> Self.slotBits & mask)
        )
    }

    /// As ``take(_:number:rate:now:)``, for the other end of a connection.
    package func take(_ peer: RawPeer, number: Int, rate: BucketRate, now: UInt64) -> UInt64? {
        var bytes = ByteBuffer(capacity: 16)
        defer { bytes.wipeAll() }
        peer.appendNetworkOrder(to: &bytes)
        return take(bytes.span, number: number, rate: rate, now: now)
    }
}

extension RawPeer {
    /// Appends the address in network byte order: 4 or 16 bytes, none for a Unix socket.
    ///
    /// Of an IPv4 address inside `::ffff:0:0/96` those four.
    package func appendNetworkOrder(to output: inout ByteBuffer) {
        func append(_ number: UInt64, bytes: UInt64) {
            for index in (0..<bytes).reversed() {
                output.append(UInt8(truncatingIfNeeded: number &>> (8 * index)))
            }
        }
        switch address {
        case .ipv4(let host, _): append(UInt64(host), bytes: 4)
        case .ipv6(0, let low, _, _) where low &>> 32 == 0xFFFF: append(low, bytes: 4)
        case .ipv6(let high, let low, _, _):
            append(high, bytes: 8)
            append(low, bytes: 8)
        case .unix: break
        }
    }
}
