import Foundation
import Testing

/// What clients are told: at every endpoint of every vendor the same, whatever becomes of the event.
@Suite struct UniformAnswersTests {
    /// The same vendors on three hosts: one sends, one counts, one drops.
    private static func configuration(_ vendors: [String], port: Int) -> String {
        let sites = ["sent", "counted", "dropped"].map {
            """
              - {name: \($0), hosts: [\($0).example], rules: custom, origins: ["https://shop.example"]}
            """
        }
        let destinations = vendors.flatMap { vendor in
            [("sent", "forward"), ("counted", "aggregate"), ("dropped", "drop")].map {
                site, action in
                """
                  - {name: \(site)-\(vendor), site: \(site), vendor: \(vendor), mount: /\(vendor),
                     upstream: "http://127.0.0.1:\(port)", needs: [statistics],
                     when-granted: \(action), when-denied: \(action), when-unknown: \(action)}
                """
            }
        }
        return """
            listen: [{address: "127.0.0.1:0"}]
            admin: {address: "127.0.0.1:0"}
            state: STATE
            sites:
            \(sites.joined(separator: "\n"))
            destinations:
            \(destinations.joined(separator: "\n"))
            """
    }

    /// The endpoints that `matglas check` tells, with their methods, for one site.
    static func endpoints(
        _ configuration: String
    ) throws -> [(path: String, methods: [String])] {
        let folder = try TemporaryFolder()
        let file = try folder.file(
            "c.yaml", configuration.replacing("STATE", with: folder.url.path()))
        let text = try MatglasProcess.run(["check", "--config", file.path()]).text
        var endpoints: [(path: String, methods: [String])] = []
        for line in text.split(separator: "\n") {
            guard let match = line.firstMatch(of: /^    takes (.*) (\/\S+)$/) else { continue }
            let path = String(match.2).replacing(/\{[^}]*\}/, with: "42")
            let methods = match.1.split(separator: " and ").map(String.init)
            if !endpoints.contains(where: { $0.path == path && $0.methods == methods }) {
                endpoints.append((path, methods))
            }
        }
        return endpoints
    }

    static let vendors = [
        "google-analytics-4", "google-measurement-protocol", "universal-analytics", "google-tag",
        "meta-pixel", "meta-conversions-api", "hotjar", "mailchimp", "sentry", "userreport",
        "getsitecontrol", "webwinkelkeur", "matomo", "piwik-pro", "plausible", "umami",
        "goatcounter", "snowplow", "posthog", "segment", "tiktok-pixel", "pinterest-tag",
        "microsoft-uet", "microsoft-clarity", "shopify-monorail", "generic",
    ]

    private static let ownOrigin = "Origin: https://shop.example"

    @Test("No client can tell what became of its event, at any endpoint of any vendor")
    func uniform() async throws {
        let upstream = try await RecordingUpstream()
        let configuration = Self.configuration(Self.vendors, port: upstream.port)
        let endpoints = try Self.endpoints(configuration)
        #expect(endpoints.count > 40)
        let gateway = try await RunningGateway(configuration: configuration)
        let port = gateway.port
        for (path, methods) in endpoints {
            for method in methods {
                for origin in [[Self.ownOrigin], ["Origin: https://evil.example"], []] {
                    try await check(method, path, origin, port: port)
                }
            }
            try await checkOthers(path, methods, port: port)
        }
        #expect(gateway.stop() == 0)
        await upstream.stop()
    }

    /// One endpoint with one method: hosts, bodies and consent make no difference.
    private func check(
        _ method: String, _ path: String, _ origin: [String], port: Int
    ) async throws {
        let takesBody = method != "GET"
        let contents: [(query: String, body: String, headers: [String])] = [
            ("?gcs=G111&gcd=13r3r3r3r5&tid=G-1&en=page_view&v=2&cid=1.2", "{}", []),
            ("?gcs=G100&gcd=13q3q3q3q5&tid=G-1&en=page_view&v=2", "", ["Sec-GPC: 1", "DNT: 1"]),
            ("?%%%=%zz&&&=", "{\"broken\": [", ["Content-Type: application/json"]),
            ("", "\u{1}\u{2}", ["Content-Encoding: br"]),
            ("", "a=b", ["X-Forwarded-For: 203.0.113.7", "Cookie: _ga=GA1.1.1.2"]),
        ]
        var known: RawClient.Answer?
        for content in contents {
            for host in ["sent.example", "counted.example", "dropped.example"] {
                var headers = origin + content.headers
                // A body of no bytes is one too.
                if takesBody, content.body.isEmpty { headers.append("Content-Length: 0") }
                let answer = try await RawClient.send(
                    "\(method) \(path)\(content.query)", host: host, headers,
                    body: takesBody ? Array(content.body.utf8) : [], port: port)
                #expect((200...204).contains(answer.status), "\(method) \(path): \(answer)")
                let first = known ?? answer
                known = first
                #expect(answer == first, "\(host) \(method) \(path)\(content.query)")
            }
        }
        let answer = try #require(known)
        #expect(answer.value("Vary") == "Origin")
        #expect(answer.value("Cache-Control") == "no-store")
        #expect(answer.value("X-Content-Type-Options") == "nosniff")
        #expect(answer.value("Cross-Origin-Resource-Policy") == "cross-origin")
        for name in ["set-cookie", "server", "etag", "x-powered-by", "via"] {
            #expect(!answer.names.contains(name), "\(name) of \(path)")
        }
        let isOwn = origin == [Self.ownOrigin]
        #expect(
            answer.value("Access-Control-Allow-Origin") == (isOwn ? "https://shop.example" : nil))
        #expect(answer.value("Access-Control-Allow-Credentials") == (isOwn ? "true" : nil))
    }

    /// HEAD, OPTIONS and methods that the endpoint does not take.
    private func checkOthers(_ path: String, _ methods: [String], port: Int) async throws {
        func ask(_ method: String, _ headers: [String] = []) async throws -> RawClient.Answer {
            try await RawClient.send("\(method) \(path)", host: "sent.example", headers, port: port)
        }
        let options = try await ask("OPTIONS")
        #expect(options.status == 204 && options.body.isEmpty)
        let allow = try #require(options.value("Allow"))
        for method in methods { #expect(allow.contains(method)) }
        #expect(!options.names.contains { $0.hasPrefix("access-control") })
        #expect(try await ask("OPTIONS", ["Origin: https://evil.example"]) == options)
        let preflight = try await ask(
            "OPTIONS",
            [
                Self.ownOrigin, "Access-Control-Request-Method: POST",
                "Access-Control-Request-Headers: content-type, x-own",
                "Access-Control-Request-Private-Network: true",
            ])
        #expect(preflight.value("Access-Control-Allow-Origin") == "https://shop.example")
        #expect(preflight.value("Access-Control-Allow-Headers") == "content-type, x-own")
        #expect(preflight.value("Access-Control-Allow-Private-Network") == "true")
        #expect(preflight.value("Access-Control-Allow-Methods")?.contains("OPTIONS") == true)
        let delete = try await ask("DELETE")
        #expect(delete.status == 405 && delete.value("Allow") == allow)
        #expect(delete.body.isEmpty)
        if allow.contains("HEAD") {
            let head = try await ask("HEAD")
            let get = try await ask("GET")
            #expect(head.head == get.head && head.body.isEmpty)
        } else {
            #expect(try await ask("HEAD").status == 405)
        }
    }

    @Test("Unknown hosts and paths are 404 without content, whatever the method")
    func unknown() async throws {
        let gateway = try await RunningGateway(
            configuration: Self.configuration(["google-analytics-4"], port: 9))
        let port = gateway.port
        var answers: [RawClient.Answer] = []
        for (line, host) in [
            ("GET /", "evil.example"), ("GET /google-analytics-4/g/collect", "evil.example"),
            ("GET /nothing", "sent.example"),
            ("GET /google-analytics-4/g/collect/", "sent.example"),
            ("GET /GOOGLE-analytics-4/g/collect", "sent.example"),
            ("GET /g/collect", "sent.example"), ("OPTIONS /nothing", "sent.example"),
            ("OPTIONS *", "sent.example"), ("DELETE /nothing", "sent.example"),
            ("GET /google-analytics-4/%67/collect", "sent.example"),
            ("GET /google-analytics-4/../g/collect", "sent.example"),
        ] {
            answers.append(try await RawClient.send(line, host: host, [Self.ownOrigin], port: port))
        }
        for answer in answers {
            #expect(answer.status == 404)
            #expect(answer == answers[0])
            #expect(Set(answer.names) == ["date", "connection", "content-length"])
        }
        _ = gateway.stop()
    }

    @Test("What breaks a limit or HTTP itself is refused without a word")
    func refused() async throws {
        let base = Self.configuration(["google-analytics-4"], port: 9)
        let gateway = try await RunningGateway(
            configuration: base + "\nlimits: {head-size: 4KiB, body-size: 4KiB}\n")
        let path = "/google-analytics-4/g/collect"
        let host = "Host: sent.example\r\n"
        let long = String(repeating: "a", count: 5_000)
        for (text, status) in [
            ("POST \(path) HTTP/1.1\r\n\(host)Content-Length: 4097\r\n\r\n", 413),
            ("GET \(path)?\(long) HTTP/1.1\r\n\(host)\r\n", 414),
            ("GET \(path) HTTP/1.1\r\n\(host)X: \(long)\r\n\r\n", 431),
            ("GET \(path) HTTP/1.1\r\n\(host)Content-Length: 1\r\n\r\nx", 400),
            ("GET \(path) HTTP/1.1\r\n\(host)Transfer_Encoding: chunked\r\n\r\n", 400),
            ("GET  \(path) HTTP/1.1\r\n\(host)\r\n", 400),
            ("GET \(path) HTTP/1.1\r\n\r\n", 400),
            ("GET \(path) HTTP/2.0\r\n\(host)\r\n", 505),
        ] {
            let answer = try await RawClient.send(Array(text.utf8), port: gateway.port)
            #expect(answer.status == status, "\(text.prefix(60))")
            #expect(answer.body.isEmpty)
            #expect(answer.value("Connection") == "close")
            #expect(!answer.names.contains("server"))
        }
        _ = gateway.stop()
    }

    @Test("Over the rate a client is asked to come back, and the network before the site")
    func rates() async throws {
        let configuration = Self.configuration(["google-analytics-4"], port: 9)
            .replacing(
                "name: counted,", with: "name: counted, rate-limit: {per-second: 1, burst: 1},"
            )
            .replacing(
                "name: dropped,",
                with: "name: dropped, rate-limit: {per-second: 100, burst: 200, per-network: 1/s},")
        let gateway = try await RunningGateway(
            configuration: configuration + "\ntrusted-proxies: [127.0.0.1]\n")
        func send(_ host: String, _ client: String) async throws -> RawClient.Answer {
            try await RawClient.send(
                "GET /google-analytics-4/g/collect?v=2&tid=G-1&en=x", host: host,
                [Self.ownOrigin, "X-Forwarded-For: \(client)"], port: gateway.port)
        }
        var limited = 0
        for number in 0..<12 {
            let answer = try await send("counted.example", "203.0.\(number).7")
            if answer.status == 429 {
                limited += 1
                #expect(answer.value("Retry-After") == "1")
                #expect(answer.value("Access-Control-Allow-Origin") == "https://shop.example")
                #expect(answer.value("Vary") == "Origin" && answer.body.isEmpty)
            } else {
                #expect(answer.status == 204)
            }
        }
        #expect(limited > 0)
        var own = 0
        for number in 0..<12 {
            if try await send("dropped.example", "203.0.113.\(number)").status == 429 { own += 1 }
        }
        #expect(own > 0)
        #expect(try await send("dropped.example", "198.51.100.1").status == 204)
        try await Deadline.wait("the outcomes are counted") {
            let text = try Curl.send(["http://127.0.0.1:\(gateway.adminPort)/metrics"]).body
            func value(_ start: String) -> Int? {
                text.split(separator: "\n").first { $0.hasPrefix(start) }
                    .flatMap { $0.split(separator: " ").last }.flatMap { Int($0) }
            }
            return value("matglas_rate_limited_total{site=\"counted\",limit=\"site\"}") == limited
                && value("matglas_rate_limited_total{site=\"dropped\",limit=\"network\"}") == own
                && value(
                    "matglas_requests_total{site=\"counted\",destination=\"counted-google-analytics-4\",vendor=\"google-analytics-4\",outcome=\"rate-limited\"}"
                ) == limited
        }
        _ = gateway.stop()
    }
}
