import Bytes
import Dispatch
import Glibc
import Synchronization
import Testing
import Transport

@testable import Intake

/// Keeps messages, and has room for as many as it is told.
final class MessageLog: SyslogSink {
    struct State {
        var messages: [String] = []
        var batches = 0
        var room = Int.max
    }

    final class Box: Sendable {
        let state = Mutex(State())
        var messages: [String] { state.withLock { $0.messages } }
        var batches: Int { state.withLock { $0.batches } }
        func leaveRoom(_ messages: Int) { state.withLock { $0.room = messages } }
    }

    private let box: Box
    private var waiting: [() -> Void] = []

    init(_ box: Box) { self.box = box }

    func take(_ message: Span<UInt8>) -> SyslogReception {
        let text = message.string
        return box.state.withLock { state in
            guard state.room > 0 else { return .full }
            state.room -= 1
            state.messages.append(text)
            return .taken
        }
    }

    func batchEnded() { box.state.withLock { $0.batches += 1 } }

    func whenRoom(_ resume: @escaping () -> Void) {
        guard box.state.withLock({ $0.room == 0 }) else { return resume() }
        waiting.append(resume)
    }

    func makeRoom(_ messages: Int) {
        box.leaveRoom(messages)
        let waiting = waiting
        self.waiting.removeAll()
        for resume in waiting { resume() }
    }
}

/// Syslog listeners on one lane that share a sink, for one test.
struct SyslogFixture {
    let group: LaneGroup
    let box = MessageLog.Box()
    let tcp: SocketAddress
    let udp: SocketAddress

    init(_ adjust: (inout SyslogListenerOptions) -> Void = { _ in }) async throws {
        var options = SyslogListenerOptions()
        adjust(&options)
        group = try LaneGroup(count: 1)
        let box = box
        let sink: @Sendable (isolated Lane) -> any SyslogSink = { lane in
            if let sink = lane.resident(MessageLog.self) { return sink }
            let sink = MessageLog(box)
            lane.keep(sink)
            return sink
        }
        let anywhere = SocketAddress.ipv4(0x7F00_0001, port: 0)
        tcp = try await group.receiveSyslog(
            on: anywhere, over: .tcp, options: options, makeSink: sink)
        udp = try await group.receiveSyslog(
            on: anywhere, over: .udp, options: options, makeSink: sink)
    }

    static func run(
        _ adjust: (inout SyslogListenerOptions) -> Void = { _ in },
        _ body: (SyslogFixture) async throws -> Void
    ) async throws {
        let fixture = try await SyslogFixture(adjust)
        do {
            try await body(fixture)
        } catch {
            _ = await fixture.group.shutdown(grace: .zero)
            throw error
        }
        _ = await fixture.group.shutdown(grace: .zero)
    }

    /// The numbers of the listeners for streams and for datagrams.
    var counters: (tcp: SyslogCounters, udp: SyslogCounters) {
        get async {
            let all = await group.lanes[0].syslogCounters
            return all.count == 2 ? (all[0], all[1]) : (SyslogCounters(), SyslogCounters())
        }
    }

    func makeRoom(_ messages: Int = .max) async {
        await group.lanes[0].with(MessageLog.self) { $0.makeRoom(messages) }
    }

    func expect(
        _ messages: [String], sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        try await eventually("\(box.messages)", sourceLocation: sourceLocation) {
            box.messages == messages
        }
    }

    func eventually(
        _ comment: @autoclosure () -> Comment = "never happened",
        sourceLocation: SourceLocation = #_sourceLocation, _ condition: () async -> Bool
    ) async throws {
        let end = ContinuousClock.now.advanced(by: .seconds(60))
        while ContinuousClock.now < end {
            if await condition() { return }
            await withCheckedContinuation { continuation in
                DispatchQueue(label: "test-interval").asyncAfter(
                    deadline: .now() + .milliseconds(1)
                ) { continuation.resume() }
            }
        }
        Issue.record(comment(), sourceLocation: sourceLocation)
    }
}

/// A sender in C calls, which block; what it sends is small.
final class RawSender {
    private let number: Int32

