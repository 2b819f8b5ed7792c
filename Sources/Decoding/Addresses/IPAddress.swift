/// An IP address as a number.
package enum IPAddress: Sendable, Hashable {
    case v4(UInt32)
    /// The upper and the lower 64 bits.
    case v6(high: UInt64, low: UInt64)
}

/// An IPv4 address that an IPv6 address carries inside.
package struct EmbeddedIPv4: Sendable, Equatable {
    /// Where in the address it sits, and why.
    package enum Kind: Sendable, Equatable {
        /// `::ffff:0:0/96` (RFC 4291 2.5.5.2).
        case mapped
        /// `::ffff:0:0:0/96`, stateless translation (RFC 2765 2.1).
        case translated
        /// `::/96` without `::` and `::1` (RFC 4291 2.5.5.1).
        case compatible
        /// `2002::/16` (RFC 3056 2).
        case sixToFour
        /// `64:ff9b::/96` (RFC 6052 2.1).
        case nat64
        /// `64:ff9b:1::/48` (RFC 8215); the position inside is a guess.
        case localNAT64
        /// `2001::/32`, the client's address inverted (RFC 4380 4).
        case teredo
        /// Interface identifier `0:5efe` or `200:5efe` (RFC 5214 6.1).
        case isatap
    }

    package let kind: Kind
    package let address: UInt32
}

extension IPAddress {
    /// The IPv4 address inside an IPv6 address, or `nil`.
    ///
    /// Whoever coarsens an address asks this first: a prefix that is coarse for IPv6 may hold the
    /// whole IPv4 address. For ``EmbeddedIPv4/Kind/localNAT64`` the network's own prefix length is
    /// unknown; the low 32 bits count, or the /48 layout of RFC 6052 2.2 if they are zero.
    package var embeddedIPv4: EmbeddedIPv4? {
        guard case .v6(let high, let low) = self else { return nil }
        let tail = UInt32(truncatingIfNeeded: low)
        if high == 0 {
            switch low >> 32 {
            case 0x0000_FFFF: return EmbeddedIPv4(kind: .mapped, address: tail)
            case 0xFFFF_0000: return EmbeddedIPv4(kind: .translated, address: tail)
            case 0 where low > 1: return EmbeddedIPv4(kind: .compatible, address: tail)
            default: break
            }
        }
        if high >> 48 == 0x2002 {
            let address = UInt32(truncatingIfNeeded: high >> 16)
            return EmbeddedIPv4(kind: .sixToFour, address: address)
        }
        if high == 0x0064_FF9B_0000_0000, low >> 32 == 0 {
            return EmbeddedIPv4(kind: .nat64, address: tail)
        }
        if high >> 16 == 0x0064_FF9B_0001 {
            let upper = UInt32(truncatingIfNeeded: high & 0xFFFF)
            let lower = UInt32(truncatingIfNeeded: low >> 40 & 0xFFFF)
            let address = tail != 0 ? tail : upper << 16 | lower
            return EmbeddedIPv4(kind: .localNAT64, address: address)
        }
        if high >> 32 == 0x2001_0000 {
            return EmbeddedIPv4(kind: .teredo, address: ~tail)
        }
        if low >> 32 == 0x0000_5EFE || low >> 32 == 0x0200_5EFE {
            return EmbeddedIPv4(kind: .isatap, address: tail)
        }
        return nil
    }
}
