import Glibc
import Testing

@testable import Transport

@Suite struct `An upstream pool` {
    private let empty = "HTTP/1.1 204 No Content\r\n\r\n"

    @Test func `uses its connection again`() async throws {
        let upstream = try TestUpstream()
        let client = try await UpstreamFixture(to: upstream.address)
        async let first = client.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi")
        let peer = try await upstream.accept()
        #expect(try await peer.receive(until: "hi").hasPrefix("POST /a "))
        try await peer.send(empty)
        #expect(try await first.get() == UpstreamReply(status: 204))
        peer.forget()
        async let second = client.send()
        #expect(try await peer.receive(until: "\r\n\r\n").hasPrefix("GET / "))
        try await peer.send(
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 503 Busy\r\nRetry-After: 120\r\n"
                + "Content-Length: 5\r\n\r\nlater")
        #expect(try await second.get() == UpstreamReply(status: 503, retryAfter: 120))
        let counters = await client.counters
        #expect(counters.upstreamConnects == 1 && counters.upstreamReuses == 1)
        await client.stop()
    }

    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", true),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
            true
        ),
        ("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello", false),
        ("HTTP/1.0 200 OK\r\n\r\nhello", false),
        ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhelloHTTP/1.1 200 OK\r\n", false),
    ])
    func `reads every framing, byte by byte, and keeps only what may be kept`(
        response: String, stays: Bool
    ) async throws {
        let upstream = try TestUpstream()
        let client = try await UpstreamFixture(to: upstream.address)
        for collect in [0, 100] {
            async let outcome = client.send(collect: collect)
            let peer = try await upstream.accept()
            try await peer.receive(until: "\r\n\r\n")
            if response.hasSuffix("OK\r\n") {
                try await peer.send(response)
            } else {
                for byte in response.utf8 { try await peer.send([byte]) }
            }
            if !stays { peer.shutdownWriting() }
            let reply = try await outcome.get()
            #expect(reply.status == 200)
            #expect(reply.body == (collect > 0 ? Array("hello".utf8) : []))
            // An idle connection that the upstream ends goes quietly.
            peer.close()
            try await eventually { try await client.lane.idleCount == 0 }
        }
        #expect(await client.counters.upstreamFaults == 0)
        #expect(await client.counters.upstreamConnects == 2)
        await client.stop()
    }

    @Test func `drops a body that nobody wants, and the connection when it is endless`()
        async throws
    {
        let upstream = try TestUpstream()
        let client = try await UpstreamFixture(to: upstream.address)
        async let outcome = client.send()
        let peer = try await upstream.accept()
        try await peer.receive(until: "\r\n\r\n")
        try await peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n")
        try? await peer.send([UInt8](repeating: 0, count: 200_000))
        #expect(try await outcome.get() == UpstreamReply(status: 200))
        try await peer.receiveToEnd()
        await client.stop()
    }

    @Test func `refuses a wanted body that is too long`() async throws {
        let upstream = try TestUpstream()
        let client = try await UpstreamFixture(to: upstream.address)
        async let outcome = client.send(collect: 4)
        let peer = try await upstream.accept()
        try await peer.receive(until: "\r\n\r\n")
        try await peer.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
        #expect(await outcome == .failure(.replyTooLarge))
        await client.stop()
    }

    @Test func `keeps no connection once it is retired, and still sends`() async throws {
        let upstream = try TestUpstream()
        let client = try await UpstreamFixture(to: upstream.address)
        async let first = client.send()
        let idle = try await upstream.accept()
        try await idle.receive(until: "\r\n\r\n")
        try await idle.send(empty)
        #expect(try await first.get().status == 204)
        async let second = client.send(isFresh: true)
        let busy = try await upstream.accept()
        try await busy.receive(until: "\r\n\r\n")
        for peer in [idle, busy] { peer.forget() }
        await client.lane.retirePool()
        #expect(try await idle.receiveToEnd() == "")
        try await busy.send(empty)
        #expect(try await second.get().status == 204)
        #expect(try await busy.receiveToEnd() == "")
        async let third = client.send()
        let last = try await upstream.accept()
        try await last.receive(until: "\r\n\r\n")
        last.forget()
        try await last.send(empty)
        #expect(try await third.get().status == 204)
        #expect(try await last.receiveToEnd() == "")
        #expect(await client.counters.upstreamFaults == 0)
        await client.stop()
    }

    @Test func `says when nobody listens`() async throws {
        // Bound, so that no other test gets the port, and deaf.
        let deaf = try Syscall.socket(family: AF_INET)
        try Syscall.bind(deaf, to: .ipv4(0x7F00_0001, port: 0))
        let client = try await UpstreamFixture(to: try Syscall.localAddress(deaf))
        #expect(await client.send() == .failure(.connect(SystemFault("connect", ECONNREFUSED))))
        await client.stop()
        withExtendedLifetime(deaf) {}
    }

    @Test func `tells a connection that died before a response from one that died within`()
        async throws
    {
        let upstream = try TestUpstream()
        let client = try await UpstreamFixture(to: upstream.address)
        async let first = client.send()
        let peer = try await upstream.accept()
        try await peer.receive(until: "\r\n\r\n")
        try await peer.send(empty)
        _ = try await first.get()
        peer.forget()
        async let second = client.send()
        try await peer.receive(until: "\r\n\r\n")
        try peer.reset()
        #expect(await second == .failure(.connectionClosedBeforeResponse(reused: true)))

        for (part, fault) in [
            ("", UpstreamFault.connectionClosedBeforeResponse(reused: false)),
            ("HTTP/1.1 200 OK\r\nContent-Le", .connectionBroken),
            ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe", .connectionBroken),
        ] {
            async let outcome = client.send()
            let peer = try await upstream.accept()
            try await peer.receive(until: "\r\n\r\n")
            try await peer.send(part)
            peer.close()
            #expect(await outcome == .failure(fault))
        }
        await client.stop()
    }

    @Test(arguments: ["HTTP/1.1 200 OK\nX: y\n\n", "SSH-2.0-x\r\n", "HTTP/1.1 101 No\r\n\r\n"])
    func `refuses a response that breaks the rules`(response: String) async throws {
        let upstream = try TestUpstream()
        let client = try await UpstreamFixture(to: upstream.address)
        async let outcome = client.send()
        let peer = try await upstream.accept()
        try await peer.receive(until: "\r\n\r\n")
        try await peer.send(response)
        guard case .failure(.response) = await outcome else {
            Issue.record("no fault")
            return
        }
        await client.stop()
    }

    @Test func `gives up on an upstream that does not answer, or not to the end`() async throws {
        let upstream = try TestUpstream()
        let client = try await UpstreamFixture(to: upstream.address)
        async let silent = client.send()
        var peer = try await upstream.accept()
        try await peer.receive(until: "\r\n\r\n")
        client.clock.advance(seconds: 16)
        #expect(await silent == .failure(.timeout(.firstByte)))

        async let slow = client.send(collect: 100)
        peer = try await upstream.accept()
        try await peer.receive(until: "\r\n\r\n")
        try await peer.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe")
        try await eventually { await client.counters.upstreamBytesRead > 0 }
        client.clock.advance(seconds: 16)
        try await peer.send("l")
        client.clock.advance(seconds: 15)
        #expect(await slow == .failure(.timeout(.total)))

        let written = await client.counters.upstreamBytesWritten
        async let stuck = client.send(String(repeating: "x", count: 20_000_000))
        peer = try await upstream.accept()
        try await eventually { await client.counters.upstreamBytesWritten > written }
        client.clock.advance(seconds: 11)
        #expect(await stuck == .failure(.timeout(.write)))
        await client.stop()
    }

    @Test func `lets requests wait for a connection, up to a bound`() async throws {
        let upstream = try TestUpstream()
        var limits = UpstreamLimits()
        limits.connections = 1
        limits.waiting = 1
        let client = try await UpstreamFixture(to: upstream.address, limits: limits)
        async let first = client.send()
        let peer = try await upstream.accept()
        try await peer.receive(until: "\r\n\r\n")
        async let second = client.send("GET /second HTTP/1.1\r\nHost: a\r\n\r\n")
        try await eventually { try await client.lane.waitingCount == 1 }
        #expect(await client.send() == .failure(.overloaded))
        peer.forget()
        try await peer.send(empty)
        #expect(try await first.get().status == 204)
        #expect(try await peer.receive(until: "\r\n\r\n").hasPrefix("GET /second "))
        async let third = client.send()
        try await eventually { try await client.lane.waitingCount == 1 }
        client.clock.advance(seconds: 31)
        #expect(await second == .failure(.timeout(.total)))
        #expect(await third == .failure(.timeout(.turn)))
        await client.stop()
    }

    @Test func `fails what waits when it is closed`() async throws {
        let upstream = try TestUpstream()
        var limits = UpstreamLimits()
        limits.connections = 1
        let client = try await UpstreamFixture(to: upstream.address, limits: limits)
        async let first = client.send()
        let peer = try await upstream.accept()
        try await peer.receive(until: "\r\n\r\n")
        async let second = client.send()
        try await eventually { try await client.lane.waitingCount == 1 }
        await client.lane.closePool()
        #expect(await second == .failure(.closed))
        #expect(await client.send() == .failure(.closed))
        try await peer.send(empty)
        #expect(try await first.get().status == 204)
        try await peer.receiveToEnd()
        await client.stop()
    }

    @Test func `keeps a draining lane until its request has an outcome`() async throws {
        let upstream = try TestUpstream()
        let client = try await UpstreamFixture(to: upstream.address)
        async let outcome = client.send()
        let peer = try await upstream.accept()
        try await peer.receive(until: "\r\n\r\n")
        let lane = client.lane
        async let left = lane.drain(grace: .seconds(60))
        try await eventually { await lane.perform { $0.isDraining } }
        try await peer.send(empty)
        #expect(try await outcome.get().status == 204)
        #expect(await left == 0)
        await client.stop()
    }
}

extension Lane {
    private func pool() throws -> UpstreamPool {
        try #require(resident(UpstreamFixture.Resident.self)).pool
    }

    var idleCount: Int { get throws { try pool().idle.count } }
    var waitingCount: Int { get throws { try pool().waiting.count } }
}
