import Bytes
import Foundation
import Synchronization
import Testing
import Transport

/// A vendor's script through the real binary: what the vendor sees, and what the browser gets.
@Suite(.serialized) struct ScriptsTests {
    /// A vendor on loopback with one script, which remembers every request.
    private final class ScriptVendor: Sendable {
        let port: Int
        private let lanes: LaneGroup
        private let world: World

        final class World: Sendable {
            let requests = Mutex<[String]>([])
            let script = Mutex<String?>(nil)
        }

        init() async throws {
            let world = World()
            self.world = world
            lanes = try LaneGroup(count: 1)
            let address = try await lanes.serve(on: SocketAddress(text: "127.0.0.1:0")) { _ in
                Handler(world)
            }
            port = Int(address.port ?? 0)
        }

        var requests: [String] { world.requests.withLock { $0 } }

        func serve(_ script: String?) { world.script.withLock { $0 = script } }

        func stop() async { _ = await lanes.shutdown(grace: .seconds(1)) }

        private final class Handler: HTTPHandler {
            private let world: World

            init(_ world: World) { self.world = world }

            func handle(_ request: borrowing HTTPRequest, exchange: Exchange) {
                let text = request.bytes.string + request.body.string
                world.requests.withLock { $0.append(text) }
                guard let script = world.script.withLock({ $0 }), text.hasPrefix("GET /tag") else {
                    return exchange.respond(Answer(status: 204, fields: ""))
                }
                let fields = """
                    Content-Type: application/javascript\r
                    ETag: "visitor-4711"\r
                    Last-Modified: Sat, 21 Nov 2026 11:00:00 GMT\r
                    Set-Cookie: vid=4711; Max-Age=63072000\r
                    Cache-Control: private, no-store\r
                    X-Vendor: secret\r

                    """
                exchange.respond(
                    Answer(status: 200, fields: Array(fields.utf8), body: Array(script.utf8)))
            }
        }
    }

    /// The vendor's host is one that no resolver knows, so that a browser that asked for it would fail.
    private static let map = """
        vendor: tagvendor
        sources: [https://docs.vendor.invalid]
        hosts: ["*.vendor.invalid"]
        needs: [statistics]
        endpoints:
          - {path: /hit, methods: [GET, POST], body: form, answer: no-content}
        fields: {page: url, n: technical}
        scripts:
          - path: /tag.js
            origin: upstream
            query: {id: site, cb: drop}
            rewrite: [hits.vendor.invalid, cdn.vendor.invalid]
            fresh: 10m
          - path: /tag/part.{known}.js
            origin: upstream
            rewrite: [hits.vendor.invalid]
        """

    private func start(_ vendor: ScriptVendor) async throws -> (RunningGateway, TemporaryFolder) {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(
            at: folder.url.appending(path: "vendors"), withIntermediateDirectories: true)
        _ = try folder.file("vendors/tagvendor.yaml", Self.map)
        let gateway = try await RunningGateway(
            configuration: """
                listen: [{address: "127.0.0.1:0"}]
                admin: {address: "127.0.0.1:0"}
                state: STATE
                catalog: \(folder.url.path())
                demonstration: true
                sites:
                  - {name: shop, hosts: [127.0.0.1, stats.shop.example], rules: custom,
                     origins: ["https://www.shop.example"]}
                destinations:
                  - {name: tag, site: shop, vendor: tagvendor, mount: /m,
                     upstream: "http://127.0.0.1:\(vendor.port)", scripts: true, script-ids: [T-1],
                     when-granted: forward, when-denied: drop, when-unknown: forward}
                """)
        return (gateway, folder)
    }

