import Foundation

/// An IP address written literally: four or sixteen bytes in network order.
package struct IPLiteral: Sendable, Hashable, CustomStringConvertible {
    package let bytes: [UInt8]

    /// Reads a dotted quad or an IPv6 text without brackets (inet_pton).
    ///
    /// Refused: short and octal forms, zone ids, ports.
    package init?(_ text: String) {
        guard !text.utf8.contains(0) else { return nil }
        var four = [UInt8](repeating: 0, count: 4)
        if unsafe inet_pton(AF_INET, text, &four) == 1 {
            bytes = four
            return
        }
        var sixteen = [UInt8](repeating: 0, count: 16)
        guard unsafe inet_pton(AF_INET6, text, &sixteen) == 1 else { return nil }
        bytes = sixteen
    }

    package var isIPv6: Bool { bytes.count == 16 }

    /// The shortest usual form (RFC 5952), without brackets.
    package var description: String {
        guard isIPv6 else { return bytes.map { "\($0)" }.joined(separator: ".") }
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard unsafe inet_ntop(AF_INET6, bytes, &text, socklen_t(text.count)) != nil else {
            return "::"
        }
        return String(
            decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The description as it stands in a URL or a `Host` field: IPv6 in brackets.
    package var hostForm: String { isIPv6 ? "[\(description)]" : description }

    /// 127.0.0.0/8, ::1 and the mapped form of the former.
    package var isLoopback: Bool {
        if let mapped { return mapped[0] == 127 }
        return isIPv6 ? bytes == Array(repeating: 0, count: 15) + [1] : bytes[0] == 127
    }

    /// An address that the internet does not route: RFC 1918, link-local, unique local (RFC 4193).
    package var isPrivate: Bool {
        let four = isIPv6 ? mapped : bytes
        if let four {
            return switch (four[0], four[1]) {
            case (10, _), (172, 16...31), (192, 168), (169, 254): true
            default: false
            }
        }
        return bytes[0] & 0xFE == 0xFC || (bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80)
    }

    /// `0.0.0.0` or `::`, every address of the machine.
    package var isAny: Bool { bytes.allSatisfy { $0 == 0 } }

    /// The IPv4 part of `::ffff:a.b.c.d`.
    private var mapped: [UInt8]? {
        guard isIPv6, bytes[..<10].allSatisfy({ $0 == 0 }), bytes[10] == 0xFF, bytes[11] == 0xFF
        else { return nil }
        return Array(bytes[12...])
    }
}

/// A block of addresses, such as `10.0.0.0/8`.
package struct AddressBlock: Sendable, Equatable, CustomStringConvertible {
    package let address: IPLiteral
    package let prefixLength: Int

    package var description: String { "\(address)/\(prefixLength)" }

    /// Whether an address of four or sixteen bytes lies in the block; families do not mix.
    package func contains(_ bytes: Span<UInt8>) -> Bool {
        guard bytes.count == address.bytes.count else { return false }
        for bit in stride(from: 0, to: prefixLength, by: 8) {
            let kept = min(8, prefixLength - bit)
            let mask = UInt8(truncatingIfNeeded: 0xFF00 >> kept)
            if (bytes[bit / 8] ^ address.bytes[bit / 8]) & mask != 0 { return false }
        }
        return true
    }

    /// Why a text is no block.
    enum Mistake: Error, Equatable {
        case noAddress
        case noPrefix(longest: Int)
        /// Bits are set beyond the prefix; the block that was probably meant.
        case bitsBeyondPrefix(meant: String)
    }

    /// Reads `ADDRESS/PREFIX`; an address alone is a block of one.
    static func read(_ text: String) -> Result<AddressBlock, Mistake> {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = IPLiteral(String(parts[0])) else { return .failure(.noAddress) }
        let longest = address.bytes.count * 8
        guard parts.count == 2 else {
            return .success(AddressBlock(address: address, prefixLength: longest))
        }
        guard parts[1].allSatisfy({ $0.isASCII && $0.isNumber }), let prefix = Int(parts[1]),
            prefix <= longest
        else { return .failure(.noPrefix(longest: longest)) }
        let network = address.masked(to: prefix)
        guard network == address else {
            return .failure(.bitsBeyondPrefix(meant: "\(network)/\(prefix)"))
        }
        return .success(AddressBlock(address: address, prefixLength: prefix))
    }
}

extension IPLiteral {
    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The address with every bit beyond the prefix cleared.
    fileprivate func masked(to prefix: Int) -> IPLiteral {
        IPLiteral(
            bytes: bytes.enumerated().map { index, byte in
                byte & UInt8(truncatingIfNeeded: 0xFF00 >> min(8, max(0, prefix - index * 8)))
            })
    }
}
