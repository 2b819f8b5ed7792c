import Bytes

/// The hashes by which one window knows combinations and visitors.
///
/// They are SipHash-2-4 under a key that is drawn for the window and dropped with it. While it lives
/// nobody without it can choose values that meet in one slot; afterwards nobody can test whether
/// somebody was there.
package struct RareValueHashes: Sendable {
    private let key: SecretKey

    /// `key` belongs to one site and one window.
    package init(key: SecretKey) { self.key = key }

    /// The hash of a visitor, from whatever tells visitors apart.
    package func visitor(_ identity: Span<UInt8>) -> UInt64 {
        var hash = key.makeHash()
        hash.absorb(UInt8(1))
        hash.absorb(identity)
        return hash.finish()
    }

    /// The hash of a combination, to which values are added in a fixed order.
    package func makeCombination() -> RareCombination { RareCombination(key) }
}

/// The values of a combination, absorbed one after the other.
package struct RareCombination {
    private var hash: SipHash

    init(_ key: SecretKey) {
        hash = key.makeHash()
        hash.absorb(UInt8(2))
    }

    /// Adds a value; a missing one is added as an empty one, so that each keeps its place.
    package mutating func add(_ value: Span<UInt8>) {
        hash.absorb(UInt64(value.count))
        hash.absorb(value)
    }

    package consuming func finish() -> UInt64 { hash.finish() }
}
