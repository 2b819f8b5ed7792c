import Foundation
import Testing

/// Examples that combine signals and destinations, each against the real gateway.
@Suite struct ConsentExamplesTests {
    private static func configuration(port: Int) -> String {
        """
        listen: [{address: "127.0.0.1:0"}]
        admin: {address: "127.0.0.1:0"}
        state: STATE
        sites:
          - {name: be, hosts: [be.example], rules: be-strict}
          - {name: nl, hosts: [nl.example], rules: nl}
          - name: young
            hosts: [young.example]
            consent:
              minors: {cookie: {name: age, is: [minor]}, pages: [/leeftijd]}
        destinations:
          - {name: ga, site: be, vendor: google-analytics-4, upstream: "http://127.0.0.1:\(port)"}
          - {name: ads, site: be, vendor: google-tag, upstream: "http://127.0.0.1:\(port)"}
          - {name: own, site: be, vendor: matomo, upstream: "http://127.0.0.1:\(port)"}
          - {name: hub, site: be, vendor: segment, upstream: "http://127.0.0.1:\(port)"}
          - {name: nl-own, site: nl, vendor: matomo, upstream: "http://127.0.0.1:\(port)"}
          - {name: shop, site: young, vendor: google-analytics-4, upstream: "http://127.0.0.1:\(port)"}
        """
    }

    private static let cookiebot =
        "CookieConsent={stamp:%27x%27%2Cnecessary:true%2Cpreferences:true%2Cstatistics:true%2C"
        + "marketing:true%2Cmethod:%27explicit%27%2Cver:1}"
    /// Rejected, with legitimate interest left in place (Google included).
    private static let rejected =
        "CQdF08AQdF08ABcAKBENCLFgAAAAAEPgAAqIJNQAASagZgALgAcAB4AFQALgAcABAACQAFQAMoAaABqADwAJkAXABdADEAGgAN4AfAA_ACEgEQARIAw4BlAGWANEAc8A-wD9AIQARQAiwBGICOAI6ASYAq4BcwC8gGKANEAa8A2gB_wEegJiATSAocBTQC1AFzALzAYsAyQBpoDkwAA"

    enum Result: String { case forwarded, aggregated, dropped }

    struct Example {
        let words: String
        var host = "be.example"
        let target: String
        var cookie = ""
        var headers: [String] = []
        var body: String?
        let result: Result
        /// What a forwarded request has and has not.
        var has: [String] = []
        var lacks: [String] = []
    }

    private static let hit =
        "/g/collect?v=2&tid=G-TEST000001&cid=1111111111.1700000000&en=EVENT&gclid=Cj0KCQtest&dl=https%3A%2F%2Fshop.example%2Fp%3Fgclid%3DCj0KCQtest"
    private static let tag =
        "/pagead/conversion/123456789/?label=EVENT&gtm_ee=1&gclaw=Cj0KCQtest&gcs=G111&gcd=13r3r3r3r5"
    private static let visit =
        "/matomo.php?idsite=1&rec=1&_id=0123456789abcdef&action_name=EVENT&url=https%3A%2F%2Fshop.example%2F&e_c=EVENT&e_a=EVENT"

