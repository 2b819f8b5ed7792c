import Bytes
import Foundation
import Privacy
import Synchronization
import Testing
import Transport

@testable import Gateway

/// A vendor on loopback that answers as it is told and remembers what it was asked.
final class FakeVendor: Sendable {
    let lanes: LaneGroup
    let port: UInt16
    private let world: World

    private final class World: Sendable {
        let requests = Mutex<[String]>([])
        let answers = Mutex<[String: Answer]>([:])
    }

    init() async throws {
        let world = World()
        self.world = world
        lanes = try LaneGroup(count: 1)
        let address = try await lanes.serve(on: SocketAddress(text: "127.0.0.1:0")) { _ in
            Handler(world)
        }
        port = try #require(address.port)
    }

    /// Answers `path` so from now on; paths without an answer get none, ever.
    func answer(
        _ path: String, _ status: Int = 200, type: String = "text/javascript",
        _ fields: [String] = [], _ body: [UInt8] = []
    ) {
        let lines = fields + (type.isEmpty ? [] : ["Content-Type: \(type)"])
        let text = lines.map { $0 + "\r\n" }.joined()
        let answer = Answer(status: status, fields: Array(text.utf8), body: body)
        world.answers.withLock { $0[path] = answer }
    }

    var requests: [String] { world.requests.withLock { $0 } }

    var origin: ScriptOrigin {
        ScriptOrigin(
            origin: Origin(scheme: .http, host: "127.0.0.1", port: port),
            authority: "127.0.0.1:\(port)", allowsPrivate: true)
    }

    func stop() async { _ = await lanes.shutdown(grace: .zero) }

    private final class Handler: HTTPHandler {
        private let world: World
        /// Exchanges that are never answered.
        private var held: [Exchange] = []

        init(_ world: World) { self.world = world }

        func handle(_ request: borrowing HTTPRequest, exchange: Exchange) {
            let text = request.bytes.string + request.body.string
            world.requests.withLock { $0.append(text) }
            let path = request.bytes.extracting(request.head.target).string
            guard let answer = world.answers.withLock({ $0[path] }) else {
                held.append(exchange)
                return
            }
            exchange.respond(answer)
        }
    }
}

@Suite struct ScriptFetcherTests {
    /// A fetcher on a lane of its own.
    private final class Fixture {
        let lane: Lane
        let outcomes: AsyncStream<ScriptOutcome>
        private let send: AsyncStream<ScriptOutcome>.Continuation

        init() async throws {
            lane = try Lane()
            (outcomes, send) = AsyncStream.makeStream()
            await lane.keepFetcher(send)
        }

        func fetch(
            _ route: ScriptRoute, _ target: String, tag: String = "", modified: String = ""
        ) async throws -> ScriptOutcome {
            let fetch = ScriptFetch(
                key: target, route: route, target: Array(target.utf8),
                entityTag: Array(tag.utf8), lastModified: Array(modified.utf8))
            await lane.with(ScriptFetcher.self) { $0.fetch(fetch) }
            var outcomes = outcomes.makeAsyncIterator()
            return try #require(await outcomes.next())
        }

        func stop() async { await lane.stop() }
    }

    private func text(_ outcome: ScriptOutcome) -> String {
        switch outcome {
        case .content(let copy): "content " + copy.content.span.string
        case .unchanged: "unchanged"
        case .missing: "missing"
        case .failed(let fault, let retryAfter):
            "failed \(fault)" + (retryAfter.map { " \($0)" } ?? "")
        }
    }

