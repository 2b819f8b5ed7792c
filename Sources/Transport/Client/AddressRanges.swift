// Which addresses are reachable for everybody (IANA special-purpose registries, RFC 6890).

extension SocketAddress {
    /// Whether the address is none of the private, loopback, link-local, multicast and reserved
    /// ones.
    ///
    /// IPv6 forms that carry an IPv4 address (mapped, compatible, NAT64, 6to4, ISATAP) are judged by
    /// it as well; Teredo is refused. A Unix path is not global.
    package var isGlobal: Bool {
        switch self {
        case .ipv4(let host, _): Self.isGlobal(host)
        case .ipv6(let high, let low, _, _): Self.isGlobal(high: high, low: low)
        case .unix: false
        }
    }

    private static let reserved4: [(prefix: UInt32, length: UInt32)] = [
        (0x0000_0000, 8), (0x0A00_0000, 8), (0x6440_0000, 10), (0x7F00_0000, 8),
        (0xA9FE_0000, 16), (0xAC10_0000, 12), (0xC000_0000, 24), (0xC000_0200, 24),
        (0xC058_6300, 24), (0xC0A8_0000, 16), (0xC612_0000, 15), (0xC633_6400, 24),
        (0xCB00_7100, 24), (0xE000_0000, 4), (0xF000_0000, 4),
    ]

    private static func isGlobal(_ host: UInt32) -> Bool {
        !reserved4.contains { host >> (32 - $0.length) == $0.prefix >> (32 - $0.length) }
    }

    private static func isGlobal(high: UInt64, low: UInt64) -> Bool {
        if let host = carriedIPv4(high: high, low: low) { return isGlobal(host) }
        let embedded = UInt32(truncatingIfNeeded: low)
        // ::/96 (unspecified, loopback, compatible).
        if high == 0, low >> 32 == 0 { return low > 1 && isGlobal(embedded) }
        // ISATAP in any network: ::[02]00:5efe:0:0/96 (RFC 5214 6.1).
        if (low >> 32) & ~0x0200_0000 == 0x5EFE, !isGlobal(embedded) { return false }
        // Teredo and its neighbours 2001::/23, documentation 2001:db8::/32 and 3fff::/20 (RFC 9637).
        if high >> 41 == 0x2001_0000 >> 9 || high >> 32 == 0x2001_0DB8 || high >> 44 == 0x3FFF0 {
            return false
        }
        // All that is given out is inside 2000::/3.
        return high >> 61 == 1
    }

    /// The IPv4 address that an IPv6 one stands for, by its prefix alone.
    ///
    /// These are `::ffff:0:0/96` (mapped, RFC 4291 2.5.5.2), `64:ff9b::/96` (NAT64, RFC 6052) and
    /// `2002::/16` (6to4, RFC 3056).
    static func carriedIPv4(high: UInt64, low: UInt64) -> UInt32? {
        if high == 0, low >> 32 == 0xFFFF { return UInt32(truncatingIfNeeded: low) }
        if high == 0x0064_FF9B_0000_0000, low >> 32 == 0 { return UInt32(truncatingIfNeeded: low) }
        if high >> 48 == 0x2002 { return UInt32(truncatingIfNeeded: high >> 16) }
        return nil
    }
}
