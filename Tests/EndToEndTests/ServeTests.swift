import Foundation
import Testing

/// `matglas serve` in front of a destination that remembers what it gets.
@Suite struct ServeTests {
    static func configuration(port: Int, rules: String = "be-strict", extra: String = "") -> String
    {
        """
        listen:
          - address: 127.0.0.1:0
        admin:
          address: 127.0.0.1:0
        state: STATE
        \(extra)
        sites:
          - name: shop
            hosts: [stats.shop.example, 127.0.0.1]
            rules: \(rules)
        destinations:
          - name: analytics
            site: shop
            vendor: google-analytics-4
            upstream: http://127.0.0.1:\(port)
        """
    }

    /// What must never leave.
    static let secrets = [
        "203.0.113.77", "1111111111.1700000000", "jan.janssens", "example.com", "CjwK",
        "klant-4711",
        "65421", "134.0.6998", "Win64",
    ]

    static let query =
        "v=2&tid=G-TEST000001&_p=1719830000000&cid=1111111111.1700000000&uid=klant-4711"
        + "&sid=1719829990&ul=nl-be&sr=1920x1080&_uip=203.0.113.77"
        + "&dl=https%3A%2F%2Fstats.shop.example%2Fp%2F42%3Fgclid%3DCjwKTEST%26utm_source%3Dmail"
        + "%26email%3Djan.janssens%2540example.com"

    static let userAgent =
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
        + "Chrome/134.0.6998.89 Safari/537.36"

    private func send(
        _ gateway: RunningGateway, consent: String, body: String? = nil, more: [String] = []
    ) throws -> Curl.Reply {
        let url = "http://127.0.0.1:\(gateway.port)/g/collect?\(Self.query)&\(consent)"
        let content = body.map { ["--data-binary", $0, "--header", "Content-Type: text/plain"] }
        return try Curl.send(
            [
                url, "--user-agent", Self.userAgent, "--header", "X-Forwarded-For: 203.0.113.77",
                "--header", "Cookie: _ga=GA1.1.1111111111.1700000000", "--referer",
                "https://shop.example/?email=jan.janssens@example.com",
            ] + (content ?? []) + more)
    }

    @Test("With consent the destination gets the event without what identifies")
    func forwards() async throws {
        let upstream = try await RecordingUpstream()
        let gateway = try await RunningGateway(
            configuration: Self.configuration(port: upstream.port))
        let reply = try send(
            gateway, consent: "gcs=G111&gcd=13r3r3r3r5&en=ignored",
            body: "en=purchase&epn.value=499&cu=EUR&ep.transaction_id=65421&pr1=id42~nmFiets\n"
                + "en=scroll&epn.percent_scrolled=90")
        #expect(reply.status == 204)
        #expect(!reply.head.lowercased().contains("set-cookie"))
        try await Deadline.wait("the destination has the event") { upstream.requests.count == 1 }
        let request = try #require(upstream.requests.first)
        for secret in Self.secrets {
            #expect(!request.contains(secret), "\(secret) left: \(request)")
        }
        #expect(request.contains("en=purchase&epn.value=499&cu=EUR"))
        #expect(request.contains("pr1=id42~nmFiets"))
        #expect(request.contains("utm_source%3Dmail"))
        #expect(request.contains("tid=G-TEST000001"))
        #expect(gateway.stop() == 0)
        await upstream.stop()
        #expect(Self.secrets.allSatisfy { !gateway.logText.contains($0) })
    }

    @Test(
        "Without consent nothing is sent, and the client cannot tell",
        arguments: ["gcs=G100&gcd=13q3q3q3q5", "gcs=G111", "gcs=G111&gcd=13t3t3t2t5l1", ""])
    func drops(consent: String) async throws {
        let upstream = try await RecordingUpstream()
        let gateway = try await RunningGateway(
            configuration: Self.configuration(port: upstream.port))
        let dropped = try send(gateway, consent: consent + "&en=page_view")
        let sent = try send(gateway, consent: "gcd=13r3r3r3r5&en=last")
        #expect(dropped.status == sent.status)
        try await Deadline.wait("the consented event arrives") { !upstream.requests.isEmpty }
        #expect(upstream.requests.count == 1)
        #expect(upstream.requests[0].contains("en=last"))
        _ = gateway.stop()
        await upstream.stop()
    }