    @Test("The vendor sees the gateway alone, the browser nothing of the vendor")
    func isFirstParty() async throws {
        let vendor = try await ScriptVendor()
        vendor.serve(
            "f(\"https://hits.vendor.invalid/hit\",\"https:\\/\\/cdn.vendor.invalid\\/tag\\/part.0a1b.js\",\"new.vendor.invalid\")\n//# sourceMappingURL=x.map"
        )
        let (gateway, folder) = try await start(vendor)
        defer { withExtendedLifetime(folder) {} }
        let url = "http://127.0.0.1:\(gateway.port)/m/tag.js?id=T-1&cb=1719830000"
        let visitor = [
            "--user-agent", "Mozilla/5.0 (Windows NT 10.0) Chrome/134.0.6998.89",
            "--header", "Cookie: vid=4711; _ga=GA1.1.1111111111.1700000000",
            "--header", "Accept-Language: nl-BE", "--header", "X-Forwarded-For: 203.0.113.77",
            "--header", "If-None-Match: \"visitor-4711\"", "--header", "DNT: 1",
            "--referer", "https://www.shop.example/klant?email=jan.janssens@example.com",
            "--header", "Origin: https://www.shop.example",
        ]
        let reply = try Curl.send([url] + visitor)
        #expect(reply.status == 200)
        let own = "http://127.0.0.1:\(gateway.port)/m"
        let escaped = own.replacing("/", with: "\\/")
        #expect(
            reply.body
                == "f(\"\(own)/hit\",\"\(escaped)\\/tag\\/part.0a1b.js\",\"new.vendor.invalid\")\n")
        let head = reply.head.lowercased()
        #expect(head.contains("cache-control: public, max-age=600\r\n"))
        #expect(head.contains("content-type: text/javascript; charset=utf-8\r\n"))
        #expect(head.contains("x-content-type-options: nosniff\r\n"))
        #expect(head.contains("cross-origin-resource-policy: cross-origin\r\n"))
        #expect(head.contains("vary: origin\r\n"))
        #expect(head.contains("access-control-allow-origin: https://www.shop.example\r\n"))
        for secret in ["4711", "set-cookie", "x-vendor", "last-modified", "no-store"] {
            #expect(!head.contains(secret), "\(secret)")
        }
        #expect(
            vendor.requests == [
                "GET /tag.js?id=T-1 HTTP/1.1\r\nHost: 127.0.0.1:\(vendor.port)\r\n"
                    + "Accept: */*\r\nAccept-Encoding: gzip, identity\r\n"
                    + "User-Agent: Mozilla/5.0 (compatible; Matglas)\r\n\r\n"
            ])
        // Our own validator is good for a 304; who has it learns nothing, as all visitors have it.
        let tag = try #require(reply.head.firstMatch(of: /ETag: ("[0-9a-f]{32}")/)).output.1
        let again = try Curl.send([url, "--header", "If-None-Match: \(tag)"])
        #expect(again.status == 304)
        #expect(try Curl.send([url, "--head"]).status == 200)
        #expect(try Curl.send([url, "--request", "POST", "--data", "a=b"]).status == 405)
        let worker = ["--header", "Service-Worker: script"]
        #expect(try Curl.send([url] + worker).status == 404)
        for other in [
            "tag.js?id=T-2", "tag.js?id=T-1&cid=1111111111.1700000000", "tag.js/", "other.js",
            "tag/part.1111111111.1700000000.js", "tag/part.0a1.js",
        ] {
            #expect(try Curl.send(["http://127.0.0.1:\(gateway.port)/m/\(other)"]).status == 404)
        }
        #expect(vendor.requests.count == 1)
        let metrics = try Curl.send(["http://127.0.0.1:\(gateway.adminPort)/metrics"]).body
        #expect(metrics.contains(#"matglas_script_fetches_total{result="content"} 1"#))
        #expect(metrics.contains(#"matglas_script_requests_total{outcome="served"} 3"#))
        #expect(gateway.logText.contains("names new.vendor.invalid"))
        // The host is one of the configuration's whatever the port that a client claims.
        let named = try Curl.send([url, "--header", "Host: stats.shop.example:6666"])
        #expect(named.body.contains("\"https://stats.shop.example/m/hit\""))
        #expect(try Curl.send([url, "--header", "Host: evil.test"]).status == 404)
        #expect(gateway.stop() == 0)
        await vendor.stop()
        #expect(!gateway.logText.contains("4711"))
    }

    @Test("A vendor that is away costs nothing but a new script")
    func outlivesTheVendor() async throws {
        let vendor = try await ScriptVendor()
        let (gateway, folder) = try await start(vendor)
        defer { withExtendedLifetime(folder) {} }
        let url = "http://127.0.0.1:\(gateway.port)/m/tag.js"
        let reply = try Curl.send([url])
        #expect(reply.status == 503)
        #expect(reply.head.contains("Retry-After: "))
        vendor.serve("a()")
        try await Deadline.wait("the vendor is asked again") {
            try Curl.send([url]).status == 200
        }
        await vendor.stop()
        #expect(try Curl.send([url]).body == "a()")
        let files = try FileManager.default.contentsOfDirectory(
            atPath: gateway.folder.url.appending(path: "state/scripts").path())
        #expect(files.count == 1 && files.allSatisfy { $0.hasSuffix(".script") })
        #expect(gateway.stop() == 0)
    }

    @Test("In a browser the script, its parts and its hits all go to the gateway")
    func inABrowser() async throws {
        let vendor = try await ScriptVendor()
        let (gateway, folder) = try await start(vendor)
        defer { withExtendedLifetime(folder) {} }
        let upstream = "GET /hit"
        // The page: the demonstration shop's address with a page of the test's own would need a
        // server, so a data page loads the script and shows what the browser loaded.
        vendor.serve(
            """
            var h="https://hits.vendor.invalid/hit";
            navigator.sendBeacon(h+"?n=1","n=2");
            new Image().src="http://hits.vendor.invalid/hit?n=3";
            fetch("https:\\/\\/hits.vendor.invalid\\/hit?n=4",{mode:"no-cors"}).then(function(){
            var u=performance.getEntriesByType("resource").map(function(e){return e.name});
            document.body.setAttribute("data-loaded",u.join(" "));});
            """)
        let page = try folder.file(
            "page.html",
            "<body><script src=\"http://127.0.0.1:\(gateway.port)/m/tag.js?id=T-1\"></script></body>"
        )
        let shown = try Chromium.visit(page.absoluteString)
        let loaded = try #require(shown.firstMatch(of: /data-loaded="([^"]*)"/)).output.1
        #expect(loaded.contains("/m/tag.js"))
        for address in loaded.split(separator: " ") {
            #expect(address.hasPrefix("http://127.0.0.1:\(gateway.port)/m/"), "\(address)")
        }
        try await Deadline.wait("the hits arrive") {
            vendor.requests.filter { $0.hasPrefix(upstream) }.count >= 2
                && vendor.requests.contains { $0.hasPrefix("POST /hit") }
        }
        for request in vendor.requests {
            #expect(!request.contains("HeadlessChrome"))
            #expect(!request.lowercased().contains("referer"))
        }
        #expect(gateway.stop() == 0)
        await vendor.stop()
    }
}
