import Testing

@testable import Transport

@Suite struct `A listener behind a proxy` {
    private func options(
        from proxies: [PeerRange] = [], limit: Int? = nil
    ) -> ListenerOptions {
        var options = ListenerOptions()
        options.requiresProxyHeader = true
        options.networks = ClientNetworks(
            ClientNetworks.Rules(limit: limit, proxies: proxies), of: 1_000)
        return options
    }

    private let request = "GET /who HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test func `takes the client from the header, with the request in the same packet`()
        async throws
    {
        try await ServerFixture.run(options()) { server in
            let client = try server.connect()
            try await client.send("PROXY TCP4 203.0.113.9 192.0.2.1 4711 443\r\n" + request)
            #expect(try await client.receive(until: ">").contains("<203.0.113.9 false false>"))
            // The header stands before the first request alone.
            client.forget()
            try await client.send("PROXY TCP4 203.0.113.8 192.0.2.1 4711 443\r\n" + request)
            #expect(try await client.receiveToEnd().hasPrefix("HTTP/1.1 400 "))
        }
    }

    @Test func `takes a header that comes byte by byte`() async throws {
        try await ServerFixture.run(options()) { server in
            let client = try server.connect()
            for byte in ProxyText.binary(family: 0x21, ProxyText.six) {
                try await client.send([byte])
            }
            try await client.send(request)
            #expect(try await client.receive(until: ">").contains("<2001:db8::9 false false>"))
        }
    }

    @Test(arguments: ["PROXY UNKNOWN\r\n", "local"])
    func `keeps the peer's own address where the proxy speaks for itself`(
        header: String
    ) async throws {
        try await ServerFixture.run(options()) { server in
            let client = try server.connect()
            let local = ProxyText.binary(command: 0x20, family: 0, [])
            try await client.send(header == "local" ? local : Array(header.utf8))
            try await client.send(request)
            #expect(try await client.receive(until: ">").contains("<127.0.0.1 "))
        }
    }

    @Test func `answers nothing without a header, and counts`() async throws {
        try await ServerFixture.run(options()) { server in
            let client = try server.connect()
            try await client.send(request)
            #expect(try await client.receiveToEnd() == "")
            let other = try server.connect()
            try await other.send(ProxyText.withChecksum(wrong: true) + Array(request.utf8))
            #expect(try await other.receiveToEnd() == "")
            let counters = await server.counters
            #expect(counters.proxyMalformed == 2 && counters.requests == 0)
            try await eventually { await server.counters.open == 0 }
        }
    }

    @Test func `gives a header its time and no more`() async throws {
        try await ServerFixture.run(options()) { server in
            let client = try server.connect()
            try await client.send("PROXY TCP4 203.0")
            try await eventually { await server.counters.accepted == 1 }
            server.clock.advance(seconds: 6)
            #expect(try await client.receiveToEnd() == "")
            #expect(await server.counters.timeouts == 1)
        }
    }

    @Test func `takes headers of its proxies only`() async throws {
        let range = try #require(PeerRange(.ipv4(0x0A00_0000, port: 0), prefixLength: 8))
        try await ServerFixture.run(options(from: [range])) { server in
            let client = try server.connect()
            try await client.send("PROXY TCP4 203.0.113.9 192.0.2.1 4711 443\r\n" + request)
            #expect(try await client.receiveToEnd() == "")
            #expect(await server.counters.proxyUntrusted == 1)
        }
    }

    @Test func `counts connections by the network of the header`() async throws {
        try await ServerFixture.run(options(limit: 2)) { server in
            func open(_ host: String) async throws -> TestSocket {
                let client = try server.connect()
                try await client.send("PROXY TCP4 \(host) 192.0.2.1 4711 443\r\n" + request)
                return client
            }
            let first = try await open("203.0.113.9")
            try await first.receive(until: ">")
            let second = try await open("203.0.113.200")
            try await second.receive(until: ">")
            let third = try await open("203.0.113.10")
            #expect(try await third.receiveToEnd() == "")
            let elsewhere = try await open("203.0.114.10")
            try await elsewhere.receive(until: ">")
            #expect(await server.counters.networkRefused == 1)
            first.close()
            try await eventually { await server.counters.open == 2 }
            let fourth = try await open("203.0.113.11")
            #expect(try await fourth.receive(until: ">").contains("<203.0.113.11 "))
        }
    }

    @Test func `is asked for nothing of the kind elsewhere: a header is a bad request`()
        async throws
    {
        try await ServerFixture.run { server in
            for header in [
                Array("PROXY TCP4 203.0.113.9 192.0.2.1 4711 443\r\n".utf8),
                ProxyText.binary(family: 0x11, ProxyText.four),
            ] {
                let client = try server.connect()
                try await client.send(header + Array(request.utf8))
                let answer = try await client.receiveToEnd()
                #expect(answer.hasPrefix("HTTP/1.1 400 ") && !answer.contains("<"))
            }
        }
    }
}
