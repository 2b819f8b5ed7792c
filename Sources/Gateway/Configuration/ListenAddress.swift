/// Where the gateway listens.
package enum ListenAddress: Sendable, Hashable, CustomStringConvertible {
    /// Port 0 lets the system choose.
    case ip(IPLiteral, port: UInt16)
    case unix(path: String)

    /// What a message says about the expected form.
    static let expected = "ADDRESS:PORT such as 127.0.0.1:8080 or [::1]:8080, or unix:PATH"

    /// Reads `127.0.0.1:8080`, `[::1]:8080` or `unix:/run/matglas.sock`.
    ///
    /// Refused: host names (which of their addresses is meant would be a guess), a missing port.
    init?(_ text: String) {
        if text.hasPrefix("unix:") {
            let path = String(text.dropFirst(5))
            guard !path.isEmpty, path.utf8.count <= Self.longestPath, !path.utf8.contains(0) else {
                return nil
            }
            self = .unix(path: path)
            return
        }
        guard let (host, port) = Authority.split(text), let port,
            let address = Authority.literal(host)
        else { return nil }
        self = .ip(address, port: port)
    }

    /// `sun_path` of unix(7) has 108 bytes with its final NUL.
    private static let longestPath = 107

    package var description: String {
        switch self {
        case .ip(let address, let port): "\(address.hostForm):\(port)"
        case .unix(let path): "unix:\(path)"
        }
    }

    /// Whether clients of one address can reach the other: the same, or the wildcard of its family.
    func overlaps(_ other: ListenAddress) -> Bool {
        guard case .ip(let mine, let port) = self, case .ip(let theirs, let otherPort) = other,
            port == otherPort, port != 0
        else { return self == other }
        return mine.isIPv6 == theirs.isIPv6 && (mine == theirs || mine.isAny || theirs.isAny)
    }

    /// Whether only this machine can connect.
    package var isLocal: Bool {
        switch self {
        case .ip(let address, _): address.isLoopback
        case .unix: true
        }
    }
}

/// A listener of the gateway.
package struct Listener: Sendable, Equatable {
    package var address: ListenAddress
    /// `nil` in clear.
    package var tls: ListenerTLS?
    /// Whether every connection begins with a PROXY protocol header, which names the client.
    package var requiresProxyProtocol = false
    package var line: Int
}

/// `host`, `host:port`, `[v6]`, `[v6]:port`.
enum Authority {
    /// The host as written (IPv6 with its brackets) and the port, if one is written.
    ///
    /// Refused: an empty host, a port that is no number up to 65535, IPv6 without brackets.
    static func split(_ text: String) -> (host: String, port: UInt16?)? {
        var host = text[...]
        var port: UInt16?
        let end =
            text.hasPrefix("[") ? text.firstIndex(of: "]").map(text.index(after:)) : text.startIndex
        guard let end else { return nil }
        if let colon = text[end...].firstIndex(of: ":") {
            let digits = text[text.index(after: colon)...]
            guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }),
                let number = UInt16(digits)
            else { return nil }
            port = number
            host = text[..<colon]
        }
        guard !host.isEmpty, !text.hasPrefix("[") || host.endIndex == end else { return nil }
        return (String(host), port)
    }

    /// The literal address of a host as written; `nil` for a name.
    static func literal(_ host: String) -> IPLiteral? {
        guard host.hasPrefix("["), host.hasSuffix("]") else {
            return IPLiteral(host).flatMap { $0.isIPv6 ? nil : $0 }
        }
        return IPLiteral(String(host.dropFirst().dropLast())).flatMap { $0.isIPv6 ? $0 : nil }
    }
}
