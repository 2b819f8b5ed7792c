import Foundation
import Testing

/// A real browser in the demonstration shop, and a destination behind the gateway.
@Suite(.serialized) struct BrowserTests {
    /// What the shop plants in its hits and what must never leave.
    static let secrets = [
        "jan.janssens", "example.com", "CjwK", "Cj0K", "klant", "48213", "7731", "ZW-20",
        "HeadlessChrome/", "X11; Linux x86_64",
    ]

    @Test("A visitor who accepts and buys: the destination gets shapes, the pages show counts")
    func acceptsAndBuys() async throws {
        let upstream = try await RecordingUpstream()
        let gateway = try await RunningGateway(
            configuration: ServeTests.configuration(
                port: upstream.port, extra: "demonstration: true"))
        let page = try Chromium.visit("http://127.0.0.1:\(gateway.port)/?autopilot=accept")
        #expect(page.contains(#"data-autopilot="done""#))
        try await Deadline.wait("the purchase arrives") {
            upstream.requests.contains { $0.contains("en=purchase") }
        }
        let requests = upstream.requests
        #expect(requests.count >= 3)
        for request in requests {
            for secret in Self.secrets {
                #expect(!request.contains(secret), "\(secret) left: \(request)")
            }
            #expect(!request.lowercased().contains("cookie"))
            #expect(!request.lowercased().contains("referer"))
            #expect(request.contains("gcd=13r3r3r3r5"))
        }
        // A client id ends in the second in which it was made, which is now; pseudonyms lie before
        // 2024. The page shows the id that it sent, so its absence behind the gateway means something.
        let made = page.matches(of: /\b\d{8,10}\.(\d{10})\b/).compactMap { Int($0.output.1) }
        #expect(made.contains { $0 > 1_750_000_000 })
        for request in requests {
            let times = request.matches(of: /cid=\d+\.(\d{10})/).compactMap { Int($0.output.1) }
            #expect(times.count == 1)
            #expect(times.allSatisfy { $0 < 1_704_000_000 })
        }
        let state = gateway.folder.url.appending(path: "state").path()
        try await Deadline.wait("the counts are there") {
            try MatglasProcess.run(["stats", "--state", state, "--smallest-group", "1"]).text
                .contains("purchase")
        }
        let admin = try Curl.send(["http://127.0.0.1:\(gateway.adminPort)/metrics"])
        #expect(admin.body.contains(#"outcome="forwarded"} "#))
        _ = gateway.stop()
        await upstream.stop()
        for secret in Self.secrets { #expect(!gateway.logText.contains(secret)) }
    }

    @Test("A visitor who refuses: nothing reaches the destination")
    func refuses() async throws {
        let upstream = try await RecordingUpstream()
        let gateway = try await RunningGateway(
            configuration: ServeTests.configuration(
                port: upstream.port, rules: "nl", extra: "demonstration: true"))
        let page = try Chromium.visit("http://127.0.0.1:\(gateway.port)/?autopilot=refuse")
        #expect(page.contains(#"data-autopilot="done""#))
        let state = gateway.folder.url.appending(path: "state").path()
        try await Deadline.wait("the visit is counted") {
            try MatglasProcess.run(["stats", "--state", state, "--smallest-group", "1"]).text
                .contains("purchase")
        }
        #expect(upstream.requests.isEmpty)
        _ = gateway.stop()
        await upstream.stop()
    }
}
