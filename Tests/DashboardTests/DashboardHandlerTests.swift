import Delivery
import Foundation
import Glibc
import Testing
import Transport

@testable import Dashboard

@Suite struct DashboardHandlerTests {
    /// A served dashboard, asked over a real socket.
    private func served(
        _ counted: Counted, whyNotReady: @escaping @Sendable () -> Unreadiness? = { nil },
        token: String? = nil, _ body: (_ ask: (String) async throws -> String) async throws -> Void
    ) async throws {
        let lanes = try LaneGroup(count: 2)
        let source = DashboardSource(
            reader: StatisticsReader(counted.store), writer: counted.writer,
            configured: { [shop] }, smallGroups: SmallGroups(smallest: 1),
            hosts: ["stats.shop.example"],
            numbers: { .init(totals: [(shop, DestinationMeter())], vendors: ["x"], lanes: []) },
            whyNotReady: whyNotReady, today: { july1 },
            login: AdminLogin(token: token, clock: { 1_000_000_000 }), pulse: LanePulse(lanes),
            version: "1.2.3")
        let address = try await lanes.serve(
            on: try SocketAddress(text: "127.0.0.1:0"),
            makeHandler: { DashboardHandler(source, on: $0) })
        let port = try #require(address.port)
        do {
            try await body { try await Self.exchange($0, port: port) }
        } catch {
            _ = await lanes.shutdown(grace: .zero)
            throw error
        }
        _ = await lanes.shutdown(grace: .seconds(1))
    }

    private static func get(_ target: String, host: String = "127.0.0.1") -> String {
        "GET \(target) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n"
    }

