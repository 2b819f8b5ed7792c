import Testing

@testable import Transport

@Suite struct `An upstream over TLS` {
    /// A client for `host`, which stands for 127.0.0.1.
    private func client(
        _ host: String, port: UInt16, _ tls: TLSContext
    ) async throws -> UpstreamFixture {
        Signals.ignoreBrokenPipe()
        return try await UpstreamFixture(
            origin: Origin(scheme: .https, host: host, port: port),
            resolver: Resolver { _ in .success([.ipv4(0x7F00_0001, port: 0)]) }, tls: tls,
            allowPrivate: true)
    }

    @Test func `is talked to under each name of its certificate`() async throws {
        let peer = try TLSPeer()
        let tls = try TLSContext(rootsFile: peer.rootsFile)
        for host in ["shop.example", "a.wild.example", "127.0.0.1"] {
            let client = try await client(host, port: peer.port, tls)
            let reply = try await client.send(
                "GET / HTTP/1.0\r\nHost: \(host)\r\n\r\n", collect: 100_000
            ).get()
            #expect(reply.status == 200)
            let page = String(decoding: reply.body, as: UTF8.self)
            #expect(page.contains("TLSv1.3") && page.contains("</"))
            await client.stop()
        }
    }

    @Test func `is talked to with TLS 1.2`() async throws {
        let peer = try TLSPeer("-tls1_2")
        let client = try await client(
            "shop.example", port: peer.port, try TLSContext(rootsFile: peer.rootsFile))
        let reply = try await client.send("GET / HTTP/1.0\r\n\r\n", collect: 100_000).get()
        #expect(String(decoding: reply.body, as: UTF8.self).contains("TLSv1.2"))
        await client.stop()
    }

    @Test(arguments: ["other.example", "wild.example", "a.b.wild.example", "127.0.0.2"])
    func `is refused under another name`(host: String) async throws {
        let peer = try TLSPeer()
        let client = try await client(
            host, port: peer.port, try TLSContext(rootsFile: peer.rootsFile))
        guard case .failure(let fault) = await client.send() else {
            Issue.record("not refused")
            return
        }
        // X509_V_ERR_HOSTNAME_MISMATCH and X509_V_ERR_IP_ADDRESS_MISMATCH; nobody listens on
        // 127.0.0.2.
        let mismatches = [
            UpstreamFault.tls(.certificate(reason: 62)), .tls(.certificate(reason: 64)),
            .connect(SystemFault("connect", 111)),
        ]
        #expect(mismatches.contains(fault))
        await client.stop()
    }

    @Test func `is refused when its root is not trusted`() async throws {
        let peer = try TLSPeer()
        let client = try await client("shop.example", port: peer.port, try TLSContext())
        guard case .failure(.tls(.certificate)) = await client.send() else {
            Issue.record("not refused")
            return
        }
        await client.stop()
    }

    @Test func `is refused when it speaks in clear, without seeing the request`() async throws {
        let upstream = try TestUpstream()
        let client = try await client(
            "shop.example", port: try #require(upstream.address.port), try TLSContext())
        async let outcome = client.send()
        let peer = try await upstream.accept()
        let hello = try await peer.take(3)
        #expect(hello.first == 0x16)
        try await peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        guard case .failure(.tls(.handshake)) = await outcome else {
            Issue.record("not refused")
            return
        }
        try await peer.receiveToEnd()
        #expect(peer.occurrences(of: "GET") == 0)
        await client.stop()
    }

    @Test func `is given up when the handshake takes too long`() async throws {
        let upstream = try TestUpstream()
        let client = try await client(
            "shop.example", port: try #require(upstream.address.port), try TLSContext())
        async let outcome = client.send()
        let peer = try await upstream.accept()
        _ = try await peer.take(3)
        client.clock.advance(seconds: 6)
        #expect(await outcome == .failure(.timeout(.connection)))
        await client.stop()
    }

    @Test func `needs a readable file of roots`() {
        #expect(throws: TLSFault.rootsUnreadable) { try TLSContext(rootsFile: "/nonexistent") }
    }
}