    static let examples: [Example] = [
        Example(
            words: "everything granted by default", target: hit + "&gcs=G111&gcd=13t3t3t2t5l1",
            result: .dropped),
        Example(
            words: "statistics granted, marketing denied",
            target: hit + "&gcs=G101&gcd=13p3r3p3p5l1&npa=1", result: .forwarded,
            has: ["gcs=G101", "npa=1"], lacks: ["Cj0KCQtest", "1111111111.1700000000"]),
        Example(
            words: "Cookiebot by implied consent", target: hit,
            cookie: cookiebot.replacing("explicit", with: "implied"), result: .dropped),
        Example(
            words: "OneTrust before an interaction", target: hit,
            cookie: "OptanonConsent=interactionCount=0&groups=C0001%3A1%2CC0002%3A1%2CC0004%3A1",
            result: .dropped),
        Example(
            words: "OneTrust refuses without proof", target: hit,
            cookie: "OptanonConsent=groups=C0001%3A1%2CC0002%3A0", result: .dropped),
        Example(
            words: "CookieHub not answered", target: hit,
            cookie: "cookiehub="
                + Data(#"{"answered":false,"allAllowed":true,"categories":[]}"#.utf8)
                .base64EncodedString(), result: .dropped),
        Example(
            words: "Cookiebot explicit and GPC", target: hit, cookie: cookiebot,
            headers: ["Sec-GPC: 1"], result: .forwarded, has: ["Sec-GPC: 1\r\n"],
            lacks: ["Cj0KCQtest"]),
        Example(
            words: "Cookiebot explicit and GPC, advertising", target: tag, cookie: cookiebot,
            headers: ["Sec-GPC: 1"], result: .dropped),
        Example(
            words: "advertising with consent", target: tag, cookie: cookiebot, result: .forwarded),
        Example(
            words: "a TC string without Google's vendor vetoes advertising",
            target: tag + "&gdpr=1&gdpr_consent=\(rejected)", cookie: cookiebot, result: .dropped),
        Example(
            words: "a rejected TC string with legitimate interest",
            target: tag.replacing("&gcs=G111&gcd=13r3r3r3r5", with: "")
                + "&gdpr=1&gdpr_consent=\(rejected)", result: .dropped),
        Example(
            words: "Matomo's consent, withdrawn", target: visit,
            cookie: "mtm_consent=1664460134155; mtm_consent_removed=1700000000000",
            result: .dropped),
        Example(
            words: "Matomo's opt-out beside a grant", target: visit,
            cookie: cookiebot + "; matomo_ignore=ignore%3DKg%3D%3D", result: .dropped),
        Example(
            words: "Matomo's opt-out does not concern Google", target: hit,
            cookie: cookiebot + "; matomo_ignore=ignore%3DKg%3D%3D", result: .forwarded),
        Example(
            words: "Matomo with consent", target: visit, cookie: cookiebot, result: .forwarded,
            lacks: ["0123456789abcdef"]),
        Example(
            words: "Segment without a consent object", target: "/v1/track",
            body: #"{"type":"track","event":"EVENT","anonymousId":"a-1","writeKey":"k"}"#,
            result: .dropped),
        Example(
            words: "Segment says yes, which nobody proves", target: "/v1/track",
            body:
                #"{"type":"track","event":"EVENT","anonymousId":"a-1","context":{"consent":{"categoryPreferences":{"Advertising":true,"Analytics":true}}}}"#,
            result: .dropped),
        Example(
            words: "Segment says no beside a grant", target: "/v1/track", cookie: cookiebot,
            body:
                #"{"type":"track","event":"EVENT","anonymousId":"a-1","context":{"consent":{"categoryPreferences":{"Advertising":true,"Analytics":false}}}}"#,
            result: .forwarded),
        Example(
            words: "a Dutch shop's own count without a signal", host: "nl.example", target: visit,
            result: .aggregated),
        Example(
            words: "a Dutch shop's own count after Matomo's opt-out", host: "nl.example",
            target: visit, cookie: "matomo_ignore=ignore%3DKg%3D%3D", result: .dropped),
        Example(
            words: "an objection is not even counted", host: "nl.example", target: visit,
            cookie: "matglas_consent=v:1|p:0|s:0|m:0|o:1|first:0|time:1763683200",
            result: .dropped),
        Example(
            words: "a declared minor is counted", host: "young.example", target: hit,
            cookie: cookiebot + "; age=Minor", result: .aggregated),
        Example(
            words: "nobody of that age", host: "young.example", target: hit,
            cookie: cookiebot + "; age=adult", result: .forwarded),
        Example(
            words: "a page that asks for the age", host: "young.example",
            target: hit.replacing("%2Fp%3Fgclid%3DCj0KCQtest", with: "%2Fleeftijd%3Fa%3D1"),
            cookie: cookiebot, result: .aggregated),
        Example(
            words: "Klaro refuses Google by name", target: hit,
            cookie:
                "klaro=%7B%22matomo%22%3Atrue%2C%22google-analytics%22%3Afalse%7D",
            result: .dropped),
        Example(
            words: "Klaro allows Matomo by name", target: visit,
            cookie:
                "klaro=%7B%22matomo%22%3Atrue%2C%22google-analytics%22%3Afalse%7D",
            result: .forwarded),
    ]

    @Test("Each example ends as the model says")
    func examples() async throws {
        let upstream = try await RecordingUpstream()
        let gateway = try await RunningGateway(
            configuration: Self.configuration(port: upstream.port))
        for (number, example) in Self.examples.enumerated() {
            let before = upstream.requests.count
            let outcomes = try await outcomes(of: gateway)
            try send(example, event: "e\(number)", to: gateway)
            try await Deadline.wait("\(example.words) is counted") {
                try await self.outcomes(of: gateway) != outcomes
            }
            let after = try await self.outcomes(of: gateway)
            let changed = after.filter { outcomes[$0.key] != $0.value }.map(\.key)
            let outcome =
                changed.contains { $0.contains("forwarded") }
                ? Result.forwarded
                : changed.contains { $0.contains("aggregated") } ? .aggregated : .dropped
            #expect(outcome == example.result, "\(example.words): \(changed)")
            guard example.result == .forwarded, outcome == .forwarded else { continue }
            try await Deadline.wait("\(example.words) arrives") {
                upstream.requests.count > before
            }
            let request = try #require(upstream.requests.last)
            for text in example.has {
                #expect(request.contains(text), "\(example.words): \(text) in \(request)")
            }
            for text in example.lacks {
                #expect(!request.contains(text), "\(example.words): \(text) in \(request)")
            }
        }
        #expect(gateway.stop() == 0)
        await upstream.stop()
    }

    /// The outcomes of events that `/metrics` counts, by its lines.
    private func outcomes(of gateway: RunningGateway) async throws -> [String: String] {
        let metrics = try Curl.send(["http://127.0.0.1:\(gateway.adminPort)/metrics"]).body
        var outcomes: [String: String] = [:]
        for line in metrics.split(separator: "\n") where line.hasPrefix("matglas_requests_total{") {
            let parts = line.split(separator: " ")
            outcomes[String(parts[0])] = parts.count > 1 ? String(parts[1]) : ""
        }
        return outcomes
    }

    private func send(_ example: Example, event: String, to gateway: RunningGateway) throws {
        var arguments = [
            "http://127.0.0.1:\(gateway.port)"
                + example.target.replacing("EVENT", with: event), "--globoff",
            "--header", "Host: \(example.host)",
        ]
        if !example.cookie.isEmpty { arguments += ["--header", "Cookie: \(example.cookie)"] }
        for header in example.headers { arguments += ["--header", header] }
        if let body = example.body {
            arguments += [
                "--header", "Content-Type: application/json", "--data-binary",
                body.replacing("EVENT", with: event),
            ]
        }
        let status = try Curl.send(arguments).status
        #expect([200, 204].contains(status), "\(example.words): \(status)")
    }
}
