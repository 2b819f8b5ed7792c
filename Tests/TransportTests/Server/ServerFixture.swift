import Bytes
import Testing

@testable import Transport

/// Answers by path, and shows the request it was given.
///
/// `/later` is answered when `/release` comes, on whatever connection.
final class ProbeHandler: HTTPHandler {
    private var kept: [Exchange] = []

    func handle(_ request: borrowing HTTPRequest, exchange: Exchange) {
        let path = request.bytes.extracting(request.head.path).string
        switch path {
        case "/empty": exchange.respond(Answer(status: 204))
        case "/later": kept.append(exchange)
        case "/release":
            let released = kept
            kept.removeAll()
            for exchange in released {
                exchange.respond(Answer(status: 200, body: Array("late".utf8)))
                // A second answer must not be sent.
                exchange.respond(Answer(status: 500))
            }
            exchange.respond(Answer(status: 200, body: Array("released \(released.count)".utf8)))
        case "/big":
            exchange.respond(Answer(status: 200, body: [UInt8](repeating: 0x78, count: 100_000)))
        case "/who":
            var host = ByteBuffer()
            request.peer.appendHost(to: &host)
            let words = "<\(host.span.string) \(request.isTLS) \(request.isClientVerified)>"
            exchange.respond(Answer(status: 200, body: Array(words.utf8)))
        case "/field":
            exchange.respond(
                Answer(status: 200, fields: "X-Fixed: 1\r\n", body: "body"),
                adding: Array("X-Added: 2\r\n".utf8).span)
        default:
            let method = request.bytes.extracting(request.head.methodRange).string
            let text = "<\(method) \(path) \(request.body.string)>"
            exchange.respond(Answer(status: 200, body: Array(text.utf8)))
        }
    }
}

/// A server on one lane, for one test.
struct ServerFixture: EndedFixture {
    let group: LaneGroup
    let address: SocketAddress
    let clock = ManualClock()

    /// A server with options of its own.
    init(
        on address: SocketAddress = .ipv4(0x7F00_0001, port: 0), _ options: ListenerOptions
    ) async throws {
        group = try LaneGroup(count: 1, clock: clock.clock)
        self.address = try await group.serve(on: address, options) { _ in ProbeHandler() }
    }

    init(
        on address: SocketAddress = .ipv4(0x7F00_0001, port: 0), lanes: Int = 1,
        limits: HTTPLimits = HTTPLimits(), connections: Int? = nil,
        probe: (@Sendable () -> Int32?)? = nil
    ) async throws {
        group = try LaneGroup(count: lanes, clock: clock.clock)
        self.address = try await group.serve(
            on: address, limits: limits, connections: connections, acceptProbe: probe
        ) { _ in ProbeHandler() }
    }

    func connect() throws -> TestSocket { try TestSocket(to: address) }

    var counters: LaneCounters {
        get async { await group.lanes[0].counters }
    }

    func stop() async { _ = await group.shutdown(grace: .zero) }

    /// Runs `body` with a server that is ended afterwards.
    static func run(
        _ options: ListenerOptions, _ body: (ServerFixture) async throws -> Void
    ) async throws {
        try await ServerFixture(options).run(body)
    }

    static func run(
        on address: SocketAddress = .ipv4(0x7F00_0001, port: 0), lanes: Int = 1,
        limits: HTTPLimits = HTTPLimits(), connections: Int? = nil,
        probe: (@Sendable () -> Int32?)? = nil,
        _ body: (ServerFixture) async throws -> Void
    ) async throws {
        try await ServerFixture(
            on: address, lanes: lanes, limits: limits, connections: connections, probe: probe
        ).run(body)
    }
}
