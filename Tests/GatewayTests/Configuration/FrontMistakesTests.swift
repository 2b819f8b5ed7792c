import Foundation
import Testing

@testable import Gateway

/// The keys of proxies, limits, rates and administration: what is accepted, and each mistake.
@Suite struct FrontMistakesTests {
    private static let base = configuration()

    private func parse(_ found: String, _ put: String) throws -> Configuration {
        try Configuration.parse(configuration(replacing: found, with: put), file: "shop.yaml")
    }

    // MARK: Accepted

    @Test func `proxies are blocks and the word unix`() throws {
        let read = try parse("[10.0.0.0/8]", "[unix, 10.0.0.0/8, \"2001:db8::/32\"]")
        #expect(read.trustsUnixPeers)
        #expect(read.trustedProxies.map(\.description) == ["10.0.0.0/8", "2001:db8::/32"])
        #expect(read.clientAddressFields == [.xForwardedFor, .forwarded])
        #expect(try !parse("", "").trustsUnixPeers)
        let named = try parse(
            "sites:", "client-address: [cf-connecting-ip, cloudfront-viewer-address]\nsites:")
        #expect(named.clientAddressFields == [.cfConnectingIP, .cloudfrontViewerAddress])
    }

    @Test func `limits have units`() throws {
        let read = try parse(
            "sites:",
            """
            limits: {connections: 5000, connections-per-network: 100, head-size: 32KiB,
              body-size: 2MiB, head-timeout: 5s, body-timeout: 1m, idle-timeout: 1h}
            sites:
            """
        ).limits
        var expected = TrafficLimits()
        expected.connections = 5_000
        expected.connectionsPerNetwork = 100
        expected.headBytes = 32_768
        expected.bodyBytes = 2_097_152
        expected.headSeconds = 5
        expected.bodySeconds = 60
        expected.idleSeconds = 3_600
        #expect(read == expected)
        #expect(try parse("", "").limits == TrafficLimits())
    }

    @Test func `rates are a text or keys`() throws {
        let short = try parse("rules: be-strict", "rate-limit: 500/s").sites[0]
        #expect(short.rateLimit == RateLimit(perSecond: 500))
        #expect(short.rateLimit?.burst == 1_000)
        #expect(short.networkRateLimit == nil)
        let long = try parse(
            "rules: be-strict", "rate-limit: {per-second: 500, burst: 700, per-network: 20/s}"
        ).sites[0]
        #expect(long.rateLimit?.perSecond == 500)
        #expect(long.rateLimit?.burst == 700)
        #expect(long.networkRateLimit == RateLimit(perSecond: 20))
        let alone = try parse("rules: be-strict", "rate-limit: {per-network: 20/s}").sites[0]
        #expect(alone.rateLimit == nil)
        #expect(alone.networkRateLimit?.perSecond == 20)
    }

