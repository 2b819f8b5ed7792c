/// A block of addresses that a listener takes senders from, such as 10.0.0.0/8.
package struct PeerRange: Sendable, Hashable, CustomStringConvertible {
    private let isIPv6: Bool
    private let high: UInt64
    private let low: UInt64
    package let prefixLength: Int

    /// The block of `address`, whose port does not count; `nil` for a Unix path or a prefix that is
    /// longer than the address.
    ///
    /// Bits beyond the prefix are ignored.
    package init?(_ address: SocketAddress, prefixLength: Int) {
        let longest: Int
        switch address {
        case .ipv4(let host, _):
            (isIPv6, high, low, longest) = (false, UInt64(host) << 32, 0, 32)
        case .ipv6(let high, let low, _, _):
            (isIPv6, self.high, self.low, longest) = (true, high, low, 128)
        case .unix: return nil
        }
        guard (0...longest).contains(prefixLength) else { return nil }
        self.prefixLength = prefixLength
    }

    /// Whether `peer` lies in the block; families do not mix, and a Unix peer is in none.
    package func contains(_ peer: SocketAddress) -> Bool {
        switch peer {
        case .ipv4(let host, _): !isIPv6 && isSame(UInt64(host) << 32, 0)
        case .ipv6(let high, let low, _, _): isIPv6 && isSame(high, low)
        case .unix: false
        }
    }

    private func isSame(_ otherHigh: UInt64, _ otherLow: UInt64) -> Bool {
        // Smart shifts: a shift by 64 leaves nothing.
        (high ^ otherHigh) >> (64 - min(prefixLength, 64)) == 0
            && (low ^ otherLow) >> (128 - max(prefixLength, 64)) == 0
    }

    package var description: String {
        let address: SocketAddress =
            isIPv6
            ? .ipv6(high: high, low: low, zone: 0, port: 0)
            : .ipv4(UInt32(truncatingIfNeeded: high >> 32), port: 0)
        return "\(address.host)/\(prefixLength)"
    }
}

extension [PeerRange] {
    /// Whether a sender is taken: no list takes everybody, and whoever writes to a Unix socket has
    /// passed the rights of its file.
    func admits(_ peer: SocketAddress) -> Bool {
        if isEmpty || peer.port == nil { return true }
        return contains { $0.contains(peer) }
    }
}
