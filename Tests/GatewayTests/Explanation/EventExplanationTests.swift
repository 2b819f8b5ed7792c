import Foundation
import Testing

@testable import Gateway

/// What `explain` says of requests, and what it must never say.
@Suite struct EventExplanationTests {
    static let configuration = """
        listen:
          - address: 127.0.0.1:8080
        sites:
          - name: zeepwinkel
            hosts: [stats.zeepwinkel.example]
            rules: nl
        destinations:
          - name: analytics
            site: zeepwinkel
            vendor: google-analytics-4
            upstream: https://region1.google-analytics.com
          - name: strict
            site: zeepwinkel
            vendor: google-analytics-4
            upstream: https://region1.google-analytics.com
            when-granted: forward-anonymous
            when-denied: drop
            when-unknown: drop
          - name: own
            site: zeepwinkel
            vendor: generic
            mount: /own
            upstream: https://collect.example.com
            fields:
              winkel_afdeling: site-id
        """

    /// Planted values that are never printed without being asked for.
    static let secrets = [
        "1837465029", "1699988776", "jan.canary", "leakshop", "klant-4711", "9f86d081",
        "187.66.155.233", "geheimekoek", "canary_name", "470 99 88 77", "CjwKcanary",
    ]

    static let event = """
        POST /g/collect?v=2&tid=G-TEST000001&gcs=G111&gcd=13n3n3n3n5&cid=1837465029.1699988776&uid=klant-4711&dl=https%3A%2F%2Fshop.example%2Fp%3Femail%3Djan.canary%40leakshop.nl%26gclid%3DCjwKcanary&jan.canary%40leakshop.nl=1&ep.jan.canary%40leakshop.nl=1 HTTP/1.1
        Host: stats.zeepwinkel.example
        User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/134.0.6998.89 Safari/537.36
        Cookie: sid=geheimekoek
        X-Forwarded-For: 187.66.155.233
        X-Jan.Canary: canary_name

        en=purchase&epn.value=49.90&cu=EUR&ep.klantnummer=4711canary_name&pr1=id1~nmZeep~k0gravure~v0jan.canary%40leakshop.nl&ep.note=bel%20%2B32%20470%2099%2088%2077&canary_name=9f86d081
        en=scroll&ep.user_data.email=jan.canary%40leakshop.nl
        """

    private func explain(
        _ text: String, showsInput: Bool = false, configuration: String? = Self.configuration
    ) throws -> EventExplanation {
        let file = FileManager.default.temporaryDirectory.appending(
            path: "explain-\(UUID().uuidString).yaml")
        defer { try? FileManager.default.removeItem(at: file) }
        var source = ConfigurationSource.embeddedExample
        if let configuration {
            try Data(configuration.utf8).write(to: file)
            source = .file(file.path())
        }
        return try EventExplainer(source, showsInput: showsInput)
            .explain(RequestText(Array(text.utf8), file: "request"))
    }

    private func field(
        _ name: String, _ action: EventExplanation.Action
    ) throws -> EventExplanation.Field {
        try #require(action.fields.first { $0.path.joined(separator: "/") == name })
    }

    @Test("No value and no name of the sender's own is printed, in text or JSON")
    func printsNoRawValue() throws {
        for configuration in [Self.configuration, nil] {
            var event = Self.event
            if configuration == nil {
                event = event.replacing("stats.zeepwinkel.example", with: "localhost")
            }
            let explanation = try explain(event, configuration: configuration)
            for text in [explanation.text(width: 120), Explainer.json(explanation)] {
                for secret in Self.secrets {
                    #expect(!text.contains(secret), "\(secret) in \(text)")
                }
            }
        }
    }

    @Test("With the input asked for, every planted value of a field is there")
    func printsInput() throws {
        let explanation = try explain(Self.event, showsInput: true)
        let text = explanation.text(width: 80)
        for value in [
            "1837465029.1699988776", "klant-4711", "jan.canary@leakshop.nl", "9f86d081",
            "4711canary_name",
        ] {
            #expect(text.contains(value), "\(value)")
        }
        #expect(!text.contains("geheimekoek"))
    }

