import Foundation
import Testing

/// The real binary with other vendors than Google's, and with requests in disguise.
@Suite struct VendorsTests {
    private static func configuration(port: Int) -> String {
        """
        listen: [{address: "127.0.0.1:0"}]
        admin: {address: "127.0.0.1:0"}
        state: STATE
        sites: [{name: shop, hosts: [127.0.0.1], rules: custom}]
        destinations:
          - {name: ga, site: shop, vendor: google-analytics-4, upstream: "http://127.0.0.1:\(port)",
             when-granted: forward, when-denied: drop, when-unknown: forward-anonymous}
          - {name: errors, site: shop, vendor: sentry, upstream: "http://127.0.0.1:\(port)",
             when-granted: forward, when-denied: drop, when-unknown: forward}
          - {name: product, site: shop, vendor: posthog, upstream: "http://127.0.0.1:\(port)",
             when-granted: forward, when-denied: drop, when-unknown: forward-anonymous}
          - {name: own, site: shop, vendor: generic, upstream: "http://127.0.0.1:\(port)",
             when-granted: forward, when-denied: drop, when-unknown: forward,
             paths: [/own/track], fields: {maat: money}}
        """
    }

    /// What must never leave.
    private static let secrets = [
        "1111111111.1700000000", "jan.janssens", "203.0.113.77", "Win64", "134.0.6998",
    ]

    private let query =
        "v=2&tid=G-TEST000001&en=page_view&cid=1111111111.1700000000&ul=nl-be&sr=1920x1080"
        + "&_uip=203.0.113.77&dl=https%3A%2F%2Fshop.example%2Fp%2Fx%3Fe%3Djan.janssens%2540example.com"

    private func send(
        _ gateway: RunningGateway, _ target: String, _ more: [String] = []
    ) throws
        -> Curl.Reply
    {
        try Curl.send(
            [
                "http://127.0.0.1:\(gateway.port)\(target)", "--user-agent",
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/134.0.6998.89 Safari/537.36",
            ] + more)
    }

    private func check(_ gateway: RunningGateway, _ requests: [String]) {
        for text in requests + [gateway.logText] {
            for secret in Self.secrets { #expect(!text.contains(secret), "\(secret) in \(text)") }
        }
    }

    @Test("A renamed and a base64-wrapped hit are recognised, an encrypted one is refused")
    func disguises() async throws {
        let upstream = try await RecordingUpstream()
        let gateway = try await RunningGateway(
            configuration: Self.configuration(port: upstream.port))
        #expect(try send(gateway, "/metrics/abc?\(query)").status == 204)
        let wrapped = Data("/g/collect?\(query)".utf8).base64EncodedString()
            .addingPercentEncoding(withAllowedCharacters: .alphanumerics)
        #expect(try send(gateway, "/q7f3?x9=\(try #require(wrapped))").status == 204)
        #expect(try send(gateway, "/q7f3?p=a1b2c3:9f8e7d6c5b4a").status == 404)
        try await Deadline.wait("both arrive") { upstream.requests.count == 2 }
        for request in upstream.requests {
            #expect(request.hasPrefix("GET /g/collect?v=2&tid=G-TEST000001&en=page_view"))
            // The first visitor of the day: its browser is a rare one.
            #expect(request.contains("User-Agent: other\r\n"))
            #expect(request.contains("&ul=other&sr=other"))
        }
        check(gateway, upstream.requests)
        #expect(gateway.stop() == 0)
    }

    @Test("A browser that ten visitors have had leaves as it is")
    func commonBrowsers() async throws {
        let upstream = try await RecordingUpstream()
        let gateway = try await RunningGateway(
            configuration: Self.configuration(port: upstream.port))
        for visitor in 0..<40 {
            let own = query.replacing("1111111111.17", with: "\(1_111_111_100 + visitor).17")
            #expect(try send(gateway, "/g/collect?\(own)").status == 204)
        }
        try await Deadline.wait("all arrive") { upstream.requests.count == 40 }
        let first = upstream.requests.prefix(9)
        #expect(first.allSatisfy { $0.contains("&ul=other&sr=other") })
        #expect(upstream.requests.last?.contains("&ul=nl&sr=1920%2Ax1080") == false)
        #expect(upstream.requests.last?.contains("&ul=nl&sr=1920x1080") == true)
        #expect(gateway.stop() == 0)
    }

    @Test("Sentry's tunnel takes its own server only, and recordings stay behind")
    func sentry() async throws {
        let upstream = try await RecordingUpstream()
        let gateway = try await RunningGateway(
            configuration: Self.configuration(port: upstream.port))
        let key = String(repeating: "a1", count: 16)
        func envelope(host: String) -> String {
            let event =
                #"{"event_id":"\#(key)","message":"mail jan.janssens@example.com from 203.0.113.77","level":"error"}"#
            return [
                #"{"event_id":"\#(key)","dsn":"http://\#(key)@\#(host)/42"}"#,
                #"{"type":"event","length":\#(event.utf8.count)}"#, event,
                #"{"type":"replay_recording","length":12}"#, "jan.janssens", "",
            ].joined(separator: "\n")
        }
        let own = try send(
            gateway, "/sentry/tunnel",
            ["--data-binary", envelope(host: "127.0.0.1:\(upstream.port)")])
        #expect(own.status == 200)
        #expect(own.body == "{}")
        let foreign = try send(
            gateway, "/sentry/tunnel", ["--data-binary", envelope(host: "evil.example")])
        #expect(foreign.status == own.status)
        #expect(foreign.body == own.body)
        try await Deadline.wait("one arrives") { upstream.requests.count == 1 }
        let request = try #require(upstream.requests.first)
        #expect(
            request.hasPrefix(
                "POST /api/42/envelope/?sentry_version=7&sentry_key=\(key) HTTP/1.1\r\n"))
        #expect(request.contains("mail {email} from "))
        #expect(!request.contains("replay_recording"))
        check(gateway, upstream.requests)
        #expect(gateway.stop() == 0)
        #expect(upstream.requests.count == 1)
    }

