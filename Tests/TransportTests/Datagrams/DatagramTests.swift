import Bytes
import Glibc
import Synchronization
import Testing

@testable import Transport

/// Keeps the datagrams of one lane, and has room for as many as it is told.
final class DatagramLog: DatagramHandler {
    struct State {
        var texts: [String] = []
        var turns = 0
        var room = Int.max
    }

    final class Box: Sendable {
        let state = Mutex(State())
        var texts: [String] { state.withLock { $0.texts } }
        func leaveRoom(_ count: Int) { state.withLock { $0.room = count } }
    }

    let box: Box
    private(set) var receiver: DatagramReceiver?
    var resumesAtOnce = false

    init(_ box: Box) { self.box = box }

    func attached(to receiver: DatagramReceiver) { self.receiver = receiver }

    func take(_ datagram: Span<UInt8>) -> Bool {
        let text = datagram.string
        let isTaken = box.state.withLock { state in
            guard state.room > 0 else { return false }
            state.room -= 1
            state.texts.append(text)
            return true
        }
        if !isTaken, resumesAtOnce {
            box.leaveRoom(3)
            receiver?.resumeReading()
        }
        return isTaken
    }

    func turnEnded() { box.state.withLock { $0.turns += 1 } }
}

/// A socket for datagrams on one lane, for one test.
struct DatagramFixture: EndedFixture {
    let group: LaneGroup
    let address: SocketAddress
    let box = DatagramLog.Box()

    static func run(
        limits: DatagramLimits = DatagramLimits(), from admitted: [PeerRange] = [],
        resumesAtOnce: Bool = false, on address: SocketAddress = .ipv4(0x7F00_0001, port: 0),
        _ body: (DatagramFixture) async throws -> Void
    ) async throws {
        try await DatagramFixture(limits, admitted, resumesAtOnce, address).run(body)
    }

    init(
        _ limits: DatagramLimits, _ admitted: [PeerRange], _ resumesAtOnce: Bool,
        _ address: SocketAddress
    ) async throws {
        group = try LaneGroup(count: 1)
        let box = box
        self.address = try await group.receiveDatagrams(
            on: address, limits: limits, from: admitted
        ) { _ in
            let log = DatagramLog(box)
            log.resumesAtOnce = resumesAtOnce
            return log
        }
    }

    var counters: DatagramCounters {
        get async { await group.lanes[0].datagramCounters ?? DatagramCounters() }
    }

    func resume(_ count: Int = .max) async {
        box.leaveRoom(count)
        await group.lanes[0].with(DatagramLog.self) { $0.receiver?.resumeReading() }
    }

    func expect(_ texts: [String], sourceLocation: SourceLocation = #_sourceLocation) async throws {
        try await eventually(sourceLocation: sourceLocation) { box.texts == texts }
    }

    /// Sends datagrams from a socket of its own; the number that the kernel took.
    @discardableResult
    func send(_ texts: [String]) throws -> Int {
        let socket = try Syscall.datagramSocket(family: address.family)
        _ = try Syscall.connect(socket, to: address)
        var sent = 0
        for text in texts {
            if case .processed = Syscall.send(socket, Array(text.utf8).span) { sent += 1 }
        }
        return sent
    }

    func stop() async { _ = await group.shutdown(grace: .zero) }
}

extension Lane {
    fileprivate var datagramCounters: DatagramCounters? {
        resident(DatagramLog.self)?.receiver?.counters
    }
}

@Suite struct `A socket for datagrams` {
    @Test(arguments: [
        SocketAddress.ipv4(0x7F00_0001, port: 0), .ipv6(high: 0, low: 1, zone: 0, port: 0),
    ])
    func `takes each as one message`(address: SocketAddress) async throws {
        try await DatagramFixture.run(on: address) { fixture in
            let texts = (0..<300).map { "datagram \($0)\n" }
            #expect(try fixture.send(texts) == 300)
            try await fixture.expect(texts)
            let counters = await fixture.counters
            #expect(counters.datagrams == 300 && counters.droppedByKernel == 0)
            #expect(counters.bytes == texts.reduce(0) { $0 + $1.utf8.count })
            #expect(counters.receiveBuffer > 212_992)
        }
    }

    @Test func `drops what is too long, and takes the longest there is`() async throws {
        try await DatagramFixture.run { fixture in
            let longest = String(repeating: "x", count: 65_507)
            #expect(try fixture.send([longest, longest + "x", "short"]) == 2)
            try await fixture.expect([longest, "short"])
        }
        var limits = DatagramLimits()
        limits.longest = 10
        try await DatagramFixture.run(limits: limits) { fixture in
            try fixture.send(["0123456789", "0123456789a", "", "end"])
            try await fixture.expect(["0123456789", "", "end"])
            #expect(await fixture.counters.truncated == 1)
        }
    }

    @Test func `takes nothing from who is not on the list`() async throws {
        let list = [PeerRange(.ipv4(0x0A00_0000, port: 0), prefixLength: 8)].compactMap(\.self)
        try await DatagramFixture.run(from: list) { fixture in
            try fixture.send(["a", "b"])
            try await eventually { await fixture.counters.refused == 2 }
            #expect(fixture.box.texts.isEmpty)
        }
    }

