import Bytes
import Synchronization
import Testing

@testable import Transport

/// Keeps the lines of all clients, and has room for as many as it is told.
final class LineLog: StreamHandler {
    struct State {
        var lines: [String] = []
        var turns = 0
        /// Lines that are taken before the next pause.
        var room = Int.max
        var counters = StreamCounters()
    }

    /// What the test sees.
    final class Box: Sendable {
        let state = Mutex(State())
        var lines: [String] { state.withLock { $0.lines } }
        var turns: Int { state.withLock { $0.turns } }
        func leaveRoom(_ lines: Int) { state.withLock { $0.room = lines } }
    }

    let box: Box
    private(set) var server: StreamServer?
    /// Whether room is made again before the reader has even said that there is none.
    var resumesAtOnce = false

    init(_ box: Box) { self.box = box }

    func attached(to server: StreamServer) { self.server = server }

    func makeReader() -> any StreamReader { Reader(self) }

    func turnEnded() { box.state.withLock { $0.turns += 1 } }

    private final class Reader: StreamReader {
        private unowned let log: LineLog

        init(_ log: LineLog) { self.log = log }

        func read(_ bytes: Span<UInt8>, isEnd: Bool) -> StreamProgress {
            var first = 0
            while first < bytes.count {
                var end = first
                while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
                guard end < bytes.count || isEnd else { break }
                let line = bytes.extracting(first..<end).string
                if line == "nonsense" { return StreamProgress(consumed: first, next: .close) }
                let isTaken = log.box.state.withLock { state in
                    guard state.room > 0 else { return false }
                    state.room -= 1
                    state.lines.append(line)
                    return true
                }
                guard isTaken else {
                    if log.resumesAtOnce {
                        log.box.leaveRoom(3)
                        log.server?.resumeReading()
                    }
                    return StreamProgress(consumed: first, next: .pause)
                }
                first = min(end + 1, bytes.count)
            }
            return StreamProgress(consumed: first, next: .more)
        }
    }
}

/// A listener for streams on one lane, for one test.
struct StreamFixture: EndedFixture {
    let group: LaneGroup
    let address: SocketAddress
    let box = LineLog.Box()
    let clock = ManualClock()

    init(
        tls: TLSServerContext? = nil, limits: StreamLimits = StreamLimits(),
        from admitted: [PeerRange] = [], resumesAtOnce: Bool = false
    ) async throws {
        group = try LaneGroup(count: 1, clock: clock.clock)
        let box = box
        address = try await group.receiveStreams(
            on: .ipv4(0x7F00_0001, port: 0), tls: tls, limits: limits, from: admitted
        ) { _ in
            let log = LineLog(box)
            log.resumesAtOnce = resumesAtOnce
            return log
        }
    }

    var counters: StreamCounters {
        get async { await group.lanes[0].streamCounters ?? StreamCounters() }
    }

    /// Makes room for that many lines, and has the server read on.
    func resume(_ lines: Int = .max) async {
        box.leaveRoom(lines)
        await group.lanes[0].with(LineLog.self) { $0.server?.resumeReading() }
    }

    func expect(_ lines: [String], sourceLocation: SourceLocation = #_sourceLocation) async throws {
        try await eventually("\(box.lines)", sourceLocation: sourceLocation) { box.lines == lines }
    }

    func connect() throws -> TestSocket { try TestSocket(to: address) }

    func stop() async { _ = await group.shutdown(grace: .zero) }

    /// Runs `body` with a listener that is ended afterwards.
    static func run(
        tls: TLSServerContext? = nil, limits: StreamLimits = StreamLimits(),
        from admitted: [PeerRange] = [], resumesAtOnce: Bool = false,
        _ body: (StreamFixture) async throws -> Void
    ) async throws {
        try await StreamFixture(
            tls: tls, limits: limits, from: admitted, resumesAtOnce: resumesAtOnce
        ).run(body)
    }
}

extension Lane {
    fileprivate var streamCounters: StreamCounters? { resident(LineLog.self)?.server?.counters }
}
