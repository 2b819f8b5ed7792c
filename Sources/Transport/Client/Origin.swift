/// Where requests to one upstream go: scheme, host and port (RFC 6454).
package struct Origin: Hashable, Sendable, CustomStringConvertible {
    package enum Scheme: String, Sendable {
        case http, https
    }

    package let scheme: Scheme
    /// A DNS name, or an address without brackets.
    package let host: String
    package let port: UInt16
    /// The Unix socket to connect to instead of resolving `host`.
    package let unixPath: String?

    package init(scheme: Scheme, host: String, port: UInt16? = nil, unixPath: String? = nil) {
        self.scheme = scheme
        self.host = host
        self.port = port ?? (scheme == .https ? 443 : 80)
        self.unixPath = unixPath
    }

    package var description: String {
        let isLiteral = host.utf8.contains(UInt8(ascii: ":"))
        return "\(scheme.rawValue)://\(isLiteral ? "[\(host)]" : host):\(port)"
    }
}