    @Test("Each field has its kind, its treatment and what leaves, in the order of the request")
    func fields() throws {
        let explanation = try explain(Self.event)
        let destination = try #require(explanation.destinations.first)
        let action = try #require(destination.actions.first)
        #expect(action.action == "forward")
        #expect(action.profile == "consented")
        #expect(action.outcome == "forwarded")
        #expect(
            action.fields.map { $0.path.joined(separator: "/") } == [
                "v", "tid", "gcs", "gcd", "cid", "uid", "dl", "(unknown, 22 bytes)",
                "(unknown, 25 bytes)", "User-Agent", "en", "epn.value", "cu", "ep.klantnummer",
                "pr1", "pr1/id", "pr1/nm", "pr1/k0", "pr1/v0", "ep.note", "(unknown, 11 bytes)",
                "en", "ep.user_data.email",
            ])
        let id = try field("cid", action)
        #expect(id.kind == "client-id")
        #expect(id.treatment == "pseudonymise")
        #expect(id.bytes == 21)
        let user = try field("uid", action)
        #expect(user.treatment == "remove")
        #expect(user.result == nil)
        let number = try field("ep.klantnummer", action)
        #expect(number.namedBy == "name")
        #expect(number.rule == nil)
        #expect(try field("pr1", action).treatment == "taken apart")
        #expect(try field("pr1/v0", action).result == "{email}")
        #expect(try field("(unknown, 22 bytes)", action).namedBy == "nothing")
        #expect(action.fields.last?.line == 2)
        #expect(action.otherHeaders == 3)
    }

    @Test("What leaves is what the request that leaves holds")
    func agrees() throws {
        let explanation = try explain(Self.event)
        for action in explanation.destinations.flatMap(\.actions) {
            let request = try #require(action.request)
            let sent = request.target + "\n" + (request.body ?? "")
            for name in ["cid", "tid", "gcd", "en"] {
                let result = try #require(try field(name, action).result)
                #expect(sent.contains("\(name)=\(result)"))
            }
            #expect(request.headers.contains { $0.name == "Host" })
        }
    }

    @Test("A rule's line is the line of the map that names the field")
    func ruleLines() throws {
        let explanation = try explain(Self.event)
        let action = try #require(explanation.destinations.first?.actions.first)
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let file = "config/vendors/google-analytics-4.yaml"
        let map = try String(contentsOf: root.appending(path: file), encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false)
        for (name, pattern) in [
            ("cid", "cid"), ("uid", "uid"), ("gcd", "gcd"), ("dl", "dl"), ("en", "en"),
            ("cu", "cu"), ("epn.value", "epn.value"), ("pr1", "pr#"), ("pr1/nm", "nm"),
            ("ep.note", "ep.*"), ("ep.user_data.email", "ep.user_data.email"),
        ] {
            let rule = try #require(try field(name, action).rule)
            #expect(rule.hasPrefix(file + ":"))
            let line = try #require(rule.split(separator: ":").last.flatMap { Int($0) })
            let written = map[line - 1].trimmingCharacters(in: .whitespaces)
            #expect(written.hasPrefix("\(pattern):"), "\(name): \(written)")
        }
    }

    @Test("A field of the destination's own is found in the configuration")
    func ownField() throws {
        let explanation = try explain(
            """
            POST /own/collect HTTP/1.1
            Sec-GPC: 1

            {"event":"sale","winkel_afdeling":"zeep","klant":{"naam":"canary_name"}}
            """)
        let action = try #require(explanation.destinations.first?.actions.first)
        #expect(action.action == "aggregate")
        let rule = try #require(try field("winkel_afdeling", action).rule)
        let line = try #require(
            Self.configuration.split(separator: "\n").firstIndex {
                $0.contains("winkel_afdeling")
            })
        #expect(rule == "\(explanation.configuration):\(line + 1)")
        #expect(!explanation.text(width: 100).contains("canary_name"))
    }

    @Test("The decision is that of the gateway, signal by signal")
    func consent() throws {
        let refused = Self.event.replacing("Cookie:", with: "DNT: 1\nSec-GPC: 1\nCookie:")
        let explanation = try explain(refused)
        let consent = try #require(explanation.destinations.first?.consent)
        #expect(consent.signals.map(\.name) == ["dnt", "sec-gpc", "gcs", "gcd"])
        #expect(consent.signals.map(\.evidence) == ["opt-out", "opt-out", "none", "explicit"])
        #expect(consent.signals.map(\.granted) == [[], [], [], ["statistics", "marketing"]])
        #expect(consent.statistics == "denied")
        #expect(consent.marketing == "denied")
        #expect(consent.coverage == "denied")
        #expect(consent.rule == "R2-do-not-track" && consent.signal == "dnt")
        #expect(
            explanation.destinations.map { $0.actions.map(\.outcome) } == [
                ["aggregated"], ["dropped-by-decision"],
            ])
        let dropped = try #require(explanation.destinations.last?.actions.first)
        #expect(dropped.fields.isEmpty && dropped.request == nil && dropped.events.isEmpty)
    }

    @Test("A TC string in a parameter and consent mode's defaults are shown as signals")
    func stringsAndDefaults() throws {
        let event = Self.event.replacing(
            "gcs=G111&gcd=13n3n3n3n5",
            with: "gcs=G111&gcd=13t3t3t3t5&gdpr_consent="
                + "CQULowAQULowAAHABBENBxFgAAAAAAAAAAiQAAAAAACkoAMAAQWrKQAYAAgtWOgAwABBashABgACC1YSADAAEFqw.YAAAAAAAAAAA"
        )
        let consent = try #require(try explain(event).destinations.first?.consent)
        #expect(Set(consent.signals.map(\.name)) == ["gcs", "gcd", "tcf"])
        #expect(consent.signals.first { $0.name == "gcd" }?.evidence == "none")
        #expect(
            consent.signals.first { $0.name == "tcf" }?.denied
                == ["preferences", "statistics", "marketing"])
        #expect(consent.statistics == "denied" && consent.marketing == "denied")
    }

    @Test("Under aggregate nothing leaves, and what is counted is named")
    func aggregate() throws {
        let refused = Self.event.replacing("Cookie:", with: "DNT: 1\nCookie:")
        let action = try #require(try explain(refused).destinations.first?.actions.first)
        #expect(action.request == nil)
        #expect(action.fields.allSatisfy { $0.result == nil })
        #expect(try field("dl", action).countedAs == "page")
        #expect(try field("epn.value", action).countedAs == "revenue")
        #expect(action.events.map(\.event) == ["purchase", "scroll"])
        #expect(action.events.first?.revenueCents == 4990)
    }

    @Test("Without a configuration every action is shown")
    func embeddedExample() throws {
        let event = Self.event.replacing("stats.zeepwinkel.example", with: "127.0.0.1:8080")
        let explanation = try explain(event, configuration: nil)
        let actions = try #require(explanation.destinations.first?.actions)
        #expect(actions.map(\.action) == ["forward", "forward-anonymous", "aggregate"])
        #expect(actions.map(\.outcome) == ["forwarded", "forwarded", "aggregated"])
        #expect(explanation.notes.count { $0.contains("throw-away key") } == 1)
    }

    @Test("Renamed and wrapped hits are found as the gateway finds them")
    func disguised() throws {
        let query = "v=2&tid=G-TEST000001&gcd=13n3n3n3n5&cid=1837465029.1699988776&en=page_view"
        let renamed = try explain("GET /zeep?\(query) HTTP/1.1\n\n")
        #expect(renamed.recognised == .renamed)
        #expect(renamed.endpoint == "/g/collect")
        let inside = Data("/g/collect?\(query)".utf8).base64EncodedString()
        let wrapped = try explain("GET /x?id=\(inside.replacing("=", with: "%3D")) HTTP/1.1\n\n")
        #expect(wrapped.recognised == .wrapped)
        let target = try #require(wrapped.destinations.first?.actions.first?.request?.target)
        #expect(target.hasPrefix("/g/collect?v=2&tid=G-TEST000001"))
        for text in [renamed.text(width: 80), wrapped.text(width: 80)] {
            #expect(text.contains("under a path of the shop's own"))
            #expect(!text.contains("1837465029"))
        }
    }

    @Test(
        "A body that is not the vendor's, or that cannot be read, is malformed",
        arguments: ["\n{\"canary\":1}", "Content-Encoding: br\n\nen=canary"])
    func malformed(rest: String) throws {
        let explanation = try explain(
            "POST /g/collect?v=2&tid=G-T&gcd=13n3n3n3n5 HTTP/1.1\n\(rest)")
        let action = try #require(explanation.destinations.first?.actions.first)
        #expect(action.outcome == "malformed")
        #expect(action.reason != nil)
        #expect(!explanation.text(width: 80).contains("canary"))
    }

    @Test(
        "What the site does not have is said with what is nearest, never with what was asked for",
        arguments: [
            ("GET /g/colect?canary", 1, "/g/collect"), ("GET /collect/canary", 1, "/own/collect"),
            ("PUT /g/collect?canary", 1, "GET or POST"),
            ("GET /g/collect HTTP/1.1\nA: b\nHost: canary.example", 3, "stats.zeepwinkel.example"),
        ])
    func unknown(text: String, line: Int, hint: String) throws {
        let fault = #expect(throws: ExplanationFault.self) { try explain(text + "\n\n") }
        #expect(fault?.exitCode == 65)
        let message = try #require(fault?.description)
        #expect(message.hasPrefix("request:\(line): "))
        #expect(message.contains(hint))
        #expect(!message.contains("canary"))
    }

    @Test("Lines of the table fit the terminal", arguments: [80, 100, 120])
    func width(width: Int) throws {
        let text = try explain(Self.event).text(width: width)
        let rows = text.split(separator: "\n").drop { !$0.contains("KIND") }
            .prefix { !$0.contains("outcome:") }
        #expect(rows.count > 20)
        for row in rows { #expect(row.count <= width, "\(row)") }
    }
}
