import Glibc
import Synchronization
import Testing

@testable import Transport

@Suite struct `A server connection ends` {
    private let host = "Host: a.example\r\n"

    @Test func `quietly when it was idle too long`() async throws {
        try await ServerFixture.run { server in
            let client = try server.connect()
            try await client.send("GET /a HTTP/1.1\r\n\(host)\r\n")
            try await client.receive(until: ">")
            client.forget()
            server.clock.advance(seconds: 59)
            try await client.send("GET /a HTTP/1.1\r\n\(host)\r\n")
            try await client.receive(until: ">")
            client.forget()
            server.clock.advance(seconds: 61)
            #expect(try await client.receiveToEnd() == "")
            #expect(await server.counters.timeouts == 1)
        }
    }

    @Test(arguments: [
        ("GET /a HTTP/1.1\r\nHo", UInt64(11), "HTTP/1.1 408 "),
        ("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab", 31, "HTTP/1.1 408 "),
        ("", 11, ""),
    ])
    func `when a request takes too long`(
        part: String, seconds: UInt64, answer: String
    ) async throws {
        try await ServerFixture.run { server in
            let client = try server.connect()
            try await client.send(part)
            try await eventually { await server.counters.bytesRead == part.utf8.count }
            try await eventually { await server.counters.open == 1 }
            server.clock.advance(seconds: seconds)
            #expect(try await client.receiveToEnd().hasPrefix(answer))
            #expect(await server.counters.timeouts == 1)
        }
    }

    @Test func `when a head comes drop by drop`() async throws {
        try await ServerFixture.run { server in
            let client = try server.connect()
            var sent = 0
            for byte in "GET / HTTP/1.1\r\n".utf8 {
                try await client.send([byte])
                sent += 1
                try await eventually { await server.counters.bytesRead >= min(sent, 10) }
                server.clock.advance(seconds: 1)
                if await server.counters.timeouts > 0 { break }
            }
            #expect(try await client.receiveToEnd().hasPrefix("HTTP/1.1 408 "))
        }
    }

    @Test func `when the client does not read its answer`() async throws {
        try await ServerFixture.run { server in
            let client = try server.connect()
            try await client.send(String(repeating: "GET /big HTTP/1.1\r\n\(host)\r\n", count: 200))
            try await eventually { await server.counters.requests > 10 }
            try await eventually {
                let before = await server.counters.bytesWritten
                await Task.yield()
                return await server.counters.bytesWritten == before
            }
            server.clock.advance(seconds: 31)
            try await eventually { await server.counters.open == 0 }
            #expect(await server.counters.timeouts == 1)
        }
    }

    @Test func `within two seconds when a refused client does not close`() async throws {
        try await ServerFixture.run { server in
            let client = try server.connect()
            try await client.send("BAD\r\n\r\n")
            try await client.receiveToEnd()
            #expect(await server.counters.open == 1)
            server.clock.advance(seconds: 3)
            try await eventually { await server.counters.open == 0 }
        }
    }

    @Test func `at once when it is idle and the lane drains`() async throws {
        let server = try await ServerFixture()
        let client = try server.connect()
        try await client.send("GET /a HTTP/1.1\r\n\(host)\r\n")
        try await client.receive(until: ">")
        #expect(await server.group.shutdown(grace: .seconds(60)) == 0)
        client.forget()
        #expect(try await client.receiveToEnd() == "")
        await #expect(throws: SystemFault.self) {
            try await TestSocket(to: server.address).send("x")
        }
    }

    @Test func `after its answer when the lane drains`() async throws {
        let server = try await ServerFixture()
        let client = try server.connect()
        try await client.send("GET /later HTTP/1.1\r\n\(host)\r\n")
        let other = try server.connect()
        try await other.send("GET /las")
        try await eventually { await server.counters.requests == 1 }
        try await eventually { await server.counters.bytesRead > 40 }
        async let left = server.group.shutdown(grace: .seconds(60))
        try await eventually { await server.group.lanes[0].perform { $0.isDraining } }
        try await other.send("t HTTP/1.1\r\n\(host)\r\n")
        #expect(try await other.receive(until: ">").contains("Connection: close\r\n"))
        other.close()
        try await eventually { await server.counters.open == 1 }
        // Nobody is left to wait for the answer that is missing.
        try client.reset()
        #expect(await left == 0)
    }

    @Test func `by force when the grace is over`() async throws {
        let server = try await ServerFixture()
        let client = try server.connect()
        try await client.send("GET /later HTTP/1.1\r\n\(host)\r\n")
        try await eventually { await server.counters.requests == 1 }
        async let left = server.group.shutdown(grace: .seconds(5))
        try await eventually { await server.group.lanes[0].perform { $0.isDraining } }
        server.clock.advance(seconds: 6)
        #expect(await left == 1)
        #expect(try await client.receiveToEnd() == "")
    }

    @Test func `with everything given back`() async throws {
        weak var lane: Lane?
        do {
            let server = try await ServerFixture()
            lane = server.group.lanes[0]
            for _ in 0..<20 {
                let client = try server.connect()
                try await client.send("GET /a HTTP/1.1\r\n\(host)\r\n")
                try await client.receive(until: ">")
            }
            try await eventually { await server.counters.closed == 20 }
            await server.stop()
        }
        try await eventually { lane == nil }
    }
}

