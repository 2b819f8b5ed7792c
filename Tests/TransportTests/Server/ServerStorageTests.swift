import Testing

@testable import Transport

@Suite struct `A lane that holds too much` {
    private func head(_ length: Int) -> String {
        "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: \(length)\r\n\r\n"
    }

    @Test(arguments: ["Content-Length: 90000", "Transfer-Encoding: chunked"])
    func `answers a large body with 503, and takes small ones`(framing: String) async throws {
        try await ServerFixture.run { server in
            await server.group.lanes[0].perform {
                $0.heldBound = 100_000
                $0.heldPatience = 600_000_000_000
            }
            let part = String(repeating: "x", count: 60_000)
            let first = try server.connect()
            try await first.send(head(70_000) + part)
            try await eventually { await server.counters.bytesRead > 60_000 }
            let second = try server.connect()
            let chunk = framing.hasPrefix("T") ? "15F90\r\n" : ""
            try await second.send(
                "POST /a HTTP/1.1\r\nHost: a\r\n\(framing)\r\n\r\n\(chunk)\(part)")
            let answer = try await second.receiveToEnd()
            #expect(answer.hasPrefix("HTTP/1.1 503 "))
            #expect(answer.contains("\r\nRetry-After: 5\r\n"))
            #expect(answer.contains("\r\nConnection: close\r\n"))
            second.close()

            let small = try server.connect()
            try await small.send(head(2) + "h")
            try await eventually { await server.counters.bytesRead > 120_000 }
            try await small.send("i")
            #expect(try await small.receive(until: ">").contains("<POST /a hi>"))
            try await first.send(String(repeating: "y", count: 10_000))
            #expect(try await first.receive(until: ">").hasPrefix("HTTP/1.1 200 "))
            #expect(await server.counters.shed == 1)
            try await eventually {
                await server.group.lanes[0].perform { $0.heldBytes } == 0
            }
        }
    }

    @Test func `ends who has stood still for long, so that others find room`() async throws {
        try await ServerFixture.run { server in
            await server.group.lanes[0].perform {
                $0.heldBound = 100_000
                $0.heldPatience = 0
            }
            let part = String(repeating: "x", count: 60_000)
            let first = try server.connect()
            try await first.send(head(70_000) + part)
            try await eventually { await server.counters.bytesRead > 60_000 }
            let second = try server.connect()
            try await second.send(head(70_000) + part)
            #expect(try await first.receiveToEnd().hasPrefix("HTTP/1.1 503 "))
            first.close()
            try await second.send(String(repeating: "y", count: 10_000))
            #expect(try await second.receive(until: ">").hasPrefix("HTTP/1.1 200 "))
            #expect(await server.counters.shed == 1)
            try await eventually {
                await server.group.lanes[0].perform { $0.heldBytes } == 0
            }
        }
    }

    @Test func `ends clients that send long heads, or do not read`() async throws {
        try await ServerFixture.run { server in
            await server.group.lanes[0].perform { $0.heldBound = 20_000 }
            var clients: [TestSocket] = []
            for _ in 0..<8 {
                let client = try server.connect()
                try await client.send(
                    "GET / HTTP/1.1\r\nX: " + String(repeating: "x", count: 10_000))
                clients.append(client)
            }
            try await eventually { await server.counters.shed >= 6 }
            #expect(await server.group.lanes[0].perform { $0.heldBytes } <= 20_000)
            clients.removeAll()
            try await eventually { await server.counters.open == 0 }
            #expect(await server.group.lanes[0].perform { $0.heldBytes } == 0)

            let deaf = try server.connect()
            let many = "GET /big HTTP/1.1\r\nHost: a\r\n\r\n"
            try await deaf.send(String(repeating: many, count: 200))
            try await eventually { await server.counters.open == 0 }
            #expect(await server.group.lanes[0].perform { $0.heldBytes } == 0)
        }
    }

    @Test func `gives the storage of a large request back when it is over`() async throws {
        try await ServerFixture.run { server in
            let client = try server.connect()
            try await client.send(head(500_000) + String(repeating: "x", count: 250_000))
            try await eventually {
                await server.group.lanes[0].perform { $0.heldBytes } >= 250_000
            }
            try await client.send(String(repeating: "x", count: 250_000))
            try await client.receive(until: "x>")
            try await eventually {
                await server.group.lanes[0].perform { $0.heldBytes } == 0
            }
        }
    }
}
