/// Host and port of a server that the gateway connects to, as a configuration writes it.
struct RemoteAuthority {
    /// Lower case; an IPv6 address without brackets.
    let host: String
    /// The address, if it is written literally and needs no look-up.
    let address: IPLiteral?
    let port: UInt16?

    /// Why a text cannot be `SCHEME://HOST[:PORT]` of a server.
    enum Mistake: Error, Equatable {
        case noScheme
        case unknownScheme(String)
        case hasUser
        case hasPath
        case malformedHost
        case zeroPort
        case unencrypted
    }

    /// Reads what stands behind `SCHEME://`.
    ///
    /// Without encryption only a loopback or private address that is written literally is taken.
    static func read(
        _ rest: Substring, isEncrypted: Bool
    ) -> Result<RemoteAuthority, Mistake> {
        guard !rest.contains("@") else { return .failure(.hasUser) }
        guard !rest.contains(where: { "/?#\\".contains($0) }) else { return .failure(.hasPath) }
        guard let (written, port) = Authority.split(String(rest)) else {
            return .failure(.malformedHost)
        }
        guard port != 0 else { return .failure(.zeroPort) }
        let address = Authority.literal(written)
        guard address != nil || HostName.isName(written) else { return .failure(.malformedHost) }
        let isNear = address.map { $0.isLoopback || $0.isPrivate } ?? false
        guard isEncrypted || isNear else { return .failure(.unencrypted) }
        return .success(
            RemoteAuthority(
                host: address?.description ?? written.lowercased(), address: address, port: port))
    }
}
