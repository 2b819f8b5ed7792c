import Glibc
import Testing

@testable import Transport

@Suite struct `A listener whose clients only send` {
    @Test func `takes what they send, also behind the end of their half`() async throws {
        try await StreamFixture.run { fixture in
            let first = try fixture.connect()
            let second = try fixture.connect()
            try await first.send("one\ntw")
            try await fixture.expect(["one"])
            try await second.send("three\n")
            try await fixture.expect(["one", "three"])
            try await first.send("o\nlast")
            first.shutdownWriting()
            try await fixture.expect(["one", "three", "two", "last"])
            try await first.receiveToEnd()
            #expect(first.received.isEmpty)
            try await eventually { await fixture.counters.open == 1 }
            let counters = await fixture.counters
            #expect(counters.accepted == 2 && counters.bytes == 18 && counters.broken == 0)
        }
    }

    @Test func `ends a connection that makes no sense, and no other`() async throws {
        try await StreamFixture.run { fixture in
            let good = try fixture.connect()
            let bad = try fixture.connect()
            try await bad.send("fine\nnonsense\nmore\n")
            try await bad.receiveToEnd()
            try await good.send("good\n")
            try await fixture.expect(["fine", "good"])
        }
    }

    @Test func `stops when there is no room, and loses nothing`() async throws {
        try await StreamFixture.run { fixture in
            fixture.box.leaveRoom(2)
            let socket = try fixture.connect()
            let lines = (0..<30_000).map { "line \($0) with some words that make it longer" }
            let text = Array((lines.joined(separator: "\n") + "\n").utf8)
            // It goes on only as room is made, so the sender has to wait.
            async let sent: Void = socket.send(text)
            try await fixture.expect(Array(lines[..<2]))
            let other = try fixture.connect()
            try await other.send("other\n")
            #expect(fixture.box.lines.count == 2)
            await fixture.resume(3)
            try await eventually { fixture.box.lines.count == 5 }
            await fixture.resume()
            try await sent
            try await eventually { fixture.box.lines.count == lines.count + 1 }
            #expect(fixture.box.lines.filter { $0 != "other" } == lines)
        }
    }

    @Test func `goes on when room is made before it has stopped`() async throws {
        try await StreamFixture.run(resumesAtOnce: true) { fixture in
            fixture.box.leaveRoom(0)
            let socket = try fixture.connect()
            let lines = (0..<50).map { "line \($0)" }
            try await socket.send(lines.joined(separator: "\n") + "\n")
            try await fixture.expect(lines)
        }
    }

    @Test func `offers the last line again when the client is gone meanwhile`() async throws {
        try await StreamFixture.run { fixture in
            fixture.box.leaveRoom(1)
            let socket = try fixture.connect()
            try await socket.send("one\ntwo\nthree")
            socket.shutdownWriting()
            try await fixture.expect(["one"])
            await fixture.resume()
            try await fixture.expect(["one", "two", "three"])
            try await socket.receiveToEnd()
        }
    }

    @Test func `takes nobody who is not on the list`() async throws {
        let list = [PeerRange(.ipv4(0x0A00_0000, port: 0), prefixLength: 8)].compactMap(\.self)
        try await StreamFixture.run(from: list) { fixture in
            let socket = try fixture.connect()
            try await socket.receiveToEnd()
            try await eventually { await fixture.counters.refused == 1 }
            #expect(await fixture.counters.accepted == 0)
            #expect(await fixture.group.lanes[0].counters.open == 0)
        }
    }

    @Test func `ends the silent and the slow`() async throws {
        try await StreamFixture.run { fixture in
            let silent = try fixture.connect()
            let slow = try fixture.connect()
            try await silent.send("one\n")
            try await slow.send("two\nhalf of")
            try await fixture.expect(["one", "two"])
            fixture.clock.advance(seconds: 61)
            try await slow.receiveToEnd()
            #expect(await fixture.counters.timeouts == 1)
            fixture.clock.advance(seconds: 3_540)
            try await silent.receiveToEnd()
            #expect(await fixture.counters.timeouts == 2)
            #expect(fixture.box.lines == ["one", "two"])
        }
    }

    @Test func `lets a message begin late, and then gives it its time`() async throws {
        try await StreamFixture.run { fixture in
            let socket = try fixture.connect()
            try await socket.send("one\n")
            try await fixture.expect(["one"])
            fixture.clock.advance(seconds: 3_000)
            try await socket.send("tw")
            try await eventually { await fixture.counters.bytes == 6 }
            fixture.clock.advance(seconds: 30)
            try await socket.send("o\n")
            try await fixture.expect(["one", "two"])
            #expect(await fixture.counters.timeouts == 0)
        }
    }

    @Test func `lets who never spoke give way`() async throws {
        var limits = StreamLimits()
        limits.connections = 2
        try await StreamFixture.run(limits: limits) { fixture in
            let speaker = try fixture.connect()
            try await speaker.send("one\n")
            try await fixture.expect(["one"])
            let silent = try fixture.connect()
            try await eventually { await fixture.counters.open == 2 }
            let next = try fixture.connect()
            try await next.send("two\n")
            fixture.clock.advance(seconds: 11)
            try await fixture.expect(["one", "two"])
            try await silent.receiveToEnd()
            #expect(await fixture.counters.gaveWay == 1)
            try await speaker.send("three\n")
            try await fixture.expect(["one", "two", "three"])
        }
    }

    @Test func `takes what has arrived before it ends`() async throws {
        let fixture = try await StreamFixture()
        let socket = try fixture.connect()
        try await socket.send("one\n")
        try await fixture.expect(["one"])
        let lines = (0..<5_000).map { "line \($0)" }
        fixture.box.leaveRoom(10)
        try await socket.send(lines.joined(separator: "\n") + "\n")
        try await fixture.expect(["one"] + lines[..<10])
        async let left = fixture.group.shutdown(grace: .seconds(30))
        try await eventually { await fixture.group.lanes[0].perform { $0.isDraining } }
        await fixture.resume()
        #expect(await left == 0)
        #expect(fixture.box.lines == ["one"] + lines)
    }

    @Test func `counts a reset`() async throws {
        try await StreamFixture.run { fixture in
            let socket = try fixture.connect()
            try await socket.send("one\nhalf")
            try await fixture.expect(["one"])
            try socket.reset()
            try await eventually { await fixture.counters.broken == 1 }
            #expect(await fixture.counters.open == 0)
            #expect(fixture.box.lines == ["one"])
        }
    }
}