    @Test func `waits for room while the kernel keeps what comes`() async throws {
        try await DatagramFixture.run { fixture in
            fixture.box.leaveRoom(5)
            let texts = (0..<200).map { "datagram \($0)" }
            try fixture.send(texts)
            try await eventually { fixture.box.texts.count == 5 }
            await fixture.resume(70)
            try await eventually { fixture.box.texts.count == 75 }
            await fixture.resume()
            try await fixture.expect(texts)
        }
    }

    @Test func `goes on when room is made before it has stopped`() async throws {
        try await DatagramFixture.run(resumesAtOnce: true) { fixture in
            fixture.box.leaveRoom(0)
            let texts = (0..<100).map { "datagram \($0)" }
            try fixture.send(texts)
            try await fixture.expect(texts)
        }
    }

    @Test func `counts what the kernel drops`() async throws {
        var limits = DatagramLimits()
        limits.receiveBuffer = 16 * 1024
        try await DatagramFixture.run(limits: limits) { fixture in
            fixture.box.leaveRoom(0)
            let sent = try fixture.send(
                Array(repeating: String(repeating: "x", count: 500), count: 2_000))
            await fixture.resume()
            try await eventually {
                let counters = await fixture.counters
                return counters.datagrams + counters.droppedByKernel == sent
            }
            #expect(await fixture.counters.droppedByKernel > 1_000)
        }
    }

    @Test func `takes what has arrived before it ends`() async throws {
        let fixture = try await DatagramFixture(
            DatagramLimits(), [], false, .ipv4(0x7F00_0001, port: 0))
        fixture.box.leaveRoom(1)
        let texts = (0..<500).map { "datagram \($0)" }
        try fixture.send(texts)
        try await eventually { fixture.box.texts.count == 1 }
        await fixture.resume()
        await fixture.stop()
        #expect(fixture.box.texts == texts)
    }

    @Test func `waits for room when the lane ends, and counts what it gave up`() async throws {
        let waiting = try await DatagramFixture(
            DatagramLimits(), [], false, .ipv4(0x7F00_0001, port: 0))
        waiting.box.leaveRoom(1)
        let texts = (0..<300).map { "datagram \($0)" }
        try waiting.send(texts)
        try await eventually { waiting.box.texts.count == 1 }
        let lane = waiting.group.lanes[0]
        async let left = lane.drain(grace: .seconds(60))
        try await eventually { await lane.perform { $0.isDraining } }
        await waiting.resume()
        _ = await left
        #expect(waiting.box.texts == texts)
        #expect(await waiting.counters.abandoned == 0)
        await lane.stop()

        let full = try await DatagramFixture(
            DatagramLimits(), [], false, .ipv4(0x7F00_0001, port: 0))
        full.box.leaveRoom(1)
        try full.send(texts)
        try await eventually { full.box.texts.count == 1 }
        _ = await full.group.lanes[0].drain(grace: .zero)
        #expect(await full.counters.abandoned == 299)
        await full.stop()
    }

    @Test func `may be that of another server`() async throws {
        try await DatagramFixture.run { fixture in
            let origin = Origin(scheme: .http, host: "127.0.0.1", port: fixture.address.port)
            let sender = try await SenderFixture { lane in
                DatagramSender(origin: origin, on: lane.reactor, resolver: Resolver())
            }
            await sender.open()
            try await eventually { sender.events.isOpen }
            #expect(await sender.write("one") == 3)
            #expect(await sender.write(String(repeating: "x", count: 70_000)) == nil)
            #expect(await sender.write("two") == 3)
            try await fixture.expect(["one", "two"])
            #expect(await sender.confirmed == 6)
            await sender.close()
            await sender.stop()
        }
    }

    @Test func `may be nobody's, which the next write hears`() async throws {
        let fixture = try await DatagramFixture(
            DatagramLimits(), [], false, .ipv4(0x7F00_0001, port: 0))
        let origin = Origin(scheme: .http, host: "127.0.0.1", port: fixture.address.port)
        await fixture.stop()
        let sender = try await SenderFixture { lane in
            DatagramSender(origin: origin, on: lane.reactor, resolver: Resolver())
        }
        await sender.open()
        for _ in 0..<20 { #expect(await sender.write("lost") == 4) }
        #expect(sender.events.fault == nil)
        await sender.stop()
    }
}

@Suite struct `A Unix socket for datagrams` {
    private let path = "/tmp/matglas-\(UInt64.random(in: 0...UInt64.max)).sock"

    @Test func `takes what local programs send, also where a file was left behind`() async throws {
        do {
            // A program that ended without removing it.
            let stale = try Syscall.datagramSocket(family: AF_UNIX)
            try Syscall.bind(stale, to: .unix(path: path))
        }
        let list = [PeerRange(.ipv4(0x0A00_0000, port: 0), prefixLength: 8)].compactMap(\.self)
        try await DatagramFixture.run(from: list, on: .unix(path: path)) { fixture in
            try fixture.send(["one", "two"])
            try await fixture.expect(["one", "two"])
            let address = fixture.address
            #expect(throws: SystemFault("bind", EADDRINUSE)) {
                _ = try DatagramSocket.open(address, receiveBuffer: 100_000)
            }
        }
        #expect(!Syscall.isSocket(atPath: path))
    }
}
