import Bytes

/// An address as logs and forwarding headers write it, with what surrounds it.
package struct AddressToken: Sendable, Equatable {
    package let address: IPAddress
    /// The text of the address alone: what a coarsened address replaces.
    package let text: Range<Int>
    /// The zone without `%` or `%25` (RFC 4007 11.2, RFC 6874 2): an interface of some host.
    package let zone: Range<Int>?
    package let port: Range<Int>?

    /// Splits `token`, which must be an address and its trimmings as a whole, or returns `nil`.
    ///
    /// Accepted: `addr`, `v4:port`, `[v6]`, `[v6]:port`, a zone after the v6 address, and all of
    /// these in double quotes (RFC 7239 4). With `barePort` a v6 address without brackets is taken
    /// to end with `:port`, as HAProxy writes it; the plain address is only tried after that.
    package static func split(_ token: Span<UInt8>, barePort: Bool = false) -> AddressToken? {
        var range = token.indices
        let quote = UInt8(ascii: "\"")
        if range.count >= 2, token[0] == quote, token[range.upperBound - 1] == quote {
            range = 1..<range.upperBound - 1
        }
        guard let first = range.first else { return nil }
        if token[first] == UInt8(ascii: "[") { return splitBracketed(token, range) }

        guard let firstColon = firstOffset(of: UInt8(ascii: ":"), in: token, range) else {
            return make(token, address: range, port: nil)
        }
        let lastColon = lastColon(in: token, range)
        if firstColon == lastColon || barePort {
            // One colon: no IPv6 address has so few.
            let split = make(
                token, address: range.lowerBound..<lastColon,
                port: lastColon + 1..<range.upperBound)
            if split != nil || firstColon == lastColon { return split }
        }
        return splitZoned(token, range, port: nil)
    }

    private static func splitBracketed(
        _ token: Span<UInt8>, _ range: Range<Int>
    ) -> AddressToken? {
        guard let close = firstOffset(of: UInt8(ascii: "]"), in: token, range) else { return nil }
        let inside = range.lowerBound + 1..<close
        guard firstOffset(of: UInt8(ascii: ":"), in: token, inside) != nil else { return nil }
        if close + 1 == range.upperBound { return splitZoned(token, inside, port: nil) }
        guard token[close + 1] == UInt8(ascii: ":") else { return nil }
        return splitZoned(token, inside, port: close + 2..<range.upperBound)
    }

    private static func splitZoned(
        _ token: Span<UInt8>, _ range: Range<Int>, port: Range<Int>?
    ) -> AddressToken? {
        guard let percent = firstOffset(of: UInt8(ascii: "%"), in: token, range) else {
            return make(token, address: range, port: port)
        }
        var zone = percent + 1..<range.upperBound
        // `%25` is a percent sign inside a URL; a zone that is only `25` is a number.
        if zone.count > 2, token.hasPrefix("25", from: zone.lowerBound) {
            zone = zone.lowerBound + 2..<zone.upperBound
        }
        guard !zone.isEmpty else { return nil }
        for index in zone where !isZoneByte(token[index]) { return nil }
        return make(token, address: range.lowerBound..<percent, zone: zone, port: port)
    }

    private static func make(
        _ token: Span<UInt8>, address range: Range<Int>, zone: Range<Int>? = nil, port: Range<Int>?
    ) -> AddressToken? {
        if let port, !isPort(token, port) { return nil }
        guard let address = IPAddress(token, range) else { return nil }
        return AddressToken(address: address, text: range, zone: zone, port: port)
    }

    // MARK: Bytes

    private static func isPort(_ token: Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard !range.isEmpty, range.count <= 5 else { return false }
        var value = 0
        for index in range {
            guard ASCII.isDigit(token[index]) else { return false }
            value = value * 10 + Int(token[index] - UInt8(ascii: "0"))
        }
        return value <= Int(UInt16.max)
    }

    /// Letters, digits and `-._~` (RFC 6874 2).
    private static func isZoneByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): true
        default: ASCII.isAlphanumeric(byte)
        }
    }

    private static func firstOffset(
        of byte: UInt8, in token: Span<UInt8>, _ range: Range<Int>
    ) -> Int? {
        for index in range where token[index] == byte { return index }
        return nil
    }

    private static func lastColon(in token: Span<UInt8>, _ range: Range<Int>) -> Int {
        var index = range.upperBound - 1
        while token[index] != UInt8(ascii: ":") { index -= 1 }
        return index
    }
}
