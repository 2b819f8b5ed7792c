import Synchronization
import Testing

@testable import Transport

/// One sender on a lane, for one test.
struct SenderFixture {
    /// Keeps the sender on its lane, and what it told for the test.
    final class Resident {
        let sender: any ByteSender
        let events: Events
        init(_ sender: any ByteSender, _ events: Events) {
            self.sender = sender
            self.events = events
        }
    }

    final class Events: Sendable {
        let all = Mutex<[SenderEvent]>([])
        var isOpen: Bool { all.withLock { $0.contains(.opened) } }
        var fault: UpstreamFault? {
            all.withLock { events in
                for case .ended(let fault) in events { return fault }
                return nil
            }
        }
    }

    let lane: Lane
    let events = Events()
    let clock = ManualClock()

    init(_ makeSender: @escaping @Sendable (isolated Lane) -> any ByteSender) async throws {
        lane = try Lane(clock: clock.clock)
        await lane.keepSender(makeSender, events)
    }

    func open() async {
        await lane.with(Resident.self) { resident in
            resident.sender.open { [events = resident.events] event in
                events.all.withLock { $0.append(event) }
            }
        }
    }

    func write(_ text: String) async -> Int? {
        await lane.with(Resident.self) { $0.sender.write(Array(text.utf8).span) } ?? nil
    }

    var confirmed: Int {
        get async { await lane.with(Resident.self) { $0.sender.confirmed } ?? -1 }
    }

    func close() async { await lane.with(Resident.self) { $0.sender.close() } }

    func stop() async { await lane.stop() }
}

extension Lane {
    fileprivate func keepSender(
        _ makeSender: @Sendable (isolated Lane) -> any ByteSender, _ events: SenderFixture.Events
    ) {
        keep(SenderFixture.Resident(makeSender(self), events))
    }
}

@Suite struct `A stream to another server` {
    private func fixture(
        to address: SocketAddress, tls: TLSContext? = nil, name: String? = nil
    ) async throws -> SenderFixture {
        Signals.ignoreBrokenPipe()
        let resolver = Resolver { _ in .success([.ipv4(0x7F00_0001, port: 0)]) }
        let origin = Origin(
            scheme: tls == nil ? .http : .https, host: name ?? address.host, port: address.port)
        return try await SenderFixture { lane in
            StreamSender(
                origin: origin, on: lane.reactor, resolver: resolver, tls: tls, allowPrivate: true)
        }
    }

    @Test func `carries bytes, and knows what has arrived`() async throws {
        let server = try TestUpstream()
        let sender = try await fixture(to: server.address)
        await sender.open()
        let socket = try await server.accept()
        try await eventually { sender.events.isOpen }
        #expect(await sender.write("hello ") == 6)
        #expect(await sender.write("world") == 5)
        try await socket.receive(until: "world")
        try await eventually { await sender.confirmed == 11 }
        await sender.close()
        #expect(try await socket.receiveToEnd() == "hello world")
        #expect(sender.events.fault == nil)
        await sender.stop()
    }

    @Test func `knows what has not arrived at a server that does not read`() async throws {
        let server = try TestUpstream()
        let sender = try await fixture(to: server.address)
        await sender.open()
        let socket = try await server.accept()
        try await eventually { sender.events.isOpen }
        let block = String(repeating: "x", count: 1 << 20)
        var written = 0
        while let count = await sender.write(block), count > 0 { written += count }
        #expect(await sender.confirmed < written)
        let received = try await socket.take(written)
        #expect(received.count == written)
        try await eventually { await sender.confirmed == written }
        try await eventually { sender.events.all.withLock { $0.contains(.writable) } }
        await sender.stop()
    }

