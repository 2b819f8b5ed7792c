import Bytes
import Testing

@testable import Gateway
@testable import Transport

/// Whose word counts about the client's address.
@Suite struct ClientAddressTests {
    static let proxies = ["10.0.0.0/8", "::1/128"].compactMap { try? AddressBlock.read($0).get() }

    private func address(
        _ headers: [String], peer: SocketAddress = .ipv4(0x0A00_0001, port: 1),
        _ fields: [ClientAddressField] = ClientAddressField.usual, unix: Bool = false
    ) throws -> [UInt8] {
        let clients = ClientAddress(trusted: Self.proxies, trustsUnixPeers: unix, fields: fields)
        let lines = ["GET / HTTP/1.1", "Host: shop.example"] + headers + ["", ""]
        let bytes = Array(lines.joined(separator: "\r\n").utf8)
        var head = RequestHead()
        var parser = RequestParser()
        let progress = parser.parse(bytes.span, into: &head)
        try #require(progress == .complete)
        var output = ByteBuffer()
        // SAFETY: the head is not changed while the request is lent.
        unsafe withUnsafePointer(to: head) { head in
            let request = unsafe HTTPRequest(
                head: head, bytes: bytes.span, body: Span(), peer: RawPeer(peer), isTLS: false)
            clients.appendAddress(of: request, into: &output)
        }
        return output.span.array
    }

    private static let visitor: [UInt8] = [203, 0, 113, 7]
    private static let stranger = SocketAddress.ipv4(0xC633_6401, port: 1)

    @Test("Fields of a peer that is not trusted are not read")
    func untrusted() throws {
        for name in ClientAddressField.allCases {
            let found = try address(
                ["\(name.rawValue): 203.0.113.7"], peer: Self.stranger, ClientAddressField.allCases)
            #expect(found == [198, 51, 100, 1])
        }
        let mapped = SocketAddress.ipv6(high: 0, low: 0xFFFF_C633_6401, zone: 0, port: 1)
        #expect(try address(["X-Forwarded-For: 203.0.113.7"], peer: mapped) == [198, 51, 100, 1])
        let other = SocketAddress.ipv6(high: 0x2001_0db8_0000_0000, low: 9, zone: 0, port: 1)
        #expect(try address(["X-Forwarded-For: 203.0.113.7"], peer: other).count == 16)
    }

    @Test("A trusted peer's fields are read, in both families, and in a mapped address")
    func trusted() throws {
        let header = ["X-Forwarded-For: 1.2.3.4", "X-Forwarded-For: 203.0.113.7, 10.9.9.9"]
        #expect(try address(header) == Self.visitor)
        let loopback = SocketAddress.ipv6(high: 0, low: 1, zone: 0, port: 1)
        #expect(try address(header, peer: loopback) == Self.visitor)
        let mapped = SocketAddress.ipv6(high: 0, low: 0xFFFF_0A00_0001, zone: 0, port: 1)
        #expect(try address(header, peer: mapped) == Self.visitor)
        #expect(try address(["X-Forwarded-For: unknown"]) == [])
        // A proxy that says nothing asks for itself.
        #expect(try address([]) == [10, 0, 0, 1])
    }

    @Test("A Unix socket is trusted only where the configuration says so")
    func unixPeers() throws {
        let peer = SocketAddress.unix(path: "")
        let header = ["X-Forwarded-For: 203.0.113.7"]
        #expect(try address(header, peer: peer) == [])
        #expect(try address(header, peer: peer, unix: true) == Self.visitor)
        #expect(try address([], peer: peer, unix: true) == [])
    }

    @Test("Two fields that disagree are not known; the second alone is enough")
    func both() throws {
        #expect(try address(["Forwarded: for=203.0.113.7"]) == Self.visitor)
        #expect(
            try address(["Forwarded: for=203.0.113.7", "X-Forwarded-For: 203.0.113.7"])
                == Self.visitor)
        #expect(
            try address(["Forwarded: for=203.0.113.8", "X-Forwarded-For: 203.0.113.7"]) == [])
        #expect(try address(["Forwarded: for=_x", "X-Forwarded-For: 203.0.113.7"]) == [])
    }

    @Test(
        "A content network's field counts where it is configured, and the others do not",
        arguments: ClientAddressField.allCases)
    func networks(field: ClientAddressField) throws {
        let value =
            switch field {
            case .forwarded: "for=203.0.113.7"
            case .cloudfrontViewerAddress: "203.0.113.7:46532"
            default: "203.0.113.7"
            }
        let others = ClientAddressField.allCases.filter { $0 != field }
            .map { "\($0.rawValue): 1.2.3.4" }
        let own = "\(field.rawValue.uppercased()): \(value)"
        #expect(try address(others + [own], [field]) == Self.visitor)
        #expect(try address(others, [field]) == [10, 0, 0, 1])
        let isList = field == .xForwardedFor || field == .forwarded
        #expect(try address([own, own], [field]) == (isList ? Self.visitor : []))
    }
}

extension ClientAddressTests {
    private func address(_ headers: [String], _ fields: [ClientAddressField]) throws -> [UInt8] {
        try address(headers, peer: .ipv4(0x0A00_0001, port: 1), fields)
    }
}
