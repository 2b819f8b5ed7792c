/// How many leading bits of an address stay.
package struct AddressPrefixes: Sendable, Hashable {
    /// 0 to 32.
    package let ipv4: Int
    /// 0 to 128.
    package let ipv6: Int
    /// Whether addresses that nobody on the internet has stay as they are.
    package let sparesPrivate: Bool

    /// Values outside the range are moved to its nearest end; commands refuse them before.
    package init(ipv4: Int = 24, ipv6: Int = 48, sparesPrivate: Bool = false) {
        self.sparesPrivate = sparesPrivate
        self.ipv4 = min(max(ipv4, 0), 32)
        self.ipv6 = min(max(ipv6, 0), 128)
    }

    /// Ones where an IPv4 address stays.
    var ipv4Mask: UInt32 { ipv4 == 0 ? 0 : .max &<< UInt32(32 &- ipv4) }

    /// The address with what is behind the prefix zero, unless it is spared.
    @inline(__always) func cut(v4 address: UInt32) -> UInt32 {
        spares(v4: address) ? address : address & ipv4Mask
    }

    /// Whether an IPv4 address stays as it is.
    @inline(__always) func spares(v4 address: UInt32) -> Bool {
        sparesPrivate && PrivateAddress.contains(address)
    }

    /// Whether an IPv6 address stays as it is.
    func spares(high: UInt64, low: UInt64) -> Bool {
        sparesPrivate && PrivateAddress.contains(high, low)
    }

    /// Ones where the upper and the lower half of an IPv6 address stay.
    var ipv6Mask: (high: UInt64, low: UInt64) { Self.wideMask(ipv6) }

    static func wideMask(_ bits: Int) -> (high: UInt64, low: UInt64) {
        func half(_ bits: Int) -> UInt64 {
            bits <= 0 ? 0 : bits >= 64 ? .max : .max &<< UInt64(64 &- bits)
        }
        return (half(bits), half(bits &- 64))
    }
}
