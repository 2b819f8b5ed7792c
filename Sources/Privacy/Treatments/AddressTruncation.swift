package import Decoding

/// Cuts addresses to their prefix.
///
/// IPv4 inside IPv6 is cut at least as strongly as plain IPv4, whatever the IPv6 prefix is.
package enum AddressTruncation {
    /// The address with all bits behind the prefix zero.
    ///
    /// Private, loopback and documentation addresses are cut like any other, unless they are spared.
    package static func truncate(_ address: IPAddress, prefixes: AddressPrefixes) -> IPAddress {
        switch address {
        case .v4(let bits): .v4(prefixes.cut(v4: bits))
        case .v6(let high, let low): truncate(high, low, prefixes: prefixes)
        }
    }

    /// As ``truncate(_:prefixes:)``; `hasDottedTail` says that the text spelled the low 32 bits as
    /// an IPv4 address, so that they are one even below a prefix that no RFC knows.
    static func truncate(
        _ address: IPAddress, hasDottedTail: Bool, prefixes: AddressPrefixes
    ) -> IPAddress {
        guard hasDottedTail, case .v6(let high, let low) = truncate(address, prefixes: prefixes)
        else { return truncate(address, prefixes: prefixes) }
        return prefixes.spares(high: high, low: low)
            ? .v6(high: high, low: low) : .v6(high: high, low: low & tailMask(prefixes))
    }

    private static func truncate(
        _ high: UInt64, _ low: UInt64, prefixes: AddressPrefixes
    ) -> IPAddress {
        if prefixes.spares(high: high, low: low) { return .v6(high: high, low: low) }
        let mask = prefixes.ipv6Mask
        var high = high
        var low = low
        switch IPAddress.v6(high: high, low: low).embeddedIPv4?.kind {
        case .mapped:
            // An IPv4 address in other clothes: the IPv6 prefix would leave nothing of it.
            return .v6(high: 0, low: low & tailMask(prefixes))
        case .translated, .compatible, .nat64, .isatap:
            low &= tailMask(prefixes)
        case .localNAT64:
            // Where the network put the address is unknown, so nothing behind its prefix stays.
            if prefixes.ipv4 < 32 {
                high &= AddressPrefixes.wideMask(localNAT64Prefix).high
                low = 0
            }
        case .sixToFour:
            // Some hosts repeat the address in the interface identifier.
            if prefixes.ipv4 < 32 {
                high &= AddressPrefixes.wideMask(sixToFourPrefix + prefixes.ipv4).high
                low = 0
            }
        case .teredo:
            // The client's address is stored inverted; it is cut in clear and inverted again.
            low = ~(~low & tailMask(prefixes)) & (low | 0xFFFF_FFFF)
        case nil:
            break
        }
        return .v6(high: high & mask.high, low: low & mask.low)
    }

    /// Ones in the upper 32 bits, the IPv4 mask in the lower.
    private static func tailMask(_ prefixes: AddressPrefixes) -> UInt64 {
        0xFFFF_FFFF_0000_0000 | UInt64(prefixes.ipv4Mask)
    }

    /// `64:ff9b:1::/48` (RFC 8215).
    private static let localNAT64Prefix = 48
    /// `2002::/16` (RFC 3056), followed by the IPv4 address.
    private static let sixToFourPrefix = 16
}