    @Test func `tells the end that the server makes, and may be opened again`() async throws {
        let server = try TestUpstream()
        let sender = try await fixture(to: server.address)
        await sender.open()
        let socket = try await server.accept()
        try await socket.send("what a server should not say")
        socket.close()
        try await eventually { sender.events.fault == .connectionBroken }
        #expect(await sender.write("late") == 0)
        sender.events.all.withLock { $0.removeAll() }
        await sender.open()
        let again = try await server.accept()
        try await eventually { sender.events.isOpen }
        #expect(await sender.write("again") == 5)
        try await again.receive(until: "again")
        await sender.stop()
    }

    @Test func `tells that nobody listens`() async throws {
        let server = try TestUpstream()
        let address = server.address
        server.close()
        let sender = try await fixture(to: address)
        await sender.open()
        try await eventually { sender.events.fault == .connect(SystemFault("connect", 111)) }
        #expect(!sender.events.isOpen)
        await sender.stop()
    }

    @Test func `goes through TLS to the server of the name, and knows what has arrived`()
        async throws
    {
        let files = try TLSFiles()
        let context = try TLSServerContext(certificateFile: files.certificate, keyFile: files.key)
        try await StreamFixture.run(tls: context) { fixture in
            let sender = try await self.fixture(
                to: fixture.address, tls: try TLSContext(rootsFile: files.roots),
                name: "shop.example")
            await sender.open()
            try await eventually { sender.events.isOpen }
            let lines = (0..<500).map { "line \($0) for the other server" }
            var bytes = 0
            for line in lines { bytes += await sender.write(line + "\n") ?? 0 }
            try await fixture.expect(lines)
            try await eventually { await sender.confirmed == bytes }
            await sender.close()
            try await eventually { await fixture.counters.open == 0 }
            #expect(await fixture.counters.broken == 0)
            await sender.stop()
        }
    }

    @Test(arguments: ["other.example", "127.0.0.2"])
    func `does not talk to a server of another name`(name: String) async throws {
        let files = try TLSFiles()
        let context = try TLSServerContext(certificateFile: files.certificate, keyFile: files.key)
        try await StreamFixture.run(tls: context) { fixture in
            let sender = try await self.fixture(
                to: fixture.address, tls: try TLSContext(rootsFile: files.roots), name: name)
            await sender.open()
            try await eventually { sender.events.fault != nil }
            #expect(!sender.events.isOpen)
            #expect(await sender.write("secret") == 0)
            await sender.stop()
        }
    }
}

@Suite struct `What a peer has confirmed` {
    @Test func `is, in clear, what does not wait`() {
        var marks = ConfirmationMarks()
        marks.wrote(100, onWire: nil)
        marks.confirm(except: 100)
        #expect(marks.confirmed == 0)
        marks.confirm(except: 30)
        #expect(marks.confirmed == 70)
        marks.wrote(10, onWire: nil)
        marks.confirm(except: 50)
        #expect(marks.confirmed == 70)
        marks.confirm(except: 0)
        #expect(marks.confirmed == 110)
    }

    @Test func `is, through TLS, what stands before the last whole record`() {
        var marks = ConfirmationMarks()
        marks.wrote(100, onWire: 1_122)
        marks.wrote(50, onWire: 1_194)
        marks.confirm(except: 194)
        #expect(marks.confirmed == 0)
        marks.confirm(except: 72)
        #expect(marks.confirmed == 100)
        marks.confirm(except: 1)
        #expect(marks.confirmed == 100)
        marks.confirm(except: 0)
        #expect(marks.confirmed == 150)
    }

    @Test func `is never more than was written, however many writes there were`() {
        var marks = ConfirmationMarks()
        for index in 1...5_000 {
            marks.wrote(10, onWire: index * 32)
            marks.confirm(except: index * 32)
        }
        #expect(marks.confirmed == 0)
        marks.confirm(except: 5_000 * 32 - 33)
        #expect(marks.confirmed == 10)
        marks.confirm(except: 31)
        #expect(marks.confirmed < 50_000)
        marks.confirm(except: 0)
        #expect(marks.confirmed == 50_000)
    }
}