    init(to address: SocketAddress, _ type: __socket_type) throws {
        number = socket(AF_INET, Int32(type.rawValue), 0)
        var native = sockaddr_in()
        native.sin_family = sa_family_t(AF_INET)
        native.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        native.sin_port = (address.port ?? 0).bigEndian
        let number = number
        let isConnected = unsafe withUnsafePointer(to: &native) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(number, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        try #require(isConnected)
    }

    deinit { _ = close(number) }

    func send(_ text: String) {
        let bytes = Array(text.utf8)
        let count = unsafe Glibc.send(number, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        #expect(count == bytes.count)
    }

    func end() { _ = shutdown(number, Int32(SHUT_WR)) }

    /// Waits for the other side to end the connection.
    func waitForEnd() async {
        let number = number
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "test-end").async {
                var byte: UInt8 = 0
                while unsafe recv(number, &byte, 1, 0) > 0 {}
                continuation.resume()
            }
        }
    }
}

@Suite struct `A syslog listener` {
    @Test func `takes streams in both framings, to the last line of a half-closed sender`()
        async throws
    {
        try await SyslogFixture.run { fixture in
            let sender = try RawSender(to: fixture.tcp, SOCK_STREAM)
            sender.send("<34>one\n7 <34>t")
            try await fixture.expect(["<34>one"])
            sender.send("wo<34>three\r\n<34>la")
            try await fixture.expect(["<34>one", "<34>two", "<34>three"])
            sender.send("st")
            sender.end()
            try await fixture.expect(["<34>one", "<34>two", "<34>three", "<34>last"])
            await sender.waitForEnd()
            let counters = await fixture.counters.tcp
            #expect(counters.messages == 4 && counters.messageBytes == 31)
            #expect(counters.connections == 1 && counters.openConnections == 0)
            #expect(counters.malformed == 0 && counters.broken == 0)
        }
    }

    @Test func `takes datagrams without their trailers`() async throws {
        try await SyslogFixture.run { fixture in
            let sender = try RawSender(to: fixture.udp, SOCK_DGRAM)
            for text in ["<34>one", "<34>two\n", "\n", "<34>a\nb\r\n\0"] { sender.send(text) }
            try await fixture.expect(["<34>one", "<34>two", "<34>a\nb"])
            let counters = await fixture.counters.udp
            #expect(counters.messages == 3 && counters.empty == 1)
            #expect(counters.receiveBuffer > 0 && counters.droppedByKernel == 0)
        }
    }

    @Test func `closes a stream whose count is none, and skips what is too long`() async throws {
        try await SyslogFixture.run {
            $0.longestMessage = 100
        } _: { fixture in
            let sender = try RawSender(to: fixture.tcp, SOCK_STREAM)
            let long = String(repeating: "x", count: 300)
            sender.send("<34>one\n300 \(long)<34>\(long)\n<34>two\n0 <34>three\n")
            await sender.waitForEnd()
            try await fixture.expect(["<34>one", "<34>two"])
            let datagrams = try RawSender(to: fixture.udp, SOCK_DGRAM)
            datagrams.send(long)
            datagrams.send("<34>short")
            try await fixture.expect(["<34>one", "<34>two", "<34>short"])
            let counters = await fixture.counters
            #expect(counters.tcp.overlong == 2 && counters.tcp.malformed == 1)
            #expect(counters.udp.overlong == 1)
        }
    }

    @Test func `counts a message that its sender cut off, and does not pass it`() async throws {
        try await SyslogFixture.run { fixture in
            let sender = try RawSender(to: fixture.tcp, SOCK_STREAM)
            sender.send("<34>one\n100 <34>only a part")
            sender.end()
            await sender.waitForEnd()
            try await fixture.expect(["<34>one"])
            #expect(await fixture.counters.tcp.malformed == 1)
        }
    }

