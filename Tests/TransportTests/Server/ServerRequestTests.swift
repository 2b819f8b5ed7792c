import Testing

@testable import Transport

@Suite struct `A server connection reads requests` {
    private let host = "Host: a.example\r\n"

    @Test func `one after another on a connection that stays open`() async throws {
        try await ServerFixture.run { server in
            let client = try server.connect()
            for _ in 0..<3 {
                try await client.send("GET /empty HTTP/1.1\r\n\(host)\r\n")
                let answer = try await client.receive(until: "\r\n\r\n")
                #expect(answer.hasPrefix("HTTP/1.1 204 No Content\r\n"))
                #expect(answer.contains("Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"))
                #expect(!answer.contains("Connection:"))
                client.forget()
            }
            let counters = await server.counters
            #expect(counters.accepted == 1 && counters.requests == 3 && counters.answers == 3)
        }
    }

    @Test func `that come in one piece, in their order`() async throws {
        try await ServerFixture.run { server in
            let client = try server.connect()
            let requests = (0..<50).map {
                "POST /\($0) HTTP/1.1\r\n\(host)Content-Length: 2\r\n\r\nb\($0 % 10)"
            }
            try await client.send(requests.joined())
            let text = try await client.receive(until: ">", count: 50)
            for index in 0..<50 { #expect(text.contains("<POST /\(index) b\(index % 10)>")) }
            let order = text.split(separator: "<POST /").dropFirst().compactMap {
                Int($0.prefix { $0.isNumber })
            }
            #expect(order == Array(0..<50))
        }
    }

    @Test func `that come one byte at a time`() async throws {
        try await ServerFixture.run { server in
            let client = try server.connect()
            let request =
                "POST /x HTTP/1.1\r\n\(host)Transfer-Encoding: chunked\r\n\r\n"
                + "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nX-Trailer: t\r\n\r\n"
                + "POST /y HTTP/1.1\r\n\(host)Content-Length: 4\r\n\r\nfghi"
            for byte in request.utf8 { try await client.send([byte]) }
            let text = try await client.receive(until: ">", count: 2)
            #expect(text.contains("<POST /x abcde>") && text.contains("<POST /y fghi>"))
        }
    }

    @Test func `with chunked bodies of many sizes`() async throws {
        try await ServerFixture.run { server in
            let client = try server.connect()
            let body = (0..<2000).map { "line \($0)\n" }.joined()
            var chunks = ""
            var rest = body[...]
            var size = 1
            while !rest.isEmpty {
                let piece = rest.prefix(size)
                chunks += String(piece.utf8.count, radix: 16) + "\r\n" + piece + "\r\n"
                rest = rest.dropFirst(size)
                size = size * 2 % 4099 + 1
            }
            try await client.send(
                "POST /c HTTP/1.1\r\n\(host)Transfer-Encoding: chunked\r\n\r\n\(chunks)0\r\n\r\n"
                    + "GET /after HTTP/1.1\r\n\(host)\r\n")
            let text = try await client.receive(until: "<GET /after >")
            #expect(text.contains("<POST /c \(body)>"))
        }
    }

    @Test func `with bodies far larger than one read`() async throws {
        try await ServerFixture.run { server in
            let client = try server.connect()
            let body = String(repeating: "0123456789", count: 100_000)
            try await client.send(
                "POST /l HTTP/1.1\r\n\(host)Content-Length: 1000000\r\n\r\n" + body)
            #expect(try await client.receive(until: ">").contains("<POST /l \(body)>"))
        }
    }

    @Test func `and tells a client that waits to go on`() async throws {
        try await ServerFixture.run { server in
            let client = try server.connect()
            try await client.send(
                "POST /e HTTP/1.1\r\n\(host)Expect: 100-continue\r\nContent-Length: 2\r\n\r\n")
            #expect(try await client.receive(until: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
            try await client.send("ok")
            #expect(try await client.receive(until: ">").contains("<POST /e ok>"))
        }
    }

    @Test func `and does not ask a client that has begun its body`() async throws {
        try await ServerFixture.run { server in
            let client = try server.connect()
            try await client.send(
                "POST /e HTTP/1.1\r\n\(host)Expect: 100-continue\r\nContent-Length: 2\r\n\r\nok")
            #expect(!(try await client.receive(until: ">")).contains("100 Continue"))
        }
    }

    /// A request that breaks a rule, under a name that fits into a line of output.
    struct Faulty: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let request: String
        let status: Int

        init(_ name: String, _ status: Int, _ request: String) {
            testDescription = name
            self.status = status
            self.request = request
        }
    }

    @Test(arguments: [
        Faulty("no host", 400, "GET / HTTP/1.1\r\n\r\n"),
        Faulty("bare line feeds", 400, "GET / HTTP/1.1\nHost: a\n\n"),
        Faulty("signed length", 400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\nx"),
        Faulty("long body", 413, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\n"),
        Faulty(
            "long target", 414, "GET /" + String(repeating: "a", count: 9000) + " HTTP/1.1\r\n\r\n"),
        Faulty(
            "long head", 431,
            "GET / HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "a", count: 17000) + "\r\n\r\n"),
        Faulty("version", 505, "GET / HTTP/2.0\r\nHost: a\r\n\r\n"),
        Faulty("TLS in clear", 400, "\u{16}\u{3}\u{1}\u{0}\u{1}"),
        Faulty(
            "chunk size", 400,
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
    ])
    func `and answers a fault with its status, then closes`(faulty: Faulty) async throws {
        try await ServerFixture.run { server in
            let client = try server.connect()
            try await client.send("GET /first HTTP/1.1\r\n\(host)\r\n")
            try await client.receive(until: ">")
            client.forget()
            try await client.send(faulty.request)
            let answer = try await client.receiveToEnd()
            #expect(answer.hasPrefix("HTTP/1.1 \(faulty.status) "))
            #expect(answer.contains("Connection: close\r\n"))
            #expect(client.failure == nil)
            client.close()
            try await eventually { await server.counters.open == 0 }
            let counters = await server.counters
            #expect(counters.refused.reduce(0, +) == 1 && counters.requests == 1)
        }
    }

    @Test func `and lets the client read the refusal of a body that it goes on sending`()
        async throws
    {
        try await ServerFixture.run { server in
            let client = try server.connect()
            let oversize = [UInt8](repeating: 0x61, count: 500_000)
            try await client.send("POST / HTTP/1.1\r\n\(host)Content-Length: 2000000\r\n\r\n")
            try await client.send(oversize)
            client.shutdownWriting()
            #expect(try await client.receiveToEnd().hasPrefix("HTTP/1.1 413 "))
            #expect(client.failure == nil)
        }
    }

    @Test func `and refuses a chunked body over the limit`() async throws {
        var limits = HTTPLimits()
        limits.maximumBodyBytes = 10
        try await ServerFixture.run(limits: limits) { server in
            let client = try server.connect()
            try await client.send(
                "POST / HTTP/1.1\r\n\(host)Transfer-Encoding: chunked\r\n\r\nb\r\n01234567890\r\n")
            #expect(try await client.receiveToEnd().hasPrefix("HTTP/1.1 413 "))
        }
    }
}
