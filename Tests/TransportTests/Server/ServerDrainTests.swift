import Glibc
import Synchronization
import Testing

@testable import Transport

@Suite struct `A draining lane` {
    private final class Shortage: Sendable {
        let isSet = Atomic<Bool>(true)
    }

    @Test func `closes a listener that rests`() async throws {
        let shortage = Shortage()
        let server = try await ServerFixture(
            probe: { shortage.isSet.load(ordering: .relaxed) ? EMFILE : nil })
        let early = try server.connect()
        try await eventually { await server.counters.acceptPauses == 1 }
        let lane = server.group.lanes[0]
        #expect(await lane.drain(grace: .seconds(5)) == 0)
        shortage.isSet.store(false, ordering: .relaxed)
        server.clock.advance(seconds: 1)
        // The end of the early client shows that the socket is closed, and nothing takes it later.
        try await early.receiveToEnd()
        #expect(early.isAtEnd)
        #expect(await server.counters.accepted == 0)
        await #expect(throws: SystemFault.self) {
            try await TestSocket(to: server.address).send("x")
        }
        await lane.stop()
    }

    @Test func `closes a connection that comes after all`() async throws {
        let server = try await ServerFixture()
        let lane = server.group.lanes[0]
        try await server.beginDrain()
        let client = try await server.adopt()
        #expect(try await client.receiveToEnd() == "")
        #expect(await server.counters.open == 0)
        await lane.stop()
    }

    @Test(arguments: [
        "GET / HTT", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe",
    ])
    func `waits two seconds for half a request`(part: String) async throws {
        let server = try await ServerFixture()
        let client = try server.connect()
        try await client.send(part)
        try await eventually { await server.counters.bytesRead == part.utf8.count }
        async let left = server.group.shutdown(grace: .seconds(60))
        try await eventually { await server.group.lanes[0].perform { $0.isDraining } }
        server.clock.advance(seconds: 1)
        #expect(await server.counters.open == 1)
        server.clock.advance(seconds: 2)
        #expect(try await client.receiveToEnd().hasPrefix("HTTP/1.1 408 "))
        client.close()
        #expect(await left == 0)
    }

    @Test func `closes a connection once it has taken the answer it was reading`() async throws {
        let server = try await ServerFixture()
        let client = try server.connect()
        let request = "GET /big HTTP/1.1\r\nHost: a\r\n\r\n"
        // More than the socket takes: some of the last answer waits in the program.
        try await client.send(String(repeating: request, count: 60))
        try await eventually { await server.counters.requests > 10 }
        async let left = server.group.shutdown(grace: .seconds(60))
        try await eventually { await server.group.lanes[0].perform { $0.isDraining } }
        try await client.receiveToEnd()
        client.close()
        #expect(await left == 0)
    }
}

@Suite struct `A slow reader` {
    @Test func `has its full time to read after a long rest`() async throws {
        try await ServerFixture.run { server in
            let client = try server.connect()
            try await client.send("GET /a HTTP/1.1\r\nHost: a\r\n\r\n")
            try await client.receive(until: ">")
            server.clock.advance(seconds: 40)
            try await client.send(
                String(repeating: "GET /big HTTP/1.1\r\nHost: a\r\n\r\n", count: 200))
            try await eventually { await server.counters.requests > 10 }
            server.clock.advance(seconds: 5)
            try await server.settle()
            #expect(await server.counters.timeouts == 0)
            #expect(await server.counters.open == 1)
        }
    }
}

extension ServerFixture {
    /// Begins to drain, without waiting for the end.
    func beginDrain() async throws {
        await group.lanes[0].perform { $0.beginDrain {} }
    }

    /// Lets the tick pass that looks at deadlines.
    func settle() async throws {
        for _ in 0..<300 { await Readable.interval() }
    }

    /// Gives the lane a connection as a listener does; the result is its other end.
    func adopt() async throws -> TestSocket {
        var pair: [Int32] = [0, 0]
        let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        try #require(unsafe socketpair(AF_UNIX, type, 0, &pair) == 0)
        let number = pair[0]
        await group.lanes[0].perform { reactor in
            let server = HTTPServer(
                reactor: reactor, handler: ProbeHandler(), options: ListenerOptions(),
                allowance: ConnectionAllowance(limit: 1))
            reactor.counters.accepted += 1
            server.take(Descriptor(owning: number), from: .unix(path: ""))
        }
        return TestSocket(Descriptor(owning: pair[1]))
    }
}
