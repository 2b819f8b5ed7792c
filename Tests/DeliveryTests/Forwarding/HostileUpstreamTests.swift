import Dispatch
import Glibc
import Records
import Synchronization
import Testing
import Transport

@testable import Delivery

/// Servers that answer badly, slowly or never, over real sockets, beside a healthy one on the same lane.
@Suite struct HostileUpstreamTests {
    /// What a hostile server does with a connection.
    enum Way: String, CaseIterable, Sendable {
        /// Takes the connection and says nothing.
        case silent
        /// Sends a byte of its response every few milliseconds, for ever.
        case trickling
        /// Ends within the head.
        case halfHead
        /// Ends within the body.
        case halfBody
        /// Resets the connection.
        case reset
        /// Sends what is no HTTP.
        case garbage
        /// Sends interim responses for ever.
        case endlessContinue
        /// Sends a head without end.
        case hugeHead
        /// Sends a body without end.
        case endlessBody
        /// Agrees to another protocol that nobody asked for.
        case switching
    }

    /// A server of one way, on threads of its own.
    final class HostileServer: Sendable {
        let way: Way
        let taken = Atomic<Int>(0)
        private let listener: LoopbackListener
        private let isOver = Atomic(false)

        init(_ way: Way) throws {
            self.way = way
            listener = try LoopbackListener()
            DispatchQueue(label: "hostile-\(way)").async { self.serve() }
        }

        var port: UInt16 { listener.port }

        private func serve() {
            var silent: [Int32] = []
            while !isOver.load(ordering: .relaxed) {
                guard let client = listener.next() else { break }
                taken.add(1, ordering: .relaxed)
                // A sender that nobody reads from must not keep this thread.
                var second = timeval(tv_sec: 1, tv_usec: 0)
                _ = unsafe setsockopt(
                    client, SOL_SOCKET, SO_SNDTIMEO, &second,
                    socklen_t(MemoryLayout<timeval>.size))
                if way == .silent {
                    silent.append(client)
                } else if way == .trickling {
                    DispatchQueue(label: "trickle").async { self.trickle(to: client) }
                } else {
                    answer(client)
                }
            }
            for client in silent { _ = close(client) }
        }

