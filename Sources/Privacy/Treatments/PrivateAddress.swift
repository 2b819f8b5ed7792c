import Decoding

/// Addresses that say nothing about a person on the internet, because they are used inside a network.
///
/// Narrower than what other tools call private: an address that carries somebody else's inside is
/// judged by that one, and networks of documentation, tests and shared carriers are not in it.
enum PrivateAddress {
    /// RFC 1918, loopback (RFC 1122), link-local (RFC 3927) and "this host" (RFC 1122).
    static func contains(_ address: UInt32) -> Bool {
        address &>> 24 == 10 || address &>> 20 == 0xAC1 || address &>> 16 == 0xC0A8
            || address &>> 24 == 127 || address &>> 16 == 0xA9FE || address == 0
    }

    /// Unique local (RFC 4193), link-local and loopback (RFC 4291), and IPv4 of the kind above.
    ///
    /// The lower half of a local address may hold a device's serial number (RFC 4291, appendix A);
    /// such an address is not spared.
    static func contains(_ high: UInt64, _ low: UInt64) -> Bool {
        if let inner = IPAddress.v6(high: high, low: low).embeddedIPv4 {
            return inner.kind == .mapped && contains(inner.address)
        }
        if high == 0, low <= 1 { return true }
        let isLocal = high &>> 57 == 0x7E || high &>> 54 == 0x3FA
        let isDevice = low &>> 24 & 0xFFFF == 0xFFFE
        return isLocal && !isDevice
    }
}