    @Test func `the vendor sees the gateway and nothing else`() async throws {
        let vendor = try await FakeVendor()
        let fixture = try await Fixture()
        vendor.answer(
            "/tag.js?id=G-1", 200, type: "application/javascript; charset=UTF-8",
            [
                "ETag: \"v1\"", "Last-Modified: Sat, 21 Nov 2026 11:00:00 GMT",
                "Set-Cookie: id=1111111111; Max-Age=63072000", "Server: vendor",
            ], Array("a()".utf8))
        let route = TestScripts.route(origin: vendor.origin)
        guard case .content(let copy) = try await fixture.fetch(route, "/tag.js?id=G-1") else {
            Issue.record("no content")
            return
        }
        #expect(copy.content == Array("a()".utf8))
        #expect(copy.entityTag == Array("\"v1\"".utf8))
        let host = "Host: 127.0.0.1:\(vendor.port)\r\n"
        let own =
            "Accept: */*\r\nAccept-Encoding: gzip, identity\r\n"
            + "User-Agent: Mozilla/5.0 (compatible; Matglas)\r\n"
        #expect(vendor.requests == ["GET /tag.js?id=G-1 HTTP/1.1\r\n\(host)\(own)\r\n"])
        vendor.answer("/tag.js?id=G-1", 304, type: "")
        let again = try await fixture.fetch(
            route, "/tag.js?id=G-1", tag: "\"v1\"", modified: "Sat, 21 Nov 2026 11:00:00 GMT")
        #expect(text(again) == "unchanged")
        #expect(
            vendor.requests.last
                == "GET /tag.js?id=G-1 HTTP/1.1\r\n\(host)\(own)If-None-Match: \"v1\"\r\n\r\n")
        let dated = try await fixture.fetch(
            route, "/tag.js?id=G-1", modified: "Sat, 21 Nov 2026 11:00:00 GMT")
        #expect(text(dated) == "unchanged")
        #expect(vendor.requests.last?.contains("If-Modified-Since: Sat, 21 Nov 2026") == true)
        let unasked = try await fixture.fetch(route, "/tag.js?id=G-1")
        #expect(text(unasked) == "failed the vendor answered 304 to a request without a validator")
        await fixture.stop()
        await vendor.stop()
    }

    @Test(arguments: [
        (200, "text/html", 3, [], "failed the media type is none of the map's"),
        (200, "", 3, [], "failed the media type is none of the map's"),
        (200, "text/javascript", 0, [], "failed it is empty"),
        (200, "text/javascript", 2_000, [], "failed it is larger than the map allows"),
        (
            200, "text/javascript", 3, ["Content-Encoding: br"],
            "failed the content is packed in a way that was not asked for"
        ),
        (
            200, "text/javascript", 3, ["Content-Encoding: gzip"],
            "failed the content is packed in a way that was not asked for"
        ),
        (404, "text/html", 9, [], "missing"), (410, "", 0, [], "missing"),
        (500, "text/html", 9, [], "failed the vendor answered 500"),
        (429, "", 0, ["Retry-After: 77"], "failed the vendor answered 429 77"),
        (204, "", 0, [], "failed the vendor answered 204"),
        (206, "text/javascript", 3, [], "failed the vendor answered 206"),
    ])
    func `what is no file of the map's is no file`(
        status: Int, type: String, count: Int, fields: [String], expected: String
    ) async throws {
        let vendor = try await FakeVendor()
        let fixture = try await Fixture()
        vendor.answer("/tag.js", status, type: type, fields, Array(repeating: 0x61, count: count))
        let route = TestScripts.route(origin: vendor.origin) { $0.largestBytes = 1_024 }
        #expect(text(try await fixture.fetch(route, "/tag.js")) == expected)
        await fixture.stop()
        await vendor.stop()
    }

    @Test func `gzip is undone, and a bomb is not`() async throws {
        let vendor = try await FakeVendor()
        let fixture = try await Fixture()
        let route = TestScripts.route(origin: vendor.origin) { $0.largestBytes = 1_024 }
        // `a()`, and the letter a 100,000 times.
        let small = "H4sIAAAAAAACA0vU0AQAw067qQMAAAA="
        let bomb =
            "H4sIAAAAAAACA+3BMQEAAADCoKzrX8IaHkABAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAArwaH+uIboIYBAA=="
        for (packed, expected) in [
            (small, "content a()"), (bomb, "failed it is larger than the map allows"),
            (
                String(small.dropLast(8)),
                "failed the content is packed in a way that was not asked for"
            ),
        ] {
            let bytes = try #require(Data(base64Encoded: packed))
            vendor.answer("/tag.js", 200, ["Content-Encoding: gzip"], Array(bytes))
            #expect(text(try await fixture.fetch(route, "/tag.js")) == expected)
        }
        await fixture.stop()
        await vendor.stop()
    }

    @Test func `redirects are followed within the map, three times, and relayed to nobody`()
        async throws
    {
        let vendor = try await FakeVendor()
        let fixture = try await Fixture()
        let route = TestScripts.route(origin: vendor.origin)
        vendor.answer("/3.js", 200, [], Array("a()".utf8))
        vendor.answer("/2.js", 302, type: "", ["Location: http://127.0.0.1:\(vendor.port)/3.js"])
        vendor.answer("/1.js", 301, type: "", ["Location: //127.0.0.1:\(vendor.port)/2.js"])
        vendor.answer("/0.js", 308, type: "", ["Location: /1.js", "Set-Cookie: a=b"])
        #expect(text(try await fixture.fetch(route, "/0.js")) == "content a()")
        #expect(vendor.requests.count == 4)
        #expect(!vendor.requests.joined().lowercased().contains("cookie"))
        vendor.answer("/far.js", 302, type: "", ["Location: /0.js"])
        let expected = "failed the redirect leads where the map does not"
        #expect(text(try await fixture.fetch(route, "/far.js")) == expected)
        for location in [
            "https://evil.test/a.js", "http://evil.test/a.js", "https://127.0.0.1:1/a.js", "",
            "//evil.test", "ftp://127.0.0.1/", "/a b", "https://cdn@127.0.0.1:\(vendor.port)/a.js",
            "\\\\evil.test\\a", "/a.js#x", "relative.js",
        ] {
            vendor.answer("/x.js", 302, type: "", location.isEmpty ? [] : ["Location: \(location)"])
            #expect(text(try await fixture.fetch(route, "/x.js")) == expected, "\(location)")
        }
        await fixture.stop()
        await vendor.stop()
    }

    @Test func `a redirect to a host of the map goes there over TLS`() throws {
        let route = TestScripts.route { $0.redirects = ["assets.vendor.example"] }
        let fetch = ScriptFetch(
            key: "k", route: route, target: [], entityTag: [], lastModified: [])
        let place = ScriptFetcher.place(
            Array("https://assets.vendor.example/a.js?v=1".utf8), from: route.origin, fetch)
        let (origin, path) = try #require(place)
        #expect(origin.origin == Origin(scheme: .https, host: "assets.vendor.example"))
        #expect(!origin.allowsPrivate)
        #expect(path == Array("/a.js?v=1".utf8))
        let clear = ScriptFetcher.place(
            Array("http://assets.vendor.example/a.js".utf8), from: route.origin, fetch)
        #expect(clear == nil)
    }

    @Test func `a vendor that hangs costs its file alone`() async throws {
        let vendor = try await FakeVendor()
        let fixture = try await Fixture()
        let route = TestScripts.route(origin: vendor.origin)
        #expect(
            text(try await fixture.fetch(route, "/never.js"))
                == "failed the vendor cannot be reached")
        vendor.answer("/tag.js", 200, [], Array("a()".utf8))
        #expect(text(try await fixture.fetch(route, "/tag.js")) == "content a()")
        await fixture.stop()
        await vendor.stop()
    }

    @Test func `a closed fetcher ends what waits`() async throws {
        let vendor = try await FakeVendor()
        let fixture = try await Fixture()
        await fixture.lane.with(ScriptFetcher.self) { $0.close() }
        let route = TestScripts.route(origin: vendor.origin)
        #expect(
            text(try await fixture.fetch(route, "/tag.js"))
                == "failed the vendor cannot be reached")
        #expect(vendor.requests.isEmpty)
        await fixture.stop()
        await vendor.stop()
    }
}

extension Lane {
    fileprivate func keepFetcher(_ send: AsyncStream<ScriptOutcome>.Continuation) {
        let reactor = reactor
        let resolver = Resolver()
        var timeouts = UpstreamTimeouts()
        timeouts.firstByte = .milliseconds(200)
        keep(
            ScriptFetcher(
                makePool: { [timeouts] origin in
                    guard origin.origin.scheme == .http else { return nil }
                    return UpstreamPool(
                        origin: origin.origin, on: reactor, resolver: resolver,
                        allowPrivate: origin.allowsPrivate, timeouts: timeouts)
                },
                finish: { send.yield($1) }))
    }
}
