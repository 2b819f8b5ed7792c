import Foundation
import Testing

/// Every signal in every condition under every rule set, against the real gateway.
///
/// The expectation is the action table of the decision model, written down here a second time.
@Suite struct ConsentTableTests {
    enum State: String { case granted, denied, unknown }

    /// What a case's signals say in the end.
    struct Case {
        let name: String
        var query = ""
        var cookie = ""
        var headers: [String] = []
        let statistics: State
        let marketing: State
    }

    /// What must become of an event.
    enum Action: String { case forward, anonymous, aggregate, drop }

    static let sites = ["be": "be-strict", "nl": "nl", "fr": "fr", "own": "custom"]
    static let needs = [
        "stat": "[statistics]", "both": "[statistics, marketing]", "ads": "[marketing]",
    ]

    static func configuration(port: Int) -> String {
        var text = """
            listen: [{address: "127.0.0.1:0"}]
            admin: {address: "127.0.0.1:0"}
            state: STATE
            sites:

            """
        for (site, rules) in sites.sorted(by: <) {
            text += "  - {name: \(site), hosts: [\(site).example], rules: \(rules)}\n"
        }
        text += "destinations:\n"
        for site in sites.keys.sorted() {
            let own =
                site == "own"
                ? ", when-granted: forward-anonymous, when-denied: aggregate, when-unknown: drop"
                : ""
            for (name, needs) in needs.sorted(by: <) {
                text += """
                      - {name: \(site)-\(name), site: \(site), vendor: google-analytics-4, mount: /\(name),
                         upstream: "http://127.0.0.1:\(port)", needs: \(needs)\(own)}

                    """
            }
        }
        return text
    }

    /// The table of the model: what a destination gets.
    static func expected(_ site: String, _ need: String, _ it: Case) -> Action {
        let needed: [State] =
            switch need {
            case "stat": [it.statistics]
            case "ads": [it.marketing]
            default: [it.statistics, it.marketing]
            }
        let all: State =
            needed.contains(.denied) ? .denied : needed.contains(.unknown) ? .unknown : .granted
        if site == "own" {
            return switch all {
            case .granted: .anonymous
            case .denied: .aggregate
            case .unknown: .drop
            }
        }
        if all == .granted { return .forward }
        // Statistics without marketing: what remains is sent without the visitor.
        if need == "both", it.statistics == .granted { return .anonymous }
        return site == "be" ? .drop : .aggregate
    }

    // MARK: Cases

    static func cookie(_ statistics: Bool, _ marketing: Bool, method: String = "explicit") -> String
    {
        "CookieConsent={stamp:%27x%27%2Cnecessary:true%2Cpreferences:true%2C"
            + "statistics:\(statistics)%2Cmarketing:\(marketing)%2Cmethod:%27\(method)%27%2Cver:1}"
    }

    static func oneTrust(_ statistics: Int, _ marketing: Int, count: Int) -> String {
        "OptanonConsent=isGpcEnabled=0&version=202209.1.0&interactionCount=\(count)&"
            + "groups=C0001%3A1%2CC0002%3A\(statistics)%2CC0004%3A\(marketing)"
    }

    static func complianz(_ statistics: String, _ marketing: String, status: Bool) -> String {
        (status ? "cmplz_banner-status=dismissed; " : "")
            + "cmplz_functional=allow; cmplz_statistics=\(statistics); cmplz_marketing=\(marketing)"
    }

    static func shopify(_ statistics: String, _ marketing: String) -> String {
        #"_tracking_consent={"con":{"CMP":{"a":"\#(statistics)","m":"\#(marketing)","p":"","s":""}},"v":"2.1","region":"BEVAN","purposes":{"a":true,"m":true}}"#
            .replacing("\"", with: "%22").replacing(",", with: "%2C")
    }

    static func own(_ statistics: Int, _ marketing: Int) -> String {
        let now = Int(Date().timeIntervalSince1970)
        return "matglas_consent=v:1|p:0|s:\(statistics)|m:\(marketing)|o:0"
            + "|first:\(now / 86400 * 86400)|time:\(now / 60 * 60)"
    }

