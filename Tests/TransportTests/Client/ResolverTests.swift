import Synchronization
import Testing

@testable import Transport

@Suite struct `A resolver` {
    /// Answers lookups from a table and counts them.
    private final class Names: Sendable {
        let asked = Atomic<Int>(0)
        let table: [String: [SocketAddress]]

        init(_ table: [String: [SocketAddress]]) { self.table = table }

        func resolver(_ clock: ManualClock) -> Resolver {
            Resolver(clock: clock.clock) { name in
                self.asked.add(1, ordering: .relaxed)
                return self.table[name].map { .success($0) } ?? .failure(.notFound(code: -2))
            }
        }

        var count: Int { asked.load(ordering: .relaxed) }
    }

    private static let somewhere = SocketAddress.ipv4(0x0808_0808, port: 0)

    private func resolve(_ resolver: Resolver, _ name: String) async -> Resolver.Outcome {
        if let known = resolver.known(name) { return known }
        return await withCheckedContinuation { continuation in
            resolver.resolve(name) { continuation.resume(returning: $0) }
        }
    }

    @Test func `asks once a minute for a name that is found`() async {
        let clock = ManualClock()
        let names = Names(["a.example": [Self.somewhere]])
        let resolver = names.resolver(clock)
        for _ in 0..<5 {
            #expect(await resolve(resolver, "a.example") == .success([Self.somewhere]))
        }
        #expect(names.count == 1)
        clock.advance(seconds: 59)
        _ = await resolve(resolver, "a.example")
        #expect(names.count == 1)
        clock.advance(seconds: 2)
        _ = await resolve(resolver, "a.example")
        #expect(names.count == 2)
    }

    @Test func `asks again soon for a name that is not found`() async {
        let clock = ManualClock()
        let names = Names([:])
        let resolver = names.resolver(clock)
        for _ in 0..<3 {
            #expect(await resolve(resolver, "no.example") == .failure(.notFound(code: -2)))
        }
        #expect(names.count == 1)
        clock.advance(seconds: 6)
        _ = await resolve(resolver, "no.example")
        #expect(names.count == 2)
    }

    @Test func `does not ask for addresses`() async {
        let names = Names([:])
        let resolver = names.resolver(ManualClock())
        #expect(resolver.known("127.0.0.1") == .success([.ipv4(0x7F00_0001, port: 0)]))
        #expect(resolver.known("::1") == .success([.ipv6(high: 0, low: 1, zone: 0, port: 0)]))
        #expect(resolver.known("localhost") == nil)
        #expect(names.count == 0)
    }

    @Test func `remembers a bounded number of names`() async {
        let clock = ManualClock()
        let names = Names([:])
        let resolver = names.resolver(clock)
        for index in 0...Resolver.bound {
            _ = await resolve(resolver, "\(index).example")
        }
        let known = (0...Resolver.bound).count { resolver.known("\($0).example") != nil }
        #expect(known == Resolver.bound)
    }

    @Test func `knows this machine`() {
        guard case .success(let addresses) = Resolver.systemLookup("localhost") else {
            Issue.record("no localhost")
            return
        }
        #expect(addresses.allSatisfy { !$0.isGlobal })
    }

    @Test(arguments: [false, true])
    func `leads to a private address only where that is allowed`(isAllowed: Bool) async throws {
        let upstream = try TestUpstream()
        let names = Names(["inside.example": [.ipv4(0x7F00_0001, port: 0)]])
        let clock = ManualClock()
        let client = try await UpstreamFixture(
            origin: Origin(scheme: .http, host: "inside.example", port: upstream.address.port),
            resolver: names.resolver(clock), allowPrivate: isAllowed)
        if isAllowed {
            async let outcome = client.send()
            let peer = try await upstream.accept()
            try await peer.receive(until: "\r\n\r\n")
            try await peer.send("HTTP/1.1 204 No Content\r\n\r\n")
            #expect(try await outcome.get().status == 204)
        } else {
            #expect(await client.send() == .failure(.addressRefused))
        }
        await client.stop()
    }

    @Test func `failing is told to whoever sends`() async throws {
        let client = try await UpstreamFixture(
            origin: Origin(scheme: .http, host: "no.example"),
            resolver: Names([:]).resolver(ManualClock()))
        #expect(await client.send() == .failure(.nameNotFound(.notFound(code: -2))))
        await client.stop()
    }

    @Test func `that offers several addresses has them tried in order`() async throws {
        let upstream = try TestUpstream()
        let names = Names([
            // Nobody listens on the second loopback address at this port.
            "two.example": [.ipv4(0x7F00_0002, port: 0), .ipv4(0x7F00_0001, port: 0)]
        ])
        let client = try await UpstreamFixture(
            origin: Origin(scheme: .http, host: "two.example", port: upstream.address.port),
            resolver: names.resolver(ManualClock()), allowPrivate: true)
        async let outcome = client.send()
        let peer = try await upstream.accept()
        try await peer.receive(until: "\r\n\r\n")
        try await peer.send("HTTP/1.1 204 No Content\r\n\r\n")
        #expect(try await outcome.get().status == 204)
        await client.stop()
    }
}
