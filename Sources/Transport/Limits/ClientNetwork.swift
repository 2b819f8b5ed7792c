import Bytes

/// The network of a client, which is what a truncated address tells: an IPv4 /24 or an IPv6 /48.
///
/// An IPv6 address that stands for an IPv4 one is in the network of that: whoever could change
/// between the two would have each limit twice, and all IPv4 clients behind one translator are not
/// one network.
package struct ClientNetwork: Hashable, Sendable {
    /// The bits that are kept; no two networks have the same number.
    package let number: UInt64

    /// `nil` for a client on a Unix socket, which has passed the rights of its file.
    package init?(_ address: SocketAddress) {
        switch address {
        case .ipv4(let host, _): self.init(host)
        case .ipv6(let high, let low, _, _): self.init(high: high, low: low)
        case .unix: return nil
        }
    }

    /// The network of an address in network byte order, 4 or 16 bytes; `nil` if it is not known.
    package init?(_ address: Span<UInt8>) {
        switch address.count {
        case 4:
            self.init((0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(address[$1]) })
        case 16:
            self.init(
                high: UInt64(bigEndian: address.word(at: 0)),
                low: UInt64(bigEndian: address.word(at: 8)))
        default: return nil
        }
    }

    private init(high: UInt64, low: UInt64) {
        if let host = SocketAddress.carriedIPv4(high: high, low: low) {
            self.init(host)
        } else {
            self.init(number: high >> 16)
        }
    }

    private init(_ host: UInt32) { self.init(number: UInt64(host >> 8) | 1 << 63) }

    private init(number: UInt64) { self.number = number }
}
