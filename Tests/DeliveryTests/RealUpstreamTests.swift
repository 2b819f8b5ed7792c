import Bytes
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
                    let forwarder = Forwarder(
                        to: UpstreamOrigin(authority: "127.0.0.1:\(port)"), through: pool,
                        time: reactor, draw: \.lowerBound)
                    _ = forwarder.enqueue(outbound())
                    forwarder.drain {
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
