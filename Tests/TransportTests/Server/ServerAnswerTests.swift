import Testing

@testable import Transport

@Suite struct `A server connection answers` {
    private let host = "Host: a.example\r\n"

    @Test func `HEAD without a body but with its length`() async throws {
        try await ServerFixture.run { server in
            let client = try server.connect()
            try await client.send("HEAD /x HTTP/1.1\r\n\(host)\r\nGET /y HTTP/1.1\r\n\(host)\r\n")
            let text = try await client.receive(until: ">")
            #expect(text.contains("Content-Length: 10\r\n"))
            #expect(!text.contains("<HEAD"))
            #expect(text.contains("<GET /y >"))
        }
    }

    @Test func `with the fields of the answer and those of the moment`() async throws {
        try await ServerFixture.run { server in
            let client = try server.connect()
            try await client.send("GET /field HTTP/1.1\r\n\(host)\r\n")
            let text = try await client.receive(until: "\r\n\r\nbody")
            #expect(text.contains("X-Fixed: 1\r\n") && text.contains("X-Added: 2\r\n"))
            #expect(text.hasSuffix("\r\n\r\nbody"))
            client.forget()
            try await client.send("GET /field HTTP/1.1\r\n\(host)Connection: close\r\n\r\n")
            let last = try await client.receiveToEnd()
            #expect(last.contains("X-Fixed: 1\r\n") && last.contains("X-Added: 2\r\n"))
            #expect(last.contains("Connection: close\r\n") && last.hasSuffix("\r\n\r\nbody"))
        }
    }

    @Test func `later, and holds the requests behind it back until then`() async throws {
        try await ServerFixture.run { server in
            let client = try server.connect()
            try await client.send(
                "GET /later HTTP/1.1\r\n\(host)\r\nGET /next HTTP/1.1\r\n\(host)\r\n")
            try await eventually { await server.counters.requests == 1 }
            let other = try server.connect()
            try await other.send("GET /release HTTP/1.1\r\n\(host)\r\n")
            #expect(try await other.receive(until: "released 1").contains("released 1"))
            let text = try await client.receive(until: "<GET /next >")
            let late = try #require(text.firstRange(of: "late"))
            let next = try #require(text.firstRange(of: "<GET /next >"))
            #expect(late.upperBound < next.lowerBound)
            #expect(client.occurrences(of: "HTTP/1.1 ") == 2)
        }
    }

    @Test func `a client that has ended its half`() async throws {
        try await ServerFixture.run { server in
            let client = try server.connect()
            try await client.send(
                "GET /a HTTP/1.1\r\n\(host)\r\nGET /later HTTP/1.1\r\n\(host)\r\n")
            client.shutdownWriting()
            try await client.receive(until: "<GET /a >")
            try await eventually { await server.counters.requests == 2 }
            let other = try server.connect()
            try await other.send("GET /release HTTP/1.1\r\n\(host)\r\n")
            #expect(try await client.receiveToEnd().hasSuffix("late"))
            #expect(client.failure == nil)
        }
    }

    @Test func `nobody when the client is gone`() async throws {
        try await ServerFixture.run { server in
            let client = try server.connect()
            try await client.send("GET /later HTTP/1.1\r\n\(host)\r\n")
            try await eventually { await server.counters.requests == 1 }
            try client.reset()
            try await eventually { await server.counters.open == 0 }
            let other = try server.connect()
            try await other.send("GET /release HTTP/1.1\r\n\(host)\r\n")
            #expect(try await other.receive(until: "released 1").contains("released 1"))
            #expect(await server.counters.answers == 1)
        }
    }

    @Test func `and survives a reset in the middle of a request`() async throws {
        try await ServerFixture.run { server in
            for part in ["GET /a HT", "POST /a HTTP/1.1\r\n\(host)Content-Length: 9\r\n\r\nab"] {
                let client = try server.connect()
                try await client.send(part)
                try await eventually { await server.counters.open == 1 }
                try client.reset()
                try await eventually { await server.counters.open == 0 }
            }
            let counters = await server.counters
            #expect(counters.broken == 2 && counters.requests == 0)
        }
    }

    @Test func `no more than it can send, and goes on when the client reads`() async throws {
        try await ServerFixture.run { server in
            let client = try server.connect()
            let count = 200
            try await client.send(
                String(repeating: "GET /big HTTP/1.1\r\n\(host)\r\n", count: count))
            client.shutdownWriting()
            // 20 MB do not fit into the buffers of two sockets.
            try await eventually { await server.counters.requests > 0 }
            #expect(await server.counters.requests < count)
            try await client.receiveToEnd()
            #expect(client.received.count > count * 100_000)
            #expect(client.occurrences(of: "HTTP/1.1 200") == count)
            #expect(await server.counters.answers == count)
        }
    }

    @Test func `HTTP 1.0 by closing`() async throws {
        try await ServerFixture.run { server in
            let client = try server.connect()
            try await client.send("GET /old HTTP/1.0\r\n\r\n")
            #expect(try await client.receiveToEnd().hasSuffix("<GET /old >"))
        }
    }
}
