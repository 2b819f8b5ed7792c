import Foundation
import Testing

@testable import Transport

/// Certificates that must not be believed.
@Suite struct `A certificate of an upstream` {
    /// What the client makes of a server that shows the certificate of `peer`.
    private func outcome(
        _ peer: TLSPeer, host: String = "shop.example", roots: String? = nil
    ) async throws -> Result<UpstreamReply, UpstreamFault> {
        Signals.ignoreBrokenPipe()
        let client = try await UpstreamFixture(
            origin: Origin(scheme: .https, host: host, port: peer.port),
            resolver: Resolver { _ in .success([.ipv4(0x7F00_0001, port: 0)]) },
            tls: try TLSContext(rootsFile: roots ?? peer.rootsFile, onlyRootsFile: true),
            allowPrivate: true)
        let result = await client.send("GET / HTTP/1.0\r\n\r\n", collect: 100_000)
        await client.stop()
        return result
    }

    @Test func `is refused when it has expired`() async throws {
        let peer = try TLSPeer { files in
            try files.sign(names: "DNS:shop.example", "-days -1")
        }
        // X509_V_ERR_CERT_HAS_EXPIRED.
        #expect(try await outcome(peer) == .failure(.tls(.certificate(reason: 10))))
    }

    @Test func `is refused when it vouches for itself`() async throws {
        let peer = try TLSPeer { files in
            try files.run(
                "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout key.pem "
                    + "-out cert.pem -days 2 -subj /CN=shop.example "
                    + "-addext subjectAltName=DNS:shop.example")
        }
        // X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT.
        #expect(try await outcome(peer) == .failure(.tls(.certificate(reason: 18))))
    }

    @Test func `is refused when another authority is pinned`() async throws {
        let (peer, other) = (try TLSPeer(), try TLSFiles())
        // X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, or the signature of a namesake.
        guard case .failure(.tls(.certificate)) = try await outcome(peer, roots: other.roots) else {
            Issue.record("not refused")
            return
        }
    }

    /// `shop.example`, a zero byte, `.evil.example`, as a DNS name in DER.
    @Test func `is refused when its name has a zero byte`() async throws {
        let name = Array("shop.example".utf8) + [0] + Array(".evil.example".utf8)
        let der = [0x30, UInt8(name.count + 2), 0x82, UInt8(name.count)] + name
        let text = der.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined(separator: ":")
        let peer = try TLSPeer { try $0.sign(names: "DER:" + text) }
        // X509_V_ERR_HOSTNAME_MISMATCH.
        #expect(try await outcome(peer) == .failure(.tls(.certificate(reason: 62))))
    }

    @Test func `is refused when only its common name fits`() async throws {
        let peer = try TLSPeer { try $0.sign(names: nil, subject: "/CN=shop.example") }
        #expect(try await outcome(peer) == .failure(.tls(.certificate(reason: 62))))
    }

    @Test func `is refused for an address that it has as a name`() async throws {
        let peer = try TLSPeer { try $0.sign(names: "DNS:127.0.0.1") }
        // X509_V_ERR_IP_ADDRESS_MISMATCH.
        #expect(
            try await outcome(peer, host: "127.0.0.1") == .failure(.tls(.certificate(reason: 64))))
    }

    @Test(arguments: ["-tls1", "-tls1_1"])
    func `is not even looked at under an old protocol`(option: String) async throws {
        let peer = try TLSPeer(option, "-cipher", "ALL:@SECLEVEL=0")
        guard case .failure(.tls(.handshake)) = try await outcome(peer) else {
            Issue.record("not refused")
            return
        }
    }

    @Test func `is asked for together with HTTP 1.1 alone`() async throws {
        let upstream = try TestUpstream()
        let client = try await UpstreamFixture(
            origin: Origin(
                scheme: .https, host: "shop.example", port: upstream.address.port),
            resolver: Resolver { _ in .success([.ipv4(0x7F00_0001, port: 0)]) },
            tls: try TLSContext(), allowPrivate: true)
        async let outcome = client.send()
        let peer = try await upstream.accept()
        // The extension 16 with one name, in clear in the first message (RFC 7301 3.1).
        let extensionBytes = "\u{0}\u{10}\u{0}\u{B}\u{0}\u{9}\u{8}http/1.1"
        try await peer.receive(until: extensionBytes)
        #expect(peer.occurrences(of: extensionBytes) == 1)
        peer.close()
        _ = await outcome
        await client.stop()
    }
}
