import Testing

@testable import Transport

@Suite struct `Connections of one network` {
    private func address(_ text: String) throws -> SocketAddress {
        try #require(SocketAddress.literal(text, port: 1))
    }

    @Test(arguments: [
        ("203.0.113.1", "203.0.113.254", true), ("203.0.113.1", "203.0.112.1", false),
        ("2001:db8:1::1", "2001:db8:1:ffff::9", true),
        ("2001:db8:1::1", "2001:db8:2::1", false),
        ("203.0.113.1", "::ffff:203.0.113.7", true), ("::ffff:1.2.3.4", "::ffff:5.6.7.8", false),
        ("0.0.0.1", "::1", false),
    ])
    func `are counted together`(first: String, second: String, isSame: Bool) throws {
        let networks = ClientNetworks(ClientNetworks.Rules(limit: 1), of: 10)
        #expect(networks.begin(try address(first)).isTaken)
        #expect(networks.begin(try address(second)).isTaken == !isSame)
    }

    @Test func `are given back, and then the table is empty`() throws {
        let networks = ClientNetworks(ClientNetworks.Rules(limit: 2), of: 10)
        let host = try address("203.0.113.1")
        let first = networks.begin(host)
        let second = networks.begin(host)
        let third = networks.begin(host)
        #expect(first.isTaken && second.isTaken && !third.isTaken && third.counted == nil)
        networks.end(try #require(first.counted))
        networks.end(try #require(second.counted))
        #expect(networks.count == 0)
        #expect(networks.begin(host).isTaken)
    }

    @Test func `take nobody's PROXY header from the network who trust Unix sockets alone`() throws {
        let peer = try address("203.0.113.1")
        let everybody = ClientNetworks(of: 10)
        #expect(everybody.mayNameClients(peer))
        let networks = ClientNetworks(ClientNetworks.Rules(trustsUnixAlone: true), of: 10)
        #expect(!networks.mayNameClients(peer))
        #expect(networks.mayNameClients(.unix(path: "")))
    }

    @Test func `have a usual limit that leaves firms and carriers room`() throws {
        let few = ClientNetworks(of: 100)
        let many = ClientNetworks(of: 40_000)
        let host = try address("203.0.113.1")
        for _ in 0..<256 {
            let isTaken = few.begin(host).isTaken
            #expect(isTaken)
        }
        #expect(!few.begin(host).isTaken)
        for _ in 0..<5_000 where !many.begin(host).isTaken { Issue.record("refused too early") }
        #expect(!many.begin(host).isTaken)
    }

    @Test func `do not concern proxies, this machine, and Unix sockets`() throws {
        let proxy = try address("10.1.2.3")
        let range = try #require(PeerRange(proxy, prefixLength: 8))
        let networks = ClientNetworks(ClientNetworks.Rules(proxies: [range]), of: 10)
        let loopback = try address("127.0.0.1")
        for peer in [proxy, loopback, try address("::1"), .unix(path: "")] {
            for _ in 0..<300 where !networks.begin(peer).isTaken { Issue.record("counted") }
        }
        #expect(networks.count == 0)
        // A limit that somebody has written counts for this machine too, and not for proxies.
        networks.replace(ClientNetworks.Rules(limit: 1, proxies: [range]), of: 10)
        #expect(networks.begin(loopback).isTaken && !networks.begin(loopback).isTaken)
        #expect(networks.begin(proxy).isTaken && networks.begin(proxy).isTaken)
    }

    @Test func `are closed at once above the limit`() async throws {
        var options = ListenerOptions()
        options.networks = ClientNetworks(ClientNetworks.Rules(limit: 2), of: 10)
        try await ServerFixture.run(options) { server in
            let clients = [try server.connect(), try server.connect()]
            for client in clients {
                try await client.send("GET /a HTTP/1.1\r\nHost: a\r\n\r\n")
                try await client.receive(until: ">")
            }
            let third = try server.connect()
            #expect(try await third.receiveToEnd() == "")
            #expect(await server.counters.networkRefused == 1)
            clients[0].close()
            try await eventually { await server.counters.open == 1 }
            let fourth = try server.connect()
            try await fourth.send("GET /a HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await fourth.receive(until: ">").contains("<GET /a >"))
        }
    }
}
