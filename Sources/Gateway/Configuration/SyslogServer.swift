import Foundation

/// Another syslog server that gets anonymized lines.
package struct SyslogServer: Sendable, Equatable, CustomStringConvertible {
    package var transport: LogListener.Transport
    /// Lower case; an IPv6 address without brackets.
    package var host: String
    /// The address, if it is written literally and needs no look-up.
    package var address: IPLiteral?
    package var port: UInt16
    /// PEM file of the authority of the server's certificate, besides those of the system.
    package var authority: String?
    /// Whether the host name may resolve to a private address.
    package var allowsPrivate = false

    package var description: String {
        "\(transport.rawValue)://\(address?.hostForm ?? host):\(port)"
    }

    typealias Mistake = RemoteAuthority.Mistake

    /// Why a text cannot be a syslog server, behind its name.
    static func message(of mistake: Mistake) -> String {
        switch mistake {
        case .noScheme: "has no scheme; expected tls://HOST:PORT, tcp:// or udp://"
        case .unknownScheme(let scheme):
            "has the scheme \(Wording.quoted(scheme)); expected tls, tcp or udp"
        case .hasUser: "holds a user name; expected tls://HOST:PORT"
        case .hasPath: "has a path; write tls://HOST:PORT alone"
        case .malformedHost: "has no valid host or port; expected tls://HOST:PORT"
        case .zeroPort: "has port 0; expected 1 to 65535"
        case .unencrypted:
            "is unencrypted; expected tls://, or tcp:// and udp:// with a loopback or private address written literally, such as tcp://127.0.0.1:514"
        }
    }

    /// Reads `tls://HOST[:PORT]`, or `tcp://` and `udp://` with a loopback or private address written
    /// literally.
    ///
    /// The usual ports are 6514 (RFC 5425) and 514.
    static func read(_ text: String) -> Result<SyslogServer, Mistake> {
        guard let mark = text.range(of: "://") else { return .failure(.noScheme) }
        let scheme = text[..<mark.lowerBound].lowercased()
        guard let transport = LogListener.Transport(rawValue: scheme) else {
            return .failure(.unknownScheme(scheme))
        }
        let rest = text[mark.upperBound...]
        return RemoteAuthority.read(rest, isEncrypted: transport == .tls).map {
            SyslogServer(
                transport: transport, host: $0.host, address: $0.address,
                port: $0.port ?? (transport == .tls ? 6514 : 514))
        }
    }
}
