import Bytes
import Decoding
import Transport

/// Finds the address of a visitor behind the proxies that the configuration trusts.
///
/// The address is read for three purposes: to tell visitors without ids apart when it is decided
/// whether a browser is a rare one, to find undelivered events again when their visitor withdraws,
/// and to limit what one network may send. It is hashed there and not kept.
///
/// Invariants:
/// 1. Fields are read only from a peer that is trusted; of others only the connection counts.
/// 2. An address that cannot be relied on is not known, which is no bytes: nobody can choose one.
/// 3. Nothing is allocated for a request.
final class ClientAddress: Sendable {
    private let trusted: AddressSet
    private let trustsUnixPeers: Bool
    private let fields: [ClientAddressField]

    init(
        trusted blocks: [AddressBlock], trustsUnixPeers: Bool = false,
        fields: [ClientAddressField] = ClientAddressField.usual
    ) {
        trusted = AddressSet(
            blocks.compactMap { block in
                IPAddress(Array("\(block.address)".utf8).span).map { ($0, block.prefixLength) }
            })
        self.trustsUnixPeers = trustsUnixPeers
        self.fields = fields
    }

    /// Appends the address in network byte order; nothing if it is not known.
    func appendAddress(of request: borrowing HTTPRequest, into output: inout ByteBuffer) {
        guard let address = address(of: request) else { return }
        switch address {
        case .v4(let number): append(UInt64(number), bytes: 4, into: &output)
        case .v6(let high, let low):
            append(high, bytes: 8, into: &output)
            append(low, bytes: 8, into: &output)
        }
    }

    /// The address; `nil` if it is not known.
    func address(of request: borrowing HTTPRequest) -> IPAddress? {
        let peer: IPAddress?
        switch request.peer.address {
        case .ipv4(let number, _): peer = .v4(number)
        case .ipv6(let high, let low, _, _): peer = IPAddress.v6(high: high, low: low).unmapped
        case .unix: peer = nil
        }
        guard peer.map(trusted.contains) ?? trustsUnixPeers else { return peer }
        var found = ForwardedChain.Finding.nothing
        for field in fields { found = chain(field, of: request).joined(with: found) }
        return switch found {
        // The proxy asks for itself.
        case .nothing: peer
        case .unknown: nil
        case .known(let address): address
        }
    }

    /// What all fields of one name say.
    private func chain(
        _ field: ClientAddressField, of request: borrowing HTTPRequest
    ) -> ForwardedChain {
        var chain = ForwardedChain()
        let known = field.known
        if let known, !request.head.headers.contains(known) { return chain }
        let name = field.name
        for index in 0..<request.head.headers.count {
            let header = request.head.headers[index]
            guard header.known == known ?? .other,
                known != nil || request.bytes.extracting(header.name).equalsIgnoringCase(name)
            else { continue }
            let value = request.bytes.extracting(header.value)
            switch field {
            case .xForwardedFor: chain.addForwardedFor(value, trusted: trusted)
            case .forwarded: chain.addForwarded(value, trusted: trusted)
            case .cloudfrontViewerAddress: chain.addSingle(value, hasPort: true)
            default: chain.addSingle(value, hasPort: false)
            }
        }
        return chain
    }

    private func append(_ number: UInt64, bytes: UInt64, into output: inout ByteBuffer) {
        for index in (0..<bytes).reversed() {
            output.append(UInt8(truncatingIfNeeded: number &>> (8 * index)))
        }
    }
}

extension ClientAddressField {
    /// What the parser knows the field as; `nil` where it knows no such name.
    fileprivate var known: KnownHeader? {
        switch self {
        case .xForwardedFor: .xForwardedFor
        case .forwarded: .forwarded
        case .xRealIP: .xRealIP
        default: nil
        }
    }

    /// The name in lower case.
    fileprivate var name: StaticString {
        switch self {
        case .xForwardedFor: "x-forwarded-for"
        case .forwarded: "forwarded"
        case .cfConnectingIP: "cf-connecting-ip"
        case .trueClientIP: "true-client-ip"
        case .xRealIP: "x-real-ip"
        case .fastlyClientIP: "fastly-client-ip"
        case .xAzureClientIP: "x-azure-clientip"
        case .cloudfrontViewerAddress: "cloudfront-viewer-address"
        }
    }
}