    @Test("The overview shows what was counted")
    func overview() async throws {
        let counted = try Counted()
        try counted.add([facts(page: "/zeep/<lavendel>"), facts(page: "/zeep/<lavendel>")])
        try await served(counted) { ask in
            let answer = try await ask(Self.get("/?days=7&site=zeepwinkel"))
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(answer.contains("Content-Security-Policy: default-src 'none';"))
            #expect(answer.contains("Cache-Control: no-store\r\n"))
            #expect(
                answer.contains("/zeep/&lt;lavendel&gt;</span></th><td class=\"number\">2</td>"))
            #expect(answer.contains("<option value=\"7\" selected=\"\">Last 7 days</option>"))
            #expect(answer.hasSuffix("</html>\n"))
            let other = try await ask(Self.get("/?site=%3Cb%3E"))
            #expect(other.contains("Nothing was counted"))
            #expect(!other.contains("<b>"))
        }
    }

    @Test(
        "Each path has its answer",
        arguments: [
            ("/healthz", "200 OK", "alive\n"), ("/readyz", "200 OK", "ready\n"),
            ("/metrics", "200 OK", "matglas_requests_total"), ("/style.css", "200 OK", "--paper"),
            ("/icon.svg", "200 OK", "<svg"), ("/", "200 OK", "Matglas"),
            ("/nothing", "404 Not Found", "Not found"), ("/style.css/", "404 Not Found", ""),
            ("/%2e%2e/etc/passwd", "404 Not Found", ""),
        ])
    func paths(path: String, status: String, content: String) async throws {
        try await served(Counted()) { ask in
            let answer = try await ask(Self.get(path))
            #expect(answer.hasPrefix("HTTP/1.1 \(status)\r\n"))
            #expect(content.isEmpty || answer.contains(content))
        }
    }

    @Test("HEAD has no body; other methods are refused")
    func methods() async throws {
        try await served(Counted()) { ask in
            let head = try await ask(
                "HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            #expect(head.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(head.hasSuffix("\r\n\r\n"))
            let post = try await ask(
                "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
            )
            #expect(post.hasPrefix("HTTP/1.1 405 Method Not Allowed\r\n"))
            #expect(post.contains("Allow: GET, HEAD\r\n"))
        }
    }

    @Test("A name that is not ours opens no page, but monitors may use any")
    func rebinding() async throws {
        try await served(Counted()) { ask in
            for (target, host, status) in [
                ("/", "evil.example", 421), ("/style.css", "evil.example", 421),
                ("/metrics", "evil.example", 421), ("/metrics", "localhost", 200),
                ("/healthz", "evil.example", 200), ("/readyz", "evil.example", 200),
                ("/", "Stats.Shop.Example:9090", 200),
            ] {
                let answer = try await ask(Self.get(target, host: host))
                #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
            }
        }
    }

    @Test(
        "Own hosts",
        arguments: [
            ("127.0.0.1", true), ("10.1.2.3", true), ("[::1]", true), ("localhost", true),
            ("a.localhost", true), ("LOCALHOST", true), ("127.0.0.1.evil.example", false),
            ("1.2.3.256", false), ("1.2.3", false), ("evil-localhost", false), ("", false),
            ("[evil", false),
        ])
    func hosts(host: String, isOwn: Bool) throws {
        let counted = try Counted()
        let source = DashboardSource(
            reader: StatisticsReader(counted.store), writer: counted.writer, configured: { [] },
            numbers: { .init(totals: [], vendors: [], lanes: []) }, today: { july1 })
        #expect(source.isOwnHost(host) == isOwn)
    }

    @Test("Readiness tells why not")
    func notReady() async throws {
        try await served(Counted(), whyNotReady: { .draining }) { ask in
            let answer = try await ask(Self.get("/readyz"))
            #expect(answer.hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"))
            #expect(answer.hasSuffix("not ready: draining\n"))
            let alive = try await ask(Self.get("/healthz"))
            #expect(alive.hasPrefix("HTTP/1.1 200 OK\r\n"))
        }
    }

    // MARK: Login

    private static let token = "correct-horse-battery"

    private static func get(
        _ target: String, authorization: String, host: String = "127.0.0.1"
    )
        -> String
    {
        "GET \(target) HTTP/1.1\r\nHost: \(host)\r\nAuthorization: \(authorization)\r\n"
            + "Connection: close\r\n\r\n"
    }

    private static func basic(_ text: String) -> String {
        "Basic " + Data(text.utf8).base64EncodedString()
    }

    @Test("With a token everything but health asks for it")
    func asksForToken() async throws {
        try await served(Counted(), token: Self.token) { ask in
            for path in ["/", "/metrics", "/style.css", "/icon.svg", "/nothing"] {
                let answer = try await ask(Self.get(path))
                #expect(answer.hasPrefix("HTTP/1.1 401 Unauthorized\r\n"), "\(path)")
                #expect(answer.contains("WWW-Authenticate: Basic realm=\"Matglas\""))
                #expect(!answer.contains(Self.token))
            }
            for path in ["/healthz", "/readyz"] {
                #expect(try await ask(Self.get(path)).hasPrefix("HTTP/1.1 200 OK\r\n"))
            }
            for authorization in [
                "Bearer \(Self.token)", "bearer  \(Self.token)", Self.basic(":\(Self.token)"),
                Self.basic("anyone:\(Self.token)"),
                "BASIC \(Self.basic("a:\(Self.token)").dropFirst(6))",
            ] {
                let answer = try await ask(Self.get("/metrics", authorization: authorization))
                #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"), "\(authorization)")
            }
            // Whoever has the token may come by any name for numbers, but not for pages.
            let named = try await ask(
                Self.get("/metrics", authorization: "Bearer \(Self.token)", host: "matglas"))
            #expect(named.hasPrefix("HTTP/1.1 200 "))
            let page = try await ask(
                Self.get("/", authorization: "Bearer \(Self.token)", host: "evil.example"))
            #expect(page.hasPrefix("HTTP/1.1 421 "))
        }
    }

    @Test("Wrong tokens are refused, then told to wait, and never keep the right one out")
    func wrongTokens() async throws {
        try await served(Counted(), token: Self.token) { ask in
            let wrong = [
                "Bearer", "Bearer ", "Bearer x", "Bearer \(Self.token)x",
                "Bearer \(Self.token.dropLast())", "Token \(Self.token)", Self.token,
                Self.basic(Self.token), Self.basic("\(Self.token):"), "Basic !!!",
            ]
            for authorization in wrong {
                let answer = try await ask(Self.get("/metrics", authorization: authorization))
                #expect(answer.hasPrefix("HTTP/1.1 401 "), "\(authorization)")
            }
            // Ten may be tried, and the clock stands still.
            var last = ""
            for _ in 0..<20 where !last.hasPrefix("HTTP/1.1 429 ") {
                last = try await ask(Self.get("/metrics", authorization: "Bearer x"))
            }
            #expect(last.hasPrefix("HTTP/1.1 429 Too Many Requests\r\n"))
            #expect(last.contains("Retry-After: 5\r\n"))
            // Whoever has the right one shares the network with those who have not.
            for authorization in ["Bearer \(Self.token)", Self.basic("a:\(Self.token)")] {
                let right = try await ask(Self.get("/metrics", authorization: authorization))
                #expect(right.hasPrefix("HTTP/1.1 200 "))
            }
            let still = try await ask(Self.get("/metrics", authorization: "Bearer x"))
            #expect(still.hasPrefix("HTTP/1.1 429 "))
            #expect(try await ask(Self.get("/healthz")).hasPrefix("HTTP/1.1 200 "))
        }
        let doubled = AdminLogin(token: Self.token)
        #expect(doubled.isAsked && doubled.failureCount == 0)
    }

    @Test(
        "Tokens are equal only if they are",
        arguments: [
            ("", false), ("a", false), ("correct-horse-battery", true),
            ("correct-horse-batterycorrect-horse-battery", false),
            ("correct-horse-batterx", false), ("xorrect-horse-battery", false),
        ])
    func comparison(sent: String, isEqual: Bool) {
        let result = AdminLogin.areEqual(
            Array(sent.utf8).span, Array("correct-horse-battery".utf8).span)
        #expect(result == isEqual)
        let empty = AdminLogin.areEqual(Array(sent.utf8).span, Array("".utf8).span)
        #expect(!empty)
    }

    @Test("A lane that hangs is told within the patience, and asked no second time")
    func hangingLane() async throws {
        let lanes = try LaneGroup(count: 2)
        let pulse = LanePulse(lanes, patience: .milliseconds(100))
        func isAlive() async -> Bool {
            await withCheckedContinuation { continuation in
                pulse.check { continuation.resume(returning: $0) }
            }
        }
        #expect(await isAlive())
        let gate = DispatchSemaphore(value: 0)
        lanes.lanes[1].post { _ in gate.wait() }
        #expect(await !isAlive())
        #expect(await !isAlive())
        gate.signal()
        while await !isAlive() {}
        _ = await lanes.shutdown(grace: .zero)
    }

    /// Sends `request` and reads until the server closes.
    ///
    /// On a queue of its own: a thread of the concurrency pool must not wait for the network.
    private static func exchange(_ request: String, port: UInt16) async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "client").async {
                continuation.resume(with: Result { try blockingExchange(request, port: port) })
            }
        }
    }

    private static func blockingExchange(_ request: String, port: UInt16) throws -> String {
        struct SocketError: Error {
            let code: Int32
        }
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw SocketError(code: errno) }
        defer { close(descriptor) }
        var limit = timeval(tv_sec: 60, tv_usec: 0)
        let limitSize = socklen_t(MemoryLayout<timeval>.size)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, limitSize)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        // SAFETY: the pointers are used within the call only.
        let connected = unsafe withUnsafePointer(to: address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw SocketError(code: errno) }
        var bytes = Array(request.utf8)
        guard unsafe send(descriptor, &bytes, bytes.count, 0) == bytes.count else {
            throw SocketError(code: errno)
        }
        var answer: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = unsafe recv(descriptor, &chunk, chunk.count, 0)
            guard count >= 0 else { throw SocketError(code: errno) }
            guard count > 0 else { return String(decoding: answer, as: UTF8.self) }
            answer += chunk[..<count]
        }
    }
}