    static let cases: [Case] = [
        Case(name: "absent", statistics: .unknown, marketing: .unknown),

        Case(
            name: "gcdGranted", query: "gcs=G111&gcd=13r3r3r3r5", statistics: .granted,
            marketing: .granted),
        Case(
            name: "gcdRefused", query: "gcs=G100&gcd=13q3q3q3q5", statistics: .denied,
            marketing: .denied),
        Case(
            name: "gcdPart", query: "gcs=G101&gcd=13p3r3p3p5l1&npa=1", statistics: .granted,
            marketing: .denied),
        Case(
            name: "gcdDefault", query: "gcs=G111&gcd=13t3t3t2t5l1", statistics: .unknown,
            marketing: .unknown),
        Case(name: "gcdDenied", query: "gcd=13p3p3p3p5", statistics: .denied, marketing: .denied),
        Case(
            name: "gcdBroken", query: "gcs=G1111&gcd=13r3r3r", statistics: .unknown,
            marketing: .unknown),
        Case(name: "gcdUpper", query: "gcd=13R3R3R3R5", statistics: .unknown, marketing: .unknown),
        Case(
            name: "gcdOpposed", query: "gcs=G100&gcd=13r3r3r3r5", statistics: .denied,
            marketing: .denied),

        Case(
            name: "cookiebotGranted", cookie: cookie(true, true), statistics: .granted,
            marketing: .granted),
        Case(
            name: "cookiebotRefused", cookie: cookie(false, false), statistics: .denied,
            marketing: .denied),
        Case(
            name: "cookiebotPart", cookie: cookie(true, false), statistics: .granted,
            marketing: .denied),
        Case(
            name: "cookiebotAds", cookie: cookie(false, true), statistics: .denied,
            marketing: .granted),
        Case(
            name: "cookiebotImplied", cookie: cookie(true, true, method: "implied"),
            statistics: .unknown, marketing: .unknown),
        Case(
            name: "cookiebotBroken", cookie: "CookieConsent={statistics:tr", statistics: .unknown,
            marketing: .unknown),
        Case(
            name: "cookiebotOutside", cookie: "CookieConsent=-1", statistics: .unknown,
            marketing: .unknown),
        Case(
            name: "cookiebotZero", cookie: "CookieConsent=0", statistics: .denied,
            marketing: .denied),

        Case(
            name: "onetrustGranted", cookie: oneTrust(1, 1, count: 1), statistics: .granted,
            marketing: .granted),
        Case(
            name: "onetrustRefused", cookie: oneTrust(0, 0, count: 1), statistics: .denied,
            marketing: .denied),
        Case(
            name: "onetrustDefault", cookie: oneTrust(1, 1, count: 0), statistics: .unknown,
            marketing: .unknown),
        Case(
            name: "onetrustUnproven", cookie: "OptanonConsent=groups=C0002%3A0",
            statistics: .denied, marketing: .unknown),
        Case(
            name: "onetrustBroken", cookie: "OptanonConsent=%zz", statistics: .unknown,
            marketing: .unknown),
        Case(
            name: "opposed", cookie: oneTrust(1, 1, count: 1) + "; " + cookie(false, false),
            statistics: .denied, marketing: .denied),

        Case(
            name: "complianzGranted", cookie: complianz("allow", "allow", status: true),
            statistics: .granted, marketing: .granted),
        Case(
            name: "complianzPart", cookie: complianz("allow", "deny", status: true),
            statistics: .granted, marketing: .denied),
        Case(
            name: "complianzRefused", cookie: complianz("deny", "deny", status: true),
            statistics: .denied, marketing: .denied),
        Case(
            name: "complianzOnlyStatus", cookie: "cmplz_banner-status=dismissed",
            statistics: .unknown, marketing: .unknown),

        Case(
            name: "shopifyGranted", cookie: shopify("1", "1"), statistics: .granted,
            marketing: .granted),
        Case(
            name: "shopifyRefused", cookie: shopify("0", "0"), statistics: .denied,
            marketing: .denied),
        Case(
            name: "shopifyDefault", cookie: shopify("", ""), statistics: .unknown,
            marketing: .unknown),
        Case(
            name: "shopifyCompact", cookie: "_tracking_consent=3.AMPS_BDB_f_f_AAAA",
            statistics: .unknown, marketing: .unknown),

        Case(name: "ownGranted", cookie: own(1, 1), statistics: .granted, marketing: .granted),
        Case(name: "ownRefused", cookie: own(0, 0), statistics: .denied, marketing: .denied),
        Case(
            name: "ownBroken", cookie: "matglas_consent=v:1|s:1", statistics: .unknown,
            marketing: .unknown),

        Case(
            name: "hubAnswered",
            cookie: "cookiehub="
                + Data(#"{"answered":true,"implict":false,"allAllowed":true,"categories":[]}"#.utf8)
                .base64EncodedString(), statistics: .granted, marketing: .granted),
        Case(
            name: "hubOpen",
            cookie: "cookiehub="
                + Data(#"{"answered":false,"allAllowed":true,"categories":[]}"#.utf8)
                .base64EncodedString(), statistics: .unknown, marketing: .unknown),

        Case(name: "gpcAlone", headers: ["Sec-GPC: 1"], statistics: .unknown, marketing: .denied),
        Case(
            name: "gpcGrant", cookie: cookie(true, true), headers: ["Sec-GPC: 1"],
            statistics: .granted, marketing: .denied),
        Case(
            name: "gpcOff", cookie: cookie(true, true), headers: ["Sec-GPC: 0"],
            statistics: .granted, marketing: .granted),
        Case(name: "dntAlone", headers: ["DNT: 1"], statistics: .denied, marketing: .denied),
        Case(
            name: "dntGrant", cookie: cookie(true, true), headers: ["DNT: 1"], statistics: .denied,
            marketing: .denied),
        Case(name: "dntOff", headers: ["DNT: 0"], statistics: .unknown, marketing: .unknown),

        Case(
            name: "usOptOut", query: "us_privacy=1YYN", cookie: cookie(true, true),
            statistics: .granted, marketing: .denied),
        Case(
            name: "usNothing", query: "us_privacy=1YNN", statistics: .unknown, marketing: .unknown),
        Case(
            name: "tcRefused",
            query:
                "gdpr=1&gdpr_consent=CQULowAQULowAAHABBENBxFgAAAAAAAAAAiQAAAAAACkoAMAAQWrKQAYAAgtWOgAwABBashABgACC1YSADAAEFqw.YAAAAAAAAAAA",
            statistics: .denied, marketing: .denied),
        Case(
            name: "tcBroken",
            query: "gdpr=1&gdpr_consent=CONciguONcjGKADACHENAOCIAC0ta__AACiQABwAoABAACA",
            statistics: .unknown, marketing: .unknown),
        Case(name: "gdprZero", query: "gdpr=0", statistics: .unknown, marketing: .unknown),
        Case(
            name: "magentoNotice", cookie: "user_allowed_save_cookie=%7B%221%22%3A1%7D",
            statistics: .unknown, marketing: .unknown),
    ]

    // MARK: The test

    @Test("Each signal in each condition leads to the action of the table, under every rule set")
    func table() async throws {
        let upstream = try await RecordingUpstream()
        let gateway = try await RunningGateway(
            configuration: Self.configuration(port: upstream.port))
        var expected: [String: Action] = [:]
        for site in Self.sites.keys.sorted() {
            for need in Self.needs.keys.sorted() {
                var requests: [[String]] = []
                for it in Self.cases {
                    let event = "\(it.name)_\(need)_\(site)"
                    expected[event] = Self.expected(site, need, it)
                    requests.append(
                        request(event, it, gateway, host: "\(site).example", mount: "/\(need)"))
                }
                #expect(
                    try Curl.send(all: requests) == requests.map { _ in 204 }, "\(site), \(need)")
            }
        }
        let sent = expected.values.count { $0 == .forward || $0 == .anonymous }
        try await Deadline.wait("what may leave arrives") { upstream.requests.count >= sent }
        var found: [String: Action] = [:]
        for request in upstream.requests {
            let name = try #require(request.firstMatch(of: /[?&]en=([A-Za-z_]+)/)?.1)
            let isWhole = request.contains("utm_source")
            #expect(found[String(name)] == nil, "\(name) arrived twice")
            found[String(name)] = isWhole ? .forward : .anonymous
        }
        let state = gateway.folder.url.appending(path: "state").path()
        #expect(gateway.stop() == 0)
        let counted = try MatglasProcess.run([
            "stats", "--state", state, "--format", "csv", "--by", "event", "--smallest-group", "1",
        ])
        for name in expected.keys where found[name] == nil {
            let isCounted = counted.text.split(separator: "\n").contains {
                $0.split(separator: ",").contains { $0 == name }
            }
            found[name] = isCounted ? .aggregate : .drop
        }
        for (name, action) in expected.sorted(by: { $0.key < $1.key }) {
            #expect(found[name] == action, "\(name)")
        }
        await upstream.stop()
    }

    private func request(
        _ event: String, _ it: Case, _ gateway: RunningGateway, host: String, mount: String
    ) -> [String] {
        var target =
            "\(mount)/g/collect?v=2&tid=G-TEST000001&cid=1111111111.1700000000&en=\(event)"
            + "&dl=https%3A%2F%2Fshop.example%2Fp%3Futm_source%3Dbrief"
        if !it.query.isEmpty { target += "&" + it.query }
        var arguments = ["http://127.0.0.1:\(gateway.port)\(target)", "--header", "Host: \(host)"]
        if !it.cookie.isEmpty { arguments += ["--header", "Cookie: \(it.cookie)"] }
        for header in it.headers { arguments += ["--header", header] }
        return arguments
    }
}