    @Test("Under the rules nl a refused event is counted, in the pages and in stats")
    func aggregates() async throws {
        let upstream = try await RecordingUpstream()
        let gateway = try await RunningGateway(
            configuration: Self.configuration(port: upstream.port, rules: "nl"))
        for _ in 0..<12 {
            _ = try send(gateway, consent: "gcs=G100&en=page_view")
        }
        let state = gateway.folder.url.appending(path: "state").path()
        try await Deadline.wait("stats shows the page") {
            try MatglasProcess.run(["stats", "--state", state]).text.contains("/p/42")
        }
        let page = try Curl.send(["http://127.0.0.1:\(gateway.adminPort)/"])
        #expect(page.status == 200)
        #expect(page.body.contains("/p/42"))
        #expect(page.body.contains("Chrome"))
        #expect(upstream.requests.isEmpty)
        for secret in Self.secrets { #expect(!page.body.contains(secret)) }
        _ = gateway.stop()
        await upstream.stop()
    }

    @Test("CORS is granted to the site's own pages on any port, and to nobody else")
    func crossOrigin() async throws {
        let upstream = try await RecordingUpstream()
        let gateway = try await RunningGateway(
            configuration: Self.configuration(port: upstream.port))
        let own = try send(
            gateway, consent: "en=a", more: ["--header", "Origin: https://stats.shop.example:8443"])
        #expect(own.head.contains("Access-Control-Allow-Origin: https://stats.shop.example:8443"))
        #expect(own.head.contains("Access-Control-Allow-Credentials: true"))
        let foreign = try send(
            gateway, consent: "en=a",
            more: ["--header", "Origin: https://stats.shop.example.evil.test"])
        #expect(foreign.status == own.status)
        #expect(!foreign.head.contains("Access-Control"))
        let preflight = try send(
            gateway, consent: "en=a",
            more: ["--request", "OPTIONS", "--header", "Origin: https://stats.shop.example"])
        #expect(preflight.status == 204)
        #expect(preflight.head.contains("Access-Control-Allow-Methods"))
        _ = gateway.stop()
        await upstream.stop()
    }

    @Test("Unknown hosts and paths are 404, other methods 405; it is no open proxy")
    func refusesOthers() async throws {
        let upstream = try await RecordingUpstream()
        let gateway = try await RunningGateway(
            configuration: Self.configuration(port: upstream.port))
        let base = "http://127.0.0.1:\(gateway.port)"
        #expect(try Curl.send([base + "/elsewhere"]).status == 404)
        #expect(
            try Curl.send([base + "/g/collect?en=a", "--header", "Host: other.example"]).status
                == 404)
        #expect(try Curl.send([base + "/g/collect?en=a", "--request", "DELETE"]).status == 405)
        #expect(
            try Curl.send([
                base + "/g/collect?en=a", "--request", "GET", "--data", "x",
            ]).status == 400)
        #expect(upstream.requests.isEmpty)
        _ = gateway.stop()
        await upstream.stop()
    }

    @Test("An upstream that is away loses nothing that was answered while the gateway runs")
    func retries() async throws {
        let upstream = try await RecordingUpstream()
        let port = upstream.port
        await upstream.stop()
        let gateway = try await RunningGateway(configuration: Self.configuration(port: port))
        #expect(try send(gateway, consent: "gcd=13r3r3r3r5&en=kept").status == 204)
        let returned = try await RecordingUpstream(port: port)
        try await Deadline.wait("the event arrives after all") { !returned.requests.isEmpty }
        #expect(returned.requests[0].contains("en=kept"))
        _ = gateway.stop()
        await returned.stop()
    }

    @Test("A configuration with mistakes stops the start and reports all of them")
    func refusesMistakes() throws {
        let folder = try TemporaryFolder()
        let file = try folder.file(
            "matglas.yaml",
            """
            listen:
              - address: 127.0.0.1
            sites:
              - name: shop
                host: [shop.example]
                rules: be-stict
            destinations:
              - name: analytics
                site: shopp
                vendor: google-analytics-5
                upstream: http://shop.example
                when-granted: foward
            """)
        for command in ["serve", "check"] {
            let result = try MatglasProcess.run([command, "--config", file.path()])
            #expect(result.status == 78)
            for (line, word) in [
                (2, "127.0.0.1"), (5, "hosts"), (6, "be-strict"), (9, "shop"),
                (10, "google-analytics-4"), (11, "https"), (12, "forward"),
            ] {
                let found = result.errors.split(separator: "\n").contains {
                    $0.hasPrefix("\(file.path()):\(line): ") && $0.contains(word)
                }
                #expect(found, "line \(line), \(word):\n\(result.errors)")
            }
        }
        let missing = try MatglasProcess.run(["check", "--config", "/nowhere/matglas.yaml"])
        #expect(missing.status == 66)
    }

    @Test("SIGHUP takes over new rules; a mistake keeps the old ones")
    func reloads() async throws {
        let upstream = try await RecordingUpstream()
        let gateway = try await RunningGateway(
            configuration: Self.configuration(port: upstream.port))
        let file = gateway.folder.url.appending(path: "matglas.yaml")
        let text = try String(contentsOf: file, encoding: .utf8)
        try (text + "\n    when-unknown: forward-anonymous\n").write(
            to: file, atomically: true, encoding: .utf8)
        kill(gateway.process.processIdentifier, SIGHUP)
        try await Deadline.wait("it is reloaded") { gateway.logText.contains("reloaded") }
        #expect(try send(gateway, consent: "en=unknown_now_sent").status == 204)
        try await Deadline.wait("the event arrives") { upstream.requests.count == 1 }
        try (text + "\n    when-unknwon: drop\n").write(to: file, atomically: true, encoding: .utf8)
        kill(gateway.process.processIdentifier, SIGHUP)
        try await Deadline.wait("it is refused") { gateway.logText.contains("reload refused") }
        #expect(gateway.logText.contains("when-unknown"))
        #expect(try send(gateway, consent: "en=still_sent").status == 204)
        try await Deadline.wait("the event arrives") { upstream.requests.count == 2 }
        #expect(gateway.stop() == 0)
        await upstream.stop()
    }

    @Test("A second gateway on the same state is refused")
    func refusesSecond() async throws {
        let upstream = try await RecordingUpstream()
        let gateway = try await RunningGateway(
            configuration: Self.configuration(port: upstream.port))
        let second = try MatglasProcess.run([
            "serve", "--allow-root", "--config",
            gateway.folder.url.appending(path: "matglas.yaml").path(),
        ])
        #expect(second.status == 74)
        #expect(second.errors.contains("another matglas"))
        #expect(gateway.stop() == 0)
        await upstream.stop()
    }

    @Test("A standard error that nobody can write to neither ends nor holds it")
    func survivesFullLog() async throws {
        let upstream = try await RecordingUpstream()
        let port = try await freePort()
        let folder = try TemporaryFolder()
        let configuration = Self.configuration(port: upstream.port)
            .replacing("STATE", with: folder.url.appending(path: "state").path())
            .replacing("127.0.0.1:0", with: "127.0.0.1:\(port)", maxReplacements: 1)
        let file = try folder.file("matglas.yaml", configuration)
        let process = Process()
        process.executableURL = MatglasProcess.binary
        process.arguments = ["serve", "--allow-root", "--config", file.path()]
        process.standardError = try FileHandle(
            forWritingTo: URL(filePath: "/dev/full"))
        try process.run()
        defer { process.terminate() }
        try await Deadline.wait("it answers") {
            try Curl.send(["http://127.0.0.1:\(port)/g/collect?v=2&en=a"]).status == 204
        }
        kill(process.processIdentifier, SIGHUP)
        #expect(try Curl.send(["http://127.0.0.1:\(port)/g/collect?v=2&en=b"]).status == 204)
        process.terminate()
        process.waitUntilExit()
        #expect(process.terminationReason == .exit && process.terminationStatus == 0)
        await upstream.stop()
    }

    /// A port that was free a moment ago.
    private func freePort() async throws -> Int {
        let upstream = try await RecordingUpstream()
        await upstream.stop()
        return upstream.port
    }

    @Test("A result that cannot be written is no success")
    func lostResult() throws {
        let folder = try TemporaryFolder()
        let file = try folder.file(
            "matglas.yaml", Self.configuration(port: 9).replacing("STATE", with: folder.url.path()))
        let process = Process()
        process.executableURL = MatglasProcess.binary
        process.arguments = ["check", "--config", file.path()]
        process.standardOutput = try FileHandle(forWritingTo: URL(filePath: "/dev/full"))
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 74)
    }
}
