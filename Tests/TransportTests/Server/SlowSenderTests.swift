import Testing

@testable import Transport

@Suite struct `A slow sender` {
    private let head = "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 4000\r\n\r\n"

    @Test func `of one byte a second is cut, long before its time for the whole body`() async throws
    {
        try await ServerFixture.run { server in
            let client = try server.connect()
            try await client.send(head)
            try await eventually { await server.counters.bytesRead == head.utf8.count }
            for second in 1...9 {
                server.clock.advance(seconds: 1)
                try await client.send("x")
                try await eventually { await server.counters.bytesRead == head.utf8.count + second }
            }
            server.clock.advance(seconds: 2)
            #expect(try await client.receiveToEnd().hasPrefix("HTTP/1.1 408 "))
            #expect(await server.counters.slowBodies == 1)
        }
    }

    @Test func `on a weak mobile network is heard to the end`() async throws {
        try await ServerFixture.run { server in
            let client = try server.connect()
            try await client.send(head)
            let piece = [UInt8](repeating: 0x78, count: 250)
            // A pause at first, as a packet that is lost several times makes it.
            server.clock.advance(seconds: 9)
            for count in 1...16 {
                try await client.send(piece)
                try await eventually {
                    await server.counters.bytesRead == head.utf8.count + 250 * count
                }
                server.clock.advance(seconds: 1)
            }
            #expect(try await client.receive(until: ">").contains("<POST /a xxx"))
            #expect(await server.counters.slowBodies == 0)
        }
    }

    @Test func `of chunks is measured by what comes, not by what it means`() async throws {
        try await ServerFixture.run { server in
            let client = try server.connect()
            let head = "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            try await client.send(head)
            for count in 1...2 {
                try await client.send("1\r\nx\r\n")
                try await eventually {
                    await server.counters.bytesRead == head.utf8.count + 6 * count
                }
                server.clock.advance(seconds: 5)
            }
            server.clock.advance(seconds: 1)
            #expect(try await client.receiveToEnd().hasPrefix("HTTP/1.1 408 "))
        }
    }

    @Test func `of a head is answered 408`() async throws {
        try await ServerFixture.run { server in
            let client = try server.connect()
            try await client.send("GET /a HTTP/1.1\r\nHos")
            try await eventually { await server.counters.bytesRead > 0 }
            server.clock.advance(seconds: 11)
            #expect(try await client.receiveToEnd().hasPrefix("HTTP/1.1 408 "))
        }
    }

    @Test func `gets other times when they change while it is connected`() async throws {
        let options = ListenerOptions()
        try await ServerFixture.run(options) { server in
            var timeouts = ServerTimeouts()
            timeouts.head = .seconds(3)
            options.rules.replace(limits: HTTPLimits(), timeouts: timeouts)
            let client = try server.connect()
            try await client.send("GET /a HT")
            try await eventually { await server.counters.bytesRead > 0 }
            server.clock.advance(seconds: 4)
            #expect(try await client.receiveToEnd().hasPrefix("HTTP/1.1 408 "))
        }
    }
}