    @Test func `a token makes an outside address possible, from the file too`() throws {
        let token = "0123456789abcdef"
        let direct = try parse(
            "address: 127.0.0.1:9090", "address: 0.0.0.0:9090\n  token: \(token)")
        #expect(direct.admin?.token == token)
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try Data("\(token)\n".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let read = try parse(
            "address: 127.0.0.1:9090",
            "address: \"[::]:9090\"\n  token-file: \(file.path())\n  hosts: [Stats.Intern.example]")
        #expect(read.admin?.token == token)
        #expect(read.admin?.hosts == ["stats.intern.example"])
        let filled = try parse(
            "address: 127.0.0.1:9090",
            "address: 0.0.0.0:9090\n  token: ${file:\(file.path())}")
        #expect(filled.admin?.token == token)
        let summary = try ConfigurationSummary.text(read)
        #expect(!summary.contains(token))
        #expect(summary.contains("statistics and metrics ask for a token."))
    }

    // MARK: Mistakes

    private static let quantities: [(String, String)] = [
        ("head-size: 16", "head-size is \"16\"; expected 4KiB to 256KiB"),
        ("head-size: 1MiB", "head-size is \"1MiB\"; expected 4KiB to 256KiB"),
        ("body-size: 1 MiB", "body-size is \"1 MiB\"; expected a size such as 64KiB"),
        ("body-size: 1MB", "body-size is \"1MB\"; expected a size such as 64KiB"),
        (
            "body-size: 99999999999999999999",
            "body-size is \"99999999999999999999\"; expected a size such as 64KiB"
        ),
        (
            "body-size: 9999999999999999GiB",
            "body-size is \"9999999999999999GiB\"; expected 4KiB to 64MiB"
        ),
        ("head-timeout: 10", "head-timeout is \"10\"; expected a time such as 10s"),
        ("head-timeout: 0s", "head-timeout is \"0s\"; expected 1s to 1h"),
        ("head-timeout: 10ms", "head-timeout is \"10ms\"; expected a time such as 10s"),
        ("idle-timeout: -1s", "idle-timeout is \"-1s\"; expected a time such as 10s"),
        ("body-timeout: [1s]", "body-timeout is a list; expected a time such as 10s"),
        (
            "head-timeuot: 1s",
            "unknown key \"head-timeuot\"; expected one of connections, connections-per-network, head-size, body-size, head-timeout, body-timeout, idle-timeout; did you mean \"head-timeout\"? (in limits)"
        ),
        (
            "connections: 10\n  connections-per-network: 11",
            "connections-per-network is more than connections; expected at most 10"
        ),
    ]

    @Test(arguments: quantities)
    func `a limit that makes no sense is a mistake`(line: String, message: String) {
        let text = configuration(replacing: "sites:", with: "limits:\n  \(line)\nsites:")
        let number = 7 + line.filter { $0 == "\n" }.count
        #expect(mistakes(in: text) == "shop.yaml:\(number): \(message)")
    }

    @Test(arguments: [
        ("500", "rate-limit is \"500\"; expected a rate such as 500/s"),
        ("0/s", "rate-limit is \"0/s\"; expected 1/s to 1000000/s"),
        ("500/m", "rate-limit is \"500/m\"; expected a rate such as 500/s"),
        ("[500/s]", "rate-limit is a list; expected a rate such as 500/s"),
        ("{burst: 5}", "burst needs per-second beside it"),
        (
            "{per-second: 5, per-network: 6/s}",
            "per-network is more than the site takes; expected at most 5/s"
        ),
        (
            "{per-second: 5, brust: 6}",
            "unknown key \"brust\"; expected one of per-second, burst, per-network; did you mean \"burst\"? (in rate-limit)"
        ),
    ])
    func `a rate that makes no sense is a mistake`(value: String, message: String) {
        let text = configuration(replacing: "rules: be-strict", with: "rate-limit: \(value)")
        #expect(mistakes(in: text) == "shop.yaml:9: \(message)")
    }

    @Test(arguments: [
        (
            "trusted-proxies: [10.0.0.0/8]", "client-address: [x-real-ip]", 5,
            "client-address is read from trusted-proxies only, and there are none"
        ),
        (
            "sites:", "client-address: [x-forwardedfor]\nsites:", 6,
            "unknown client-address \"x-forwardedfor\"; expected one of x-forwarded-for, forwarded, cf-connecting-ip, true-client-ip, x-real-ip, fastly-client-ip, x-azure-clientip, cloudfront-viewer-address; did you mean \"x-forwarded-for\"?"
        ),
        (
            "sites:", "client-address: [forwarded, forwarded]\nsites:", 6,
            "client-address names \"forwarded\" twice"
        ),
        ("[10.0.0.0/8]", "[unix, unix]", 5, "trusted-proxies names unix twice"),
        (
            "[10.0.0.0/8]", "[unixx]", 5,
            "\"unixx\" is no address; expected a list of blocks such as [10.0.0.0/8], or unix"
        ),
    ])
    func `proxies that make no sense are a mistake`(
        found: String, put: String, line: Int, message: String
    ) {
        let text = configuration(replacing: found, with: put)
        #expect(mistakes(in: text) == "shop.yaml:\(line): \(message)")
    }

    @Test(arguments: [
        (
            "0.0.0.0:9090", 4,
            "0.0.0.0:9090 can be reached from outside and asks for no login; expected a token beside it, client certificates under tls, or an address such as 127.0.0.1:9090"
        ),
        (
            "127.0.0.1:9090\n  token: short", 5,
            "token is too short or has blanks; expected at least 16 letters without blanks"
        ),
        (
            "0.0.0.0:9090\n  token: 0123456789 abcdef", 5,
            "token is too short or has blanks; expected at least 16 letters without blanks"
        ),
        (
            "127.0.0.1:9090\n  token: abababababababababababab", 5,
            "token has only 2 different letters; expected random ones, as openssl rand -hex 32 prints them"
        ),
        (
            "127.0.0.1:9090\n  token: 0123456789abcdef\n  token-file: x", 6,
            "token-file and token say the same; expected one of them"
        ),
        (
            "127.0.0.1:9090\n  token-file: /no/such/file", 5,
            "token-file cannot be read: /no/such/file: no such file"
        ),
        (
            "127.0.0.1:9090\n  token-file: /dev/null", 5,
            "token-file \"/dev/null\" holds no token; expected at least 16 letters without blanks"
        ),
        (
            "127.0.0.1:9090\n  hosts: [\"a:1\"]", 5,
            "the host \"a:1\" has a port; write the host alone, every port of it counts"
        ),
        (
            "127.0.0.1:9090\n  tokn: 0123456789abcdef", 5,
            "unknown key \"tokn\"; expected one of address, tls, token, token-file, hosts; did you mean \"token\"? (in admin)"
        ),
    ])
    func `an administration that is open or wrong is a mistake`(
        put: String, line: Int, message: String
    ) {
        let text = configuration(replacing: "127.0.0.1:9090", with: put)
        #expect(mistakes(in: text) == "shop.yaml:\(line): \(message)")
    }
}