    @Test("A compressed body is read whatever its type says; a recording is blocked and counted")
    func compressedAndOpaque() async throws {
        let upstream = try await RecordingUpstream()
        let gateway = try await RunningGateway(
            configuration: Self.configuration(port: upstream.port))
        let folder = try TemporaryFolder()
        let body = try compressed(
            #"{"api_key":"phc_test","event":"$pageview","properties":{"distinct_id":"jan.janssens@example.com","$current_url":"https://shop.example/p/x","$ip":"203.0.113.77"}}"#,
            in: folder)
        let reply = try send(
            gateway, "/e/?compression=gzip-js",
            ["--data-binary", "@\(body)", "--header", "Content-Type: text/plain"])
        #expect(reply.status == 200)
        let replay = try send(gateway, "/s/", ["--data-binary", #"{"jan.janssens":1}"#])
        #expect(replay.status == 200)
        try await Deadline.wait("the event arrives") { upstream.requests.count == 1 }
        let request = try #require(upstream.requests.first)
        #expect(request.contains(#""event":"$pageview""#))
        #expect(!request.contains("gzip"))
        check(gateway, upstream.requests)
        try await Deadline.wait("the recording is counted") {
            let metrics = try Curl.send(["http://127.0.0.1:\(gateway.adminPort)/metrics"]).body
            return metrics.contains(#"destination="product",vendor="posthog",outcome="opaque"} 1"#)
        }
        #expect(gateway.stop() == 0)
        #expect(upstream.requests.count == 1)
    }

    /// A file with the gzip of a text.
    private func compressed(_ text: String, in folder: TemporaryFolder) throws -> String {
        let file = try folder.file("body", text)
        let gzip = Process()
        gzip.executableURL = URL(filePath: "/usr/bin/env")
        gzip.arguments = ["gzip", "--force", file.path()]
        try gzip.run()
        gzip.waitUntilExit()
        return file.path() + ".gz"
    }

    @Test("A refusal inside a compressed body is a refusal")
    func refusalInside() async throws {
        let upstream = try await RecordingUpstream()
        let gateway = try await RunningGateway(
            configuration: Self.configuration(port: upstream.port))
        let folder = try TemporaryFolder()
        let body = try compressed("en=purchase&gcs=G100&cid=1111111111.1700000000", in: folder)
        let target = "/g/collect?v=2&tid=G-TEST000001"
        #expect(try send(gateway, target, ["--data-binary", "@\(body)"]).status == 204)
        // More layers than are undone: what consent cannot see, the engine must not see either.
        var layered = body
        for _ in 0..<3 {
            let gzip = Process()
            gzip.executableURL = URL(filePath: "/usr/bin/env")
            gzip.arguments = ["gzip", "--force", "--suffix", ".z", layered]
            try gzip.run()
            gzip.waitUntilExit()
            layered += ".z"
        }
        #expect(try send(gateway, target, ["--data-binary", "@\(layered)"]).status == 204)
        #expect(try send(gateway, target, ["--data-binary", "en=page_view"]).status == 204)
        try await Deadline.wait("the other arrives") { upstream.requests.count == 1 }
        #expect(upstream.requests[0].contains("en=page_view"))
        #expect(gateway.stop() == 0)
        #expect(upstream.requests.count == 1)
    }

    @Test("A bomb of a few bytes is refused as quickly as any other body")
    func bomb() async throws {
        let upstream = try await RecordingUpstream()
        let gateway = try await RunningGateway(
            configuration: Self.configuration(port: upstream.port))
        let folder = try TemporaryFolder()
        let text = String(repeating: "a", count: 32 * 1024 * 1024)
        var body = try compressed(text, in: folder)
        for _ in 0..<2 {
            let gzip = Process()
            gzip.executableURL = URL(filePath: "/usr/bin/env")
            gzip.arguments = ["gzip", "--force", "--suffix", ".z", body]
            try gzip.run()
            gzip.waitUntilExit()
            body += ".z"
        }
        #expect(try send(gateway, "/e/", ["--data-binary", "@\(body)"]).status == 200)
        try await Deadline.wait("it is counted") {
            let metrics = try Curl.send(["http://127.0.0.1:\(gateway.adminPort)/metrics"]).body
            return metrics.contains(
                #"destination="product",vendor="posthog",outcome="malformed"} 1"#)
                || metrics.contains(
                    #"destination="product",vendor="posthog",outcome="too-large"} 1"#)
        }
        #expect(gateway.stop() == 0)
        #expect(upstream.requests.isEmpty)
    }

    @Test("A preflight may ask for the headers that a vendor's client sends")
    func preflight() async throws {
        let upstream = try await RecordingUpstream()
        let gateway = try await RunningGateway(
            configuration: Self.configuration(port: upstream.port))
        func ask(_ headers: String) throws -> Curl.Reply {
            try send(
                gateway, "/api/42/envelope/",
                [
                    "--request", "OPTIONS", "--header", "Origin: http://127.0.0.1:81", "--header",
                    "Access-Control-Request-Headers: \(headers)",
                ])
        }
        let granted = try ask("content-type,x-sentry-auth")
        #expect(granted.status == 204)
        #expect(granted.head.contains("Access-Control-Allow-Headers: content-type,x-sentry-auth"))
        #expect(granted.head.contains("Access-Control-Allow-Methods: POST, OPTIONS"))
        #expect(try ask("x;evil").head.contains("Access-Control-Allow-Headers: Content-Type"))
        #expect(gateway.stop() == 0)
    }

    @Test("A shop's own tracker is described in the configuration")
    func generic() async throws {
        let upstream = try await RecordingUpstream()
        let gateway = try await RunningGateway(
            configuration: Self.configuration(port: upstream.port))
        let body =
            #"{"event":"koop","maat":"XL","email":"jan.janssens@example.com","zomaar":"jan.janssens"}"#
        #expect(try send(gateway, "/own/track", ["--data-binary", body]).status == 204)
        #expect(try send(gateway, "/collect", ["--data-binary", body]).status == 404)
        try await Deadline.wait("it arrives") { upstream.requests.count == 1 }
        #expect(upstream.requests[0].hasSuffix(#"{"event":"koop","maat":"XL"}"#))
        check(gateway, upstream.requests)
        #expect(gateway.stop() == 0)
    }
}
