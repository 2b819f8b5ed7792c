import Foundation
import Testing

/// A withdrawal reaches what was not delivered yet, and nothing else.
@Suite struct ConsentWithdrawalTests {
    private static func configuration(port: Int) -> String {
        """
        listen: [{address: "127.0.0.1:0"}]
        admin: {address: "127.0.0.1:0"}
        state: STATE
        sites: [{name: shop, hosts: [127.0.0.1]}]
        destinations:
          - {name: ga, site: shop, vendor: google-analytics-4, upstream: "http://127.0.0.1:\(port)"}
        """
    }

    private func send(
        _ event: String, by browser: String, to gateway: RunningGateway, cookie: String? = nil
    ) throws {
        let granted = cookie == nil ? "&gcs=G111&gcd=13r3r3r3r5" : ""
        let reply = try Curl.send(
            [
                "http://127.0.0.1:\(gateway.port)/g/collect?v=2&tid=G-TEST000001&cid=1.1"
                    + "&en=\(event)\(granted)", "--user-agent", browser,
            ] + (cookie.map { ["--header", "Cookie: \($0)"] } ?? []))
        #expect(reply.status == 204)
    }

    /// An upstream that is away, with events of two visitors waiting for it.
    private func waiting() async throws -> (gateway: RunningGateway, port: Int) {
        let first = try await RecordingUpstream()
        let port = first.port
        await first.stop()
        let gateway = try await RunningGateway(configuration: Self.configuration(port: port))
        for number in 0..<4 {
            try send("mine_\(number)", by: "Mozilla/5.0 Firefox/130.0", to: gateway)
        }
        try send("other", by: "Mozilla/5.0 Chrome/134.0", to: gateway)
        return (gateway, port)
    }

    /// The names of the events that arrive once the upstream is back.
    private func arriving(at port: Int) async throws -> [String] {
        let upstream = try await RecordingUpstream(port: port)
        try await Deadline.wait("the other visitor's event arrives") {
            upstream.requests.contains { $0.contains("en=other") }
        }
        let names = upstream.requests.compactMap {
            $0.firstMatch(of: /[?&]en=([a-z0-9_]+)/).map { String($0.1) }
        }
        await upstream.stop()
        return names
    }

    @Test(
        "After a withdrawal is answered nothing of the visitor is sent",
        arguments: [
            "choice=withdraw", "choice=none", "choice=object", "choice=selected&statistics=1",
        ]
    )
    func withdraws(form: String) async throws {
        let (gateway, port) = try await waiting()
        let reply = try Curl.send([
            "http://127.0.0.1:\(gateway.port)/consent", "--user-agent",
            "Mozilla/5.0 Firefox/130.0", "--data", form, "--header",
            "Origin: http://127.0.0.1:\(gateway.port)",
        ])
        #expect(reply.status == 303)
        #expect(reply.head.contains("matglas_consent=v:1|"))
        #expect(try await arriving(at: port) == ["other"])
        try await Deadline.wait("the withdrawal is counted") {
            try Curl.send(["http://127.0.0.1:\(gateway.adminPort)/metrics"]).body
                .contains("matglas_consent_withdrawals_total 1\n")
        }
        #expect(gateway.stop() == 0)
        #expect(!gateway.logText.contains("mine_"))
    }

    @Test("A fresh refusal in a platform's cookie removes what waits, an old one nothing")
    func refusesByEvent() async throws {
        let (gateway, port) = try await waiting()
        func refusal(at time: Date) -> String {
            "CookieConsent={stamp:%27x%27%2Cnecessary:true%2Cpreferences:false%2Cstatistics:false%2C"
                + "marketing:false%2Cmethod:%27explicit%27%2Cver:1%2C"
                + "utc:\(Int(time.timeIntervalSince1970) * 1000)}"
        }
        try send(
            "late", by: "Mozilla/5.0 Chrome/134.0", to: gateway,
            cookie: refusal(at: .now.addingTimeInterval(-86_400)))
        try send(
            "late", by: "Mozilla/5.0 Firefox/130.0", to: gateway, cookie: refusal(at: .now))
        #expect(try await arriving(at: port) == ["other"])
        #expect(gateway.stop() == 0)
    }
}