    @Test func `stops both kinds while its sink is full, and loses nothing`() async throws {
        try await SyslogFixture.run { fixture in
            fixture.box.leaveRoom(3)
            let stream = try RawSender(to: fixture.tcp, SOCK_STREAM)
            stream.send((0..<500).map { "<34>stream \($0)\n" }.joined())
            try await fixture.eventually { fixture.box.messages.count == 3 }
            let datagrams = try RawSender(to: fixture.udp, SOCK_DGRAM)
            for index in 0..<200 { datagrams.send("<34>datagram \(index)") }
            try await fixture.eventually { await fixture.counters.udp.pauses > 0 }
            #expect(fixture.box.messages.count == 3)
            await fixture.makeRoom(100)
            try await fixture.eventually { fixture.box.messages.count == 103 }
            await fixture.makeRoom()
            try await fixture.eventually { fixture.box.messages.count == 700 }
            let messages = fixture.box.messages
            #expect(
                messages.filter { $0.hasPrefix("<34>s") } == (0..<500).map { "<34>stream \($0)" })
            #expect(
                messages.filter { $0.hasPrefix("<34>d") }
                    == (0..<200).map { "<34>datagram \($0)" })
            let counters = await fixture.counters
            #expect(counters.udp.droppedByKernel == 0 && counters.tcp.pauses >= 1)
        }
    }

    @Test func `tells its sink when a batch has ended, not for each message`() async throws {
        try await SyslogFixture.run { fixture in
            let sender = try RawSender(to: fixture.tcp, SOCK_STREAM)
            sender.send((0..<1_000).map { "<34>message \($0)\n" }.joined())
            try await fixture.eventually { fixture.box.messages.count == 1_000 }
            try await fixture.eventually { fixture.box.batches > 0 }
            #expect(fixture.box.batches < 100)
        }
    }

    @Test func `takes nothing from whom it was not told to allow`() async throws {
        let block = try #require(PeerRange(.ipv4(0x0A00_0000, port: 0), prefixLength: 8))
        try await SyslogFixture.run {
            $0.allow = [block]
        } _: { fixture in
            let stream = try RawSender(to: fixture.tcp, SOCK_STREAM)
            await stream.waitForEnd()
            let datagrams = try RawSender(to: fixture.udp, SOCK_DGRAM)
            datagrams.send("<34>x")
            try await fixture.eventually {
                let counters = await fixture.counters
                return counters.tcp.refused == 1 && counters.udp.refused == 1
            }
            #expect(fixture.box.messages.isEmpty)
        }
    }

    @Test func `is on every lane, and senders are spread over them`() async throws {
        let group = try LaneGroup(count: 2)
        let box = MessageLog.Box()
        let address = try await group.receiveSyslog(
            on: .ipv4(0x7F00_0001, port: 0), over: .tcp
        ) { _ in MessageLog(box) }
        let same = try await group.receiveSyslog(on: address, over: .udp) { _ in MessageLog(box) }
        #expect(same == address)
        for index in 0..<64 {
            let stream = try RawSender(to: address, SOCK_STREAM)
            stream.send("<34>stream \(index)\n")
            stream.end()
            try RawSender(to: address, SOCK_DGRAM).send("<34>datagram \(index)")
            await stream.waitForEnd()
        }
        let end = ContinuousClock.now.advanced(by: .seconds(60))
        while box.messages.count < 128, ContinuousClock.now < end { await Task.yield() }
        #expect(Set(box.messages).count == 128)
        var sum = SyslogCounters()
        for lane in group.lanes {
            let counters = await lane.syslogCounters
            #expect(counters.count == 2)
            for one in counters {
                #expect(one.messages > 0)
                sum.add(one)
            }
        }
        #expect(sum.messages == 128 && sum.connections == 64 && sum.droppedByKernel == 0)
        _ = await group.shutdown(grace: .zero)
    }

    @Test func `adds up the numbers of lanes`() {
        var sum = SyslogCounters()
        var one = SyslogCounters()
        one.messages = 2
        one.droppedByKernel = 3
        one.overlong = 4
        sum.add(one)
        sum.add(one)
        #expect(sum.messages == 4 && sum.droppedByKernel == 6 && sum.overlong == 8)
    }
}
