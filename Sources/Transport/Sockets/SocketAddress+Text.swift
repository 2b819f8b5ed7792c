package import Bytes
import Glibc

extension SocketAddress: CustomStringConvertible {
    /// Why a text is not an address to listen on.
    package enum TextFault: Error, Equatable, Sendable {
        case portMissing
        case portOutOfRange
        case hostNotAnAddress
        case pathEmpty
        case pathTooLong(limit: Int)
    }

    /// Reads `127.0.0.1:8080`, `[::1]:8080` or `unix:/path`.
    ///
    /// Refused: host names, which a resolver must answer; a port that is not 0–65535 in plain
    /// digits; an IPv6 address without brackets; zones given by interface name.
    package init(text: String) throws(TextFault) {
        if text.hasPrefix("unix:") {
            let path = String(text.dropFirst(5))
            guard !path.isEmpty, !path.utf8.contains(0) else { throw .pathEmpty }
            guard path.utf8.count <= Self.longestPath else {
                throw .pathTooLong(limit: Self.longestPath)
            }
            self = .unix(path: path)
            return
        }
        guard let colon = text.utf8.lastIndex(of: UInt8(ascii: ":")) else { throw .portMissing }
        let host = text[..<colon]
        let digits = text[text.utf8.index(after: colon)...]
        guard !digits.isEmpty else { throw .portMissing }
        guard digits.utf8.allSatisfy(ASCII.isDigit), let port = UInt16(digits) else {
            throw .portOutOfRange
        }
        if host.hasPrefix("["), host.hasSuffix("]") {
            guard let address = Self.literal(host.dropFirst().dropLast(), port: port),
                case .ipv6 = address
            else { throw .hostNotAnAddress }
            self = address
        } else {
            guard let address = Self.literal(host, port: port), case .ipv4 = address else {
                throw .hostNotAnAddress
            }
            self = address
        }
    }

    /// Reads an IPv4 or IPv6 address without brackets; `nil` for a name.
    package static func literal(_ text: some StringProtocol, port: UInt16) -> SocketAddress? {
        let text = String(text)
        guard !text.utf8.contains(0) else { return nil }
        var four = in_addr()
        if unsafe inet_pton(AF_INET, text, &four) == 1 {
            return .ipv4(UInt32(bigEndian: four.s_addr), port: port)
        }
        var six = in6_addr()
        guard unsafe inet_pton(AF_INET6, text, &six) == 1 else { return nil }
        let halves = unsafe withUnsafeBytes(of: six) {
            unsafe (
                $0.loadUnaligned(fromByteOffset: 0, as: UInt64.self),
                $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
            )
        }
        return .ipv6(
            high: UInt64(bigEndian: halves.0), low: UInt64(bigEndian: halves.1), zone: 0,
            port: port)
    }

    /// The host without port or brackets, in the shortest form (RFC 5952); a Unix path as it is.
    package var host: String {
        switch self {
        case .unix(let path): path
        case .ipv4(let host, _):
            "\(host >> 24).\(host >> 16 & 255).\(host >> 8 & 255).\(host & 255)"
        case .ipv6(let high, let low, _, _):
            Self.text(high: high, low: low)
        }
    }

    package var description: String {
        switch self {
        case .unix(let path): "unix:\(path)"
        case .ipv4(_, let port): "\(host):\(port)"
        case .ipv6(_, _, _, let port): "[\(host)]:\(port)"
        }
    }

    private static func text(high: UInt64, low: UInt64) -> String {
        var native = in6_addr()
        unsafe withUnsafeMutableBytes(of: &native) {
            unsafe $0.storeBytes(of: high.bigEndian, toByteOffset: 0, as: UInt64.self)
            unsafe $0.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
        }
        return unsafe withUnsafeTemporaryAllocation(
            of: CChar.self, capacity: Int(INET6_ADDRSTRLEN)
        ) { text in
            guard let start = text.baseAddress,
                unsafe inet_ntop(AF_INET6, &native, start, socklen_t(text.count)) != nil
            else { return "" }
            return unsafe String(cString: start)
        }
    }
}

/// The address of a client: personal data, so it is never printed.
package struct RawPeer: Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// The address itself, for whoever is going to truncate it.
    package let address: SocketAddress

    package init(_ address: SocketAddress) { self.address = address }

    /// Appends the host without port, in text form.
    package func appendHost(to buffer: inout ByteBuffer) {
        switch address {
        case .ipv4(let host, _):
            for octet: UInt32 in 0..<4 {
                if octet > 0 { buffer.append(UInt8(ascii: ".")) }
                buffer.append(decimal: Int(host >> (24 - 8 * octet) & 255))
            }
        case .ipv6: buffer.append(address.host)
        case .unix: break
        }
    }

    package var description: String { "<redacted>" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