        private func answer(_ client: Int32) {
            defer { _ = close(client) }
            var bytes = [UInt8](repeating: 0, count: 4_096)
            guard unsafe recv(client, &bytes, bytes.count, 0) > 0 else { return }
            switch way {
            case .silent, .trickling: break
            case .halfHead: _ = say("HTTP/1.1 204 No Con", to: client)
            case .halfBody:
                _ = say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", to: client)
            case .reset:
                var now = linger(l_onoff: 1, l_linger: 0)
                _ = unsafe setsockopt(
                    client, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
            case .garbage: _ = say("\u{16}\u{3}\u{1} HTTP? 200 \u{0}\r\n\r\n", to: client)
            case .endlessContinue:
                while say("HTTP/1.1 100 Continue\r\n\r\n", to: client) {}
            case .hugeHead:
                guard say("HTTP/1.1 200 OK\r\n", to: client) else { return }
                while say("X-Field: \(String(repeating: "x", count: 500))\r\n", to: client) {}
            case .endlessBody:
                guard say("HTTP/1.1 500 No\r\n\r\n", to: client) else { return }
                while say(String(repeating: "x", count: 4_096), to: client) {}
            case .switching: _ = say("HTTP/1.1 101 Switching\r\nUpgrade: h2c\r\n\r\n", to: client)
            }
        }

        private func trickle(to client: Int32) {
            for byte in "HTTP/1.1 200 OK\r\nX-Slow: ".utf8 {
                guard say([byte], to: client) else { break }
            }
            while !isOver.load(ordering: .relaxed), say([0x78], to: client) {
                _ = poll(nil, 0, 5)
            }
            _ = close(client)
        }

        private func say(_ text: String, to client: Int32) -> Bool {
            say(Array(text.utf8), to: client)
        }

        private func say(_ bytes: [UInt8], to client: Int32) -> Bool {
            unsafe send(client, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
        }

        func end() {
            isOver.store(true, ordering: .relaxed)
            listener.end()
        }
    }

    private final class Healthy: HTTPHandler {
        func handle(_ request: borrowing HTTPRequest, exchange: Exchange) {
            exchange.respond(Answer(status: 204))
        }
    }

    /// Both forwarders of the lane, for code on it.
    private final class Pair {
        let hostile: Forwarder
        let healthy: Forwarder
        let spools: [PostedQueue]
        init(_ hostile: Forwarder, _ healthy: Forwarder, _ spools: [PostedQueue]) {
            self.hostile = hostile
            self.healthy = healthy
            self.spools = spools
        }
    }

    private static func timeouts() -> UpstreamTimeouts {
        var timeouts = UpstreamTimeouts()
        timeouts.connect = .milliseconds(300)
        timeouts.write = .milliseconds(300)
        timeouts.firstByte = .milliseconds(300)
        timeouts.total = .milliseconds(400)
        return timeouts
    }

    @Test(
        "A hostile upstream takes nothing from another one, and nothing is lost",
        arguments: Way.allCases)
    func beside(way: Way) async throws {
        let server = try HostileServer(way)
        defer { server.end() }
        let vendor = try LaneGroup(count: 1)
        let address = try await vendor.serve(
            on: try SocketAddress(text: "127.0.0.1:0"), makeHandler: { _ in Healthy() })
        let port = try #require(address.port)
        let lane = try Lane()
        let resolver = Resolver()
        let hostilePort = server.port
        await withCheckedContinuation { continuation in
            lane.post { lane in
                let spools = [PostedQueue(lane.reactor), PostedQueue(lane.reactor)]
                let share = SendingShare(places: 8, own: 2)
                let forwarders = [hostilePort, port].enumerated().map { place, port in
                    Forwarder(
                        to: UpstreamOrigin(authority: "127.0.0.1:\(port ?? 0)"),
                        through: UpstreamPool(
                            origin: Origin(scheme: .http, host: "127.0.0.1", port: port),
                            on: lane.reactor, resolver: resolver, allowPrivate: true,
                            timeouts: Self.timeouts()),
                        from: spools[place], time: lane.reactor, sharing: share)
                }
                for spool in spools { spool.fill(200) }
                lane.keep(Pair(forwarders[0], forwarders[1], spools))
                _ = Watch(
                    lane.reactor,
                    until: {
                        spools[1].rows.isEmpty && forwarders[0].counters.openings > 0
                    }, { continuation.resume() })
                for forwarder in forwarders { forwarder.arrived() }
            }
        }
        let (delivered, left, results) = try #require(
            await lane.with(Pair.self) { pair in
                (
                    pair.healthy.counters[.delivered], pair.spools[0].rows.count,
                    ForwardingResult.allCases.map { pair.hostile.counters[$0] }.reduce(0, +)
                )
            })
        #expect(delivered == 200)
        #expect(left == 200)
        #expect(results == 0)
        // A breaker that is open spares the server: no flood of connections.
        #expect(server.taken.load(ordering: .relaxed) <= 64)
        await lane.stop()
        _ = await vendor.shutdown(grace: .zero)
    }
}

/// A spool in memory whose reads are answered on the lane a moment later.
final class PostedQueue: SpoolQueue {
    private let time: any LaneTime
    private(set) var rows: [SpooledRequest] = []
    private var alarms: [any LaneAlarm] = []

    init(_ time: any LaneTime) { self.time = time }

    func fill(_ count: Int) {
        for number in 1...count {
            rows.append(
                SpooledRequest(
                    number: Int64(number), acceptedAt: time.wallSeconds, tags: .none,
                    request: outbound("/\(number)")))
        }
    }

    func read(
        after number: Int64, count: Int, bytes: Int,
        _ receive: @escaping ([SpooledRequest]?) -> Void
    ) {
        let found = Array(rows.filter { $0.number > number }.prefix(count))
        let alarm = time.makeAlarm { receive(found) }
        alarms.append(alarm)
        alarm.schedule(after: 0)
    }

    func end(_ request: SpooledRequest, _ result: ForwardingResult, status: Int?) {
        rows.removeAll { $0.number == request.number }
    }
}

/// Looks at something on a lane every few milliseconds, until it is so.
final class Watch {
    private let time: any LaneTime
    private let isSo: () -> Bool
    private let action: () -> Void
    private var alarm: (any LaneAlarm)?

    init(_ time: any LaneTime, until isSo: @escaping () -> Bool, _ action: @escaping () -> Void) {
        self.time = time
        self.isSo = isSo
        self.action = action
        let alarm = time.makeAlarm { self.look() }
        self.alarm = alarm
        alarm.schedule(after: 0)
    }

    private func look() {
        guard isSo() else {
            alarm?.schedule(after: 10 * Nanoseconds.perMillisecond)
            return
        }
        alarm?.cancel()
        alarm = nil
        action()
    }
}
