import Bytes
import Dispatch
import Glibc
import Records
import Synchronization
import Testing
import Transport

@testable import Delivery

/// Forwarding over real sockets, on a real lane.
@Suite struct RealUpstreamTests {
    /// Answers 503 first and 204 from then on, and keeps the heads it was sent.
    private final class Vendor: HTTPHandler {
        let heads: Heads

        init(_ heads: Heads) { self.heads = heads }

        func handle(_ request: borrowing HTTPRequest, exchange: Exchange) {
            let head = request.bytes.string
            let body = request.body.string
            let count = heads.all.withLock { heads in
                heads.append(head + body)
                return heads.count
            }
            exchange.respond(
                count == 1
                    ? Answer(status: 503, fields: "Retry-After: 0\r\n") : Answer(status: 204))
        }
    }

    /// A destination's server in C calls: it answers one request per connection as if it kept the
    /// connection, and closes it.
    private final class ShortServer: Sendable {
        let listener: LoopbackListener
        let served = Atomic<Int>(0)

        init() throws { listener = try LoopbackListener() }

        func serve() {
            while let client = listener.next() {
                var bytes = [UInt8](repeating: 0, count: 4_096)
                let count = unsafe recv(client, &bytes, bytes.count, 0)
                if count > 0 {
                    served.add(1, ordering: .relaxed)
                    let answer = Array("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".utf8)
                    _ = unsafe send(client, answer, answer.count, Int32(MSG_NOSIGNAL))
                }
                _ = close(client)
            }
        }
    }

    @Test("A healthy server that closes after each response, without saying so, gets every event")
    func silentCloser() async throws {
        let server = try ShortServer()
        let port = server.listener.port
        DispatchQueue(label: "short-server").async { server.serve() }
        let lane = try Lane()
        let resolver = Resolver()
        let counters = await withCheckedContinuation { continuation in
            lane.post { lane in
                let pool = UpstreamPool(
                    origin: Origin(scheme: .http, host: "127.0.0.1", port: port),
                    on: lane.reactor, resolver: resolver, allowPrivate: true)
                let spool = PostedQueue(lane.reactor)
                spool.fill(1_000)
                let forwarder = Forwarder(
                    to: UpstreamOrigin(authority: "127.0.0.1:\(port)"), through: pool, from: spool,
                    time: lane.reactor)
                forwarder.arrived()
                _ = Watch(lane.reactor, until: { spool.rows.isEmpty }) {
                    continuation.resume(returning: forwarder.counters)
                    pool.close()
                }
            }
        }
        server.listener.end()
        #expect(counters[.delivered] == 1_000)
        #expect(counters.retries == 0)
        #expect(server.served.load(ordering: .relaxed) >= 1_000)
        await lane.stop()
    }

    private final class Heads: Sendable {
        let all = Mutex<[String]>([])
    }

    @Test("A request is sent, refused for the moment, and sent again on the same connection")
    func forwarding() async throws {
        let heads = Heads()
        let vendor = try LaneGroup(count: 1)
        let address = try await vendor.serve(
            on: try SocketAddress(text: "127.0.0.1:0"), makeHandler: { _ in Vendor(heads) })
        let port = try #require(address.port)
        let lane = try Lane()
        let resolver = Resolver()
        let counters = await withCheckedContinuation { continuation in
            Task {
                await lane.perform { reactor in
                    let pool = UpstreamPool(
                        origin: Origin(scheme: .http, host: "127.0.0.1", port: port), on: reactor,
                        resolver: resolver, allowPrivate: true)
                    let spool = PostedQueue(reactor)
                    spool.fill(1)
                    let forwarder = Forwarder(
                        to: UpstreamOrigin(authority: "127.0.0.1:\(port)"), through: pool,
                        from: spool, time: reactor, draw: \.lowerBound)
                    forwarder.arrived()
                    _ = Watch(reactor, until: { spool.rows.isEmpty }) {
                        continuation.resume(returning: forwarder.counters)
                        pool.close()
                    }
                }
            }
        }
        #expect(counters[.delivered] == 1)
        #expect(counters.retries == 1)
        let sent = heads.all.withLock { $0 }
        #expect(sent.count == 2)
        #expect(sent.first == sent.last)
        #expect(sent.first?.hasSuffix("Content-Length: 12\r\n\r\nen=page_view") == true)
        await lane.stop()
        _ = await vendor.shutdown(grace: .zero)
    }
}
