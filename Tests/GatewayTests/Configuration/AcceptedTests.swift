import Consent
import Privacy
import Testing

@testable import Gateway

@Suite struct AcceptedTests {
    @Test(arguments: [
        ("be-strict", [ConsentAction.forward, .drop, .drop]),
        ("nl", [.forward, .aggregate, .aggregate]), ("fr", [.forward, .aggregate, .aggregate]),
    ])
    func `an action that is left out follows the rules of the site`(
        rules: String, actions: [ConsentAction]
    ) throws {
        let text = configuration(replacing: "be-strict", with: rules)
        let destination = try #require(Configuration.parse(text, file: "x").destinations.first)
        #expect(
            [.granted, .denied, .unknown].map { destination.actions.action(for: $0) } == actions)
    }

    @Test func `an action that is written wins`() throws {
        let text = configuration(
            replacing: "site: shop", with: "site: shop\n    when-unknown: forward-anonymous")
        let destination = try #require(Configuration.parse(text, file: "x").destinations.first)
        #expect(destination.whenUnknown == .forwardAnonymous)
        #expect(destination.whenDenied == .drop)
    }

    @Test func `a destination that never forwards needs no upstream`() throws {
        let text = configuration(
            replacing: "upstream: https://region1.google-analytics.com",
            with: "when-granted: aggregate")
        let destination = try #require(Configuration.parse(text, file: "x").destinations.first)
        #expect(destination.upstream == nil)
        #expect(!destination.forwards)
    }

    @Test func `needs are the vendor's unless written`() throws {
        let text = configuration()
        #expect(try Configuration.parse(text, file: "x").destinations.first?.needs == [.statistics])
        let other = configuration(
            replacing: "site: shop", with: "site: shop\n    needs: [marketing]")
        #expect(try Configuration.parse(other, file: "x").destinations.first?.needs == [.marketing])
    }

    @Test func `hosts and origins are kept as browsers send them`() throws {
        let text = configuration(
            replacing: "[stats.shop.example]",
            with:
                "[Stats.Shop.Example., 127.0.0.1, \"::1\", \"[2001:DB8:0::1]\"]\n    origins: [\"https://WWW.shop.example:443\", \"http://localhost:3000\"]"
        )
        let site = try #require(Configuration.parse(text, file: "x").sites.first)
        #expect(site.hosts == ["stats.shop.example", "127.0.0.1", "[::1]", "[2001:db8::1]"])
        #expect(site.origins == ["https://www.shop.example", "http://localhost:3000"])
    }

    @Test(arguments: [
        ("http://127.0.0.1:8081", "http://127.0.0.1:8081", false),
        ("http://[::1]:8081/", "http://[::1]:8081", false),
        ("http://10.1.2.3", "http://10.1.2.3", false),
        ("http://192.168.0.1:80", "http://192.168.0.1", false),
        ("http://[fd00::1]", "http://[fd00::1]", false),
        ("HTTPS://Region1.Google-Analytics.com:443", "https://region1.google-analytics.com", true),
        ("https://8.8.8.8:8443", "https://8.8.8.8:8443", true),
    ])
    func `upstreams are read`(text: String, description: String, isEncrypted: Bool) throws {
        let upstream = try Upstream.read(text).get()
        #expect(upstream.description == description)
        #expect(upstream.isEncrypted == isEncrypted)
    }

    @Test(arguments: [
        "http://localhost:8081", "http://8.8.8.8", "http://172.32.0.1", "http://127.1",
        "http://0x7f.0.0.1",
        "http://[::ffff:8.8.8.8]", "http://[2001:db8::1]", "https://", "https://a..b",
        "https://:443",
        "https://a.example:", "https://a.example:0", "https://[::1", "https://::1",
        "https://a.example?x",
        "https://a.example#x", "https://a_b-.example", "https://1.2.3", "https:/a.example",
        "a.example",
        "https://a.example\\@b.example", "https://a b.example",
    ])
    func `other upstreams are refused`(text: String) {
        #expect(throws: Upstream.Mistake.self) { try Upstream.read(text).get() }
    }

    @Test(arguments: [
        ("127.0.0.1:8080", "127.0.0.1:8080"), ("[::1]:0", "[::1]:0"),
        ("0.0.0.0:443", "0.0.0.0:443"),
        ("[0:0::1]:80", "[::1]:80"), ("unix:/run/matglas.sock", "unix:/run/matglas.sock"),
    ])
    func `listen addresses are read`(text: String, description: String) {
        #expect(ListenAddress(text)?.description == description)
    }

    @Test(arguments: [
        "", ":8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:+1",
        "::1:8080",
        "[127.0.0.1]:80", "[::1]8080", "[::1%lo]:80", "localhost:80", "unix:", "127.0.0.1:80 ",
        "127.0.0.1:٨٠",
    ])
    func `other listen addresses are refused`(text: String) {
        #expect(ListenAddress(text) == nil)
    }

    @Test(
        arguments: [
            ("10.0.0.0/8", [10, 255, 0, 1], true), ("10.0.0.0/8", [11, 0, 0, 1], false),
            ("10.128.0.0/9", [10, 127, 255, 255], false), ("10.128.0.0/9", [10, 128, 0, 0], true),
            ("127.0.0.1", [127, 0, 0, 1], true), ("127.0.0.1", [127, 0, 0, 2], false),
            ("0.0.0.0/0", [8, 8, 8, 8], true),
        ] as [(String, [UInt8], Bool)])
    func `a block contains its addresses`(text: String, bytes: [UInt8], isInside: Bool) throws {
        let block = try AddressBlock.read(text).get()
        let found = block.contains(bytes.span)
        let otherFamily = block.contains(Array(repeating: UInt8(0), count: 16).span)
        #expect(found == isInside)
        #expect(!otherFamily)
    }

    @Test func `a block of IPv6 has bits up to its prefix`() throws {
        let block = try AddressBlock.read("2001:db8::/33").get()
        let inside: [UInt8] = [0x20, 1, 0x0d, 0xb8, 0x7f] + Array(repeating: 0xFF, count: 11)
        let outside: [UInt8] = [0x20, 1, 0x0d, 0xb8, 0x80] + Array(repeating: 0, count: 11)
        let found = (block.contains(inside.span), block.contains(outside.span))
        #expect(found == (true, false))
    }

    @Test func `the embedded example counts everything and sends nothing`() throws {
        let example = Configuration.embeddedExample
        #expect(example.destinations.map(\.vendor) == Catalog().vendorNames)
        #expect(example.destinations.allSatisfy { !$0.forwards && $0.whenDenied == .aggregate })
        #expect(example.listeners.map(\.address.description) == ["127.0.0.1:8080"])
        #expect(example.admin?.address.description == "127.0.0.1:9090")
        #expect(example.sites.first?.hosts == ["localhost", "127.0.0.1", "[::1]"])
    }

    @Test(arguments: [
        ("when-grantd", "when-granted"), ("trusted_proxies", "trusted-proxies"),
        ("Listen", "listen"),
        ("istes", "sites"), ("nm", "name"),
    ])
    func `the nearest spelling is proposed`(word: String, expected: String) {
        let known = ["listen", "sites", "when-granted", "when-denied", "trusted-proxies", "name"]
        #expect(Spelling.nearest(to: word, among: known) == (word == "nm" ? nil : expected))
    }

    @Test(arguments: [
        ("", "abc", 3), ("abc", "abc", 0), ("ab", "ba", 1), ("kitten", "sitting", 3),
        ("ca", "abc", 3),
    ])
    func `distances count swaps of neighbours as one`(left: String, right: String, distance: Int) {
        #expect(Spelling.distance(Array(left), Array(right)) == distance)
    }
}
