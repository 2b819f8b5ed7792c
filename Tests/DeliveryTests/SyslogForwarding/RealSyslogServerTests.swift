import Bytes
import Dispatch
import Glibc
import Synchronization
import Testing
import Transport

@testable import Delivery

/// Forwarding over real sockets, between two real lanes.
@Suite struct `A real syslog server` {
    /// Keeps what all clients sent.
    private final class Server: StreamHandler {
        final class Received: Sendable {
            let bytes = Mutex<[UInt8]>([])
            var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }
        }

        private final class Reader: StreamReader {
            let received: Received
            init(_ received: Received) { self.received = received }

            func read(_ bytes: Span<UInt8>, isEnd: Bool) -> StreamProgress {
                received.bytes.withLock { $0 += bytes.array }
                return StreamProgress(consumed: bytes.count, next: .more)
            }
        }

        let received: Received
        init(_ received: Received) { self.received = received }
        func attached(to server: StreamServer) {}
        func makeReader() -> any StreamReader { Reader(received) }
        func turnEnded() {}
    }

    private func serve(
        _ received: Server.Received, on address: SocketAddress = .ipv4(0x7F00_0001, port: 0)
    ) async throws -> (group: LaneGroup, address: SocketAddress) {
        let group = try LaneGroup(count: 1)
        let address = try await group.receiveStreams(on: address) { _ in Server(received) }
        return (group, address)
    }

    private func eventually(_ condition: () async -> Bool) async throws {
        let end = ContinuousClock.now.advanced(by: .seconds(60))
        while ContinuousClock.now < end {
            if await condition() { return }
            await withCheckedContinuation { continuation in
                DispatchQueue(label: "test-interval").asyncAfter(
                    deadline: .now() + .milliseconds(1)
                ) { continuation.resume() }
            }
        }
        Issue.record("never happened")
    }

    @Test func `gets every line once more after it was away`() async throws {
        let received = Server.Received()
        let (first, address) = try await serve(received)
        let lane = try Lane()
        await lane.keepForwarder(to: try #require(address.port))
        let lines = (0..<2_000).map { "<134>line \($0) of a shop\n" }

        await lane.enqueue(lines[..<1_000])
        try await eventually { received.text == lines[..<1_000].joined() }
        try await eventually { await lane.forwarded[.sent] == 1_000 }

        _ = await first.shutdown(grace: .zero)
        await lane.enqueue(lines[1_000...])
        try await eventually { await lane.forwarded.failures > 0 }
        #expect(await lane.forwarded.queued == 1_000)

        let (second, _) = try await serve(received, on: address)
        try await eventually { received.text == lines.joined() }
        try await eventually { await lane.forwarded[.sent] == 2_000 }
        #expect(await lane.forwarded.connects == 2)

        let isDrained = Mutex(false)
        let isDone = { @Sendable in isDrained.withLock { $0 = true } }
        await lane.with(SyslogForwarder.self) { $0.drain(isDone) }
        try await eventually { isDrained.withLock { $0 } }
        await lane.stop()
        _ = await second.shutdown(grace: .zero)
    }

    @Test func `that does not read makes lines wait, and loses none`() async throws {
        let listener = try LoopbackListener()
        let lane = try Lane()
        await lane.keepForwarder(to: listener.port)
        let line = "<134>" + String(repeating: "x", count: 10_000) + "\n"
        var count = 0
        while await lane.hasRoom, count < 10_000 {
            await lane.enqueue([line])
            count += 1
        }
        #expect(await !lane.hasRoom)
        let client = try #require(listener.next())
        defer { _ = close(client) }
        let total = count * line.utf8.count
        let received = await withCheckedContinuation { continuation in
            DispatchQueue(label: "test-reading").async {
                var buffer = [UInt8](repeating: 0, count: 1 << 16)
                var received = 0
                while received < total {
                    let count = unsafe recv(client, &buffer, buffer.count, 0)
                    guard count > 0 else { break }
                    received += count
                }
                continuation.resume(returning: received)
            }
        }
        #expect(received == total)
        let expected = count
        try await eventually { await lane.forwarded[.sent] == expected }
        #expect(await lane.hasRoom)
        await lane.stop()
    }
}

extension Lane {
    fileprivate func keepForwarder(to port: UInt16) {
        guard let head = SyslogHead() else { return }
        let sender = StreamSender(
            origin: Origin(scheme: .http, host: "127.0.0.1", port: port), on: reactor,
            resolver: Resolver(), allowPrivate: true)
        var limits = SyslogForwardingLimits()
        limits.backoff = Backoff(baseMilliseconds: 50, capMilliseconds: 100)
        keep(
            SyslogForwarder(
                through: sender, framing: .newline, head: head, limits: limits, time: reactor))
    }

    fileprivate func enqueue(_ lines: some Sequence<String>) {
        guard let forwarder = resident(SyslogForwarder.self) else { return }
        reactor.refreshClock()
        for line in lines {
            let isTaken = forwarder.enqueue(Array(line.dropLast().utf8).span, from: .syslog)
            #expect(isTaken)
        }
        forwarder.flush()
    }

    fileprivate var forwarded: SyslogForwardingCounters {
        resident(SyslogForwarder.self)?.counters ?? SyslogForwardingCounters()
    }

    fileprivate var hasRoom: Bool { resident(SyslogForwarder.self)?.hasRoom ?? false }
}