@Suite struct `A listener` {
    private let request = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test func `rests when no descriptor is left, and goes on after that`() async throws {
        let failures = Atomic<Int>(3)
        try await withShortage(failures) { server in
            let client = try server.connect()
            try await client.send(request)
            try await eventually { await server.counters.acceptPauses == 1 }
            #expect(await server.counters.accepted == 0)
            for round in 2...3 {
                server.clock.advance(seconds: 1)
                try await eventually { await server.counters.acceptPauses == round }
            }
            server.clock.advance(seconds: 1)
            #expect(try await client.receive(until: ">").contains("<GET /a >"))
        }
    }

    private func withShortage(
        _ failures: borrowing Atomic<Int>, _ body: (ServerFixture) async throws -> Void
    ) async throws {
        let left = Counter(failures.load(ordering: .relaxed))
        try await ServerFixture.run(probe: { left.take() ? EMFILE : nil }, body)
    }

    private final class Counter: Sendable {
        let left: Atomic<Int>
        init(_ count: Int) { left = Atomic(count) }
        func take() -> Bool { left.subtract(1, ordering: .relaxed).newValue >= 0 }
    }

    @Test func `goes on after the failure of one connection`() async throws {
        let left = Counter(2)
        try await ServerFixture.run(probe: { left.take() ? ECONNABORTED : nil }) { server in
            let client = try server.connect()
            try await client.send(request)
            #expect(try await client.receive(until: ">").contains("<GET /a >"))
            #expect(await server.counters.acceptPauses == 0)
        }
    }

    @Test func `listens on IPv6`() async throws {
        try await ServerFixture.run(on: SocketAddress(text: "[::1]:0")) { server in
            let client = try server.connect()
            try await client.send(request)
            #expect(try await client.receive(until: ">").contains("<GET /a >"))
        }
    }

    @Test func `listens on a Unix socket with all lanes, and removes its file`() async throws {
        let path = "/tmp/matglas-test-\(getpid())-\(UInt32.random(in: 0...UInt32.max)).sock"
        try await ServerFixture.run(on: .unix(path: path), lanes: 3) { server in
            for _ in 0..<10 {
                let client = try server.connect()
                try await client.send(request)
                #expect(try await client.receive(until: ">").contains("<GET /a >"))
            }
        }
        #expect(!Syscall.isSocket(atPath: path))
    }

    @Test func `replaces a stale Unix socket, but not one in use`() async throws {
        let path = "/tmp/matglas-test-\(getpid())-\(UInt32.random(in: 0...UInt32.max)).sock"
        do { _ = try ListeningSocket.open(.unix(path: path)) }
        #expect(Syscall.isSocket(atPath: path))
        try await ServerFixture.run(on: .unix(path: path)) { server in
            let client = try server.connect()
            try await client.send(request)
            #expect(try await client.receive(until: ">").contains("<GET /a >"))
            await #expect(throws: SystemFault("bind", EADDRINUSE)) {
                try await ServerFixture(on: .unix(path: path))
            }
        }
    }

    @Test func `says when the address is taken`() async throws {
        let other = try Syscall.socket(family: AF_INET)
        try Syscall.bind(other, to: .ipv4(0x7F00_0001, port: 0))
        try Syscall.listen(other, backlog: 1)
        let address = try Syscall.localAddress(other)
        await #expect(throws: SystemFault("bind", EADDRINUSE)) {
            try await ServerFixture(on: address)
        }
        withExtendedLifetime(other) {}
    }

    @Test func `gives every lane the same port`() async throws {
        try await ServerFixture.run(lanes: 4) { server in
            #expect(server.address.port != 0)
            for _ in 0..<200 {
                let client = try server.connect()
                try await client.send(request)
                try await client.receive(until: ">")
            }
            let accepted = await server.group.counters.map(\.accepted)
            #expect(accepted.reduce(0, +) == 200)
            #expect(accepted.count { $0 > 0 } > 1)
        }
    }
}
