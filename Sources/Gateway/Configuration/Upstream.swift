import Foundation

/// Where a destination's events are sent.
package struct Upstream: Sendable, Equatable, CustomStringConvertible {
    package var isEncrypted: Bool
    /// Lower case; an IPv6 address without brackets.
    package var host: String
    /// The address, if it is written literally and needs no look-up.
    package var address: IPLiteral?
    package var port: UInt16

    /// What stands in `Host`, the port only where it is not the scheme's own.
    package var authority: String {
        let usual: UInt16 = isEncrypted ? 443 : 80
        return (address?.hostForm ?? host) + (port == usual ? "" : ":\(port)")
    }

    /// As a URL.
    package var description: String { (isEncrypted ? "https://" : "http://") + authority }

    typealias Mistake = RemoteAuthority.Mistake

    /// Why a text cannot be an upstream, behind its name.
    static func message(of mistake: Mistake) -> String {
        switch mistake {
        case .noScheme: "has no scheme; expected https://HOST"
        case .unknownScheme(let scheme):
            "has the scheme \(Wording.quoted(scheme)); expected https"
        case .hasUser: "holds a user name; expected https://HOST"
        case .hasPath: "has a path; the vendor's own path is kept, write https://HOST alone"
        case .malformedHost:
            "has no valid host or port; expected https://HOST or https://HOST:PORT"
        case .zeroPort: "has port 0; expected 1 to 65535"
        case .unencrypted:
            "is unencrypted; expected https://, or http:// with a loopback or private address written literally, such as http://127.0.0.1:8081"
        }
    }

    /// Reads `https://HOST[:PORT]`, or `http://` with a loopback or private address written literally.
    static func read(_ text: String) -> Result<Upstream, Mistake> {
        guard let mark = text.range(of: "://") else { return .failure(.noScheme) }
        let scheme = text[..<mark.lowerBound].lowercased()
        guard scheme == "https" || scheme == "http" else { return .failure(.unknownScheme(scheme)) }
        var rest = text[mark.upperBound...]
        if rest.hasSuffix("/") { rest.removeLast() }
        let isEncrypted = scheme == "https"
        return RemoteAuthority.read(rest, isEncrypted: isEncrypted).map {
            Upstream(
                isEncrypted: isEncrypted, host: $0.host, address: $0.address,
                port: $0.port ?? (isEncrypted ? 443 : 80))
        }
    }
}
