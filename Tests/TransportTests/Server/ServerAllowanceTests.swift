import Glibc
import Synchronization
import Testing

@testable import Transport

@Suite struct `A listener with an allowance` {
    private let request = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test func `closes the longest idle connection for a new client`() async throws {
        try await ServerFixture.run(connections: 3) { server in
            var clients: [TestSocket] = []
            for _ in 0..<3 {
                let client = try server.connect()
                try await client.send(request)
                try await client.receive(until: ">")
                client.forget()
                clients.append(client)
                server.clock.advance(seconds: 1)
            }
            let fourth = try server.connect()
            try await fourth.send(request)
            #expect(try await fourth.receive(until: ">").contains("<GET /a >"))
            #expect(try await clients[0].receiveToEnd() == "")
            for client in clients.dropFirst() {
                try await client.send(request)
                #expect(try await client.receive(until: ">").contains("<GET /a >"))
            }
            let counters = await server.counters
            #expect(counters.gaveWay == 1 && counters.acceptPauses == 0 && counters.open == 3)
        }
    }

    @Test func `rests while every connection is at work, and goes on after that`() async throws {
        try await ServerFixture.run(connections: 2) { server in
            let busy = try server.connect()
            try await busy.send("GET /later HTTP/1.1\r\nHost: a\r\n\r\n")
            let half = try server.connect()
            try await half.send("GET /a HT")
            try await eventually { await server.counters.bytesRead > 40 }
            server.clock.advance(seconds: 1)
            let late = try server.connect()
            try await late.send(request)
            try await eventually { await server.counters.acceptPauses > 0 }
            #expect(await server.counters.accepted == 2)
            try await half.send("TP/1.1\r\nHost: a\r\n\r\n")
            try await half.receive(until: ">")
            server.clock.advance(seconds: 1)
            #expect(try await late.receive(until: ">").contains("<GET /a >"))
            #expect(await server.counters.gaveWay == 1)
            // The one that waits for its answer was left alone.
            try await late.send("GET /release HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await busy.receive(until: "late").hasSuffix("late"))
        }
    }

    @Test func `does not take the place of another one`() async throws {
        try await ServerFixture.run(connections: 2) { server in
            let admin = try await server.group.serve(
                on: .ipv4(0x7F00_0001, port: 0), connections: 1
            ) { _ in ProbeHandler() }
            var crowd: [TestSocket] = []
            for _ in 0..<5 {
                let client = try server.connect()
                try await client.send("GET /later HTTP/1.1\r\nHost: a\r\n\r\n")
                crowd.append(client)
            }
            try await eventually { await server.counters.acceptPauses > 0 }
            let health = try TestSocket(to: admin)
            try await health.send(request)
            #expect(try await health.receive(until: ">").contains("<GET /a >"))
        }
    }

    @Test func `frees a descriptor when none is left`() async throws {
        try await withShortage { server, begin in
            let idle = try server.connect()
            try await idle.send(request)
            try await idle.receive(until: ">")
            idle.forget()
            server.clock.advance(seconds: 1)
            begin()
            let client = try server.connect()
            try await client.send(request)
            #expect(try await client.receive(until: ">").contains("<GET /a >"))
            #expect(try await idle.receiveToEnd() == "")
            #expect(await server.counters.acceptPauses == 0)
        }
    }

    private final class Flag: Sendable {
        let isSet = Atomic<Bool>(false)
    }

    /// One `accept` finds no descriptor after `begin`.
    private func withShortage(
        _ body: (ServerFixture, () -> Void) async throws -> Void
    ) async throws {
        let flag = Flag()
        try await ServerFixture.run(
            probe: { flag.isSet.exchange(false, ordering: .relaxed) ? EMFILE : nil }
        ) { server in try await body(server) { flag.isSet.store(true, ordering: .relaxed) } }
    }
}
