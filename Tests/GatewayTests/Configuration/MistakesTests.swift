import Testing

@testable import Gateway

@Suite struct MistakesTests {
    @Test func `every mistake of a file is reported at once, with its line`() {
        let text = """
            listn:
              - address: 127.0.0.1:8080
            listen:
              - adress: 127.0.0.1:8080
              - address: localhost:8080
              - address: 127.0.0.1:8443
                tls: {certificate: a.pem}
            admin: 127.0.0.1:9090
            trusted-proxies: [10.0.0.1/8, 300.1.1.1]
            sites:
              - name: shop
                hosts: [stats.shop.example:8080, "*.shop.example"]
                rules: be_strict
              - name: shop
                hosts: [b.example]
                origins: [www.shop.example]
            destinations:
              - name: analytics
                site: shap
                vendor: google-analytics
                when-granted: foward
                upstream: http://collector.example
              - name: ads
                site: shop
                vendor: meta-pixel
                needs: statistics
                allow-private: yes
                mount: collect/
            """
        let expected = """
            shop.yaml:1: unknown key "listn"; expected one of listen, sites, destinations, admin, state, trusted-proxies, client-address, catalog, demonstration, evidence-days, logs, durability, spool, limits, logging, run-as; did you mean "listen"? (in the configuration)
            shop.yaml:4: unknown key "adress"; expected one of address, tls, proxy-protocol; did you mean "address"? (in a listener)
            shop.yaml:5: address is "localhost:8080"; expected ADDRESS:PORT such as 127.0.0.1:8080 or [::1]:8080, or unix:PATH
            shop.yaml:7: missing key "key" in tls
            shop.yaml:8: admin is "127.0.0.1:9090"; expected keys with values: address, tls, token, token-file, hosts
            shop.yaml:9: "10.0.0.1/8" has bits beyond its prefix; did you mean "10.0.0.0/8"?
            shop.yaml:9: "300.1.1.1" is no address; expected a list of blocks such as [10.0.0.0/8], or unix
            shop.yaml:12: the host "stats.shop.example:8080" has a port; write the host alone, every port of it counts
            shop.yaml:12: the host "*.shop.example" is a pattern; write each host
            shop.yaml:13: unknown rules "be_strict"; expected one of be-strict, fr, nl, custom; did you mean "be-strict"?
            shop.yaml:14: two sites are named "shop"; the first is on line 11
            shop.yaml:16: the origin "www.shop.example" is none; expected https://HOST or https://HOST:PORT
            shop.yaml:19: unknown site "shap"; expected shop; did you mean "shop"?
            shop.yaml:20: unknown vendor "google-analytics"; expected one of \(VendorFilesTests.names.joined(separator: ", ")); did you mean "google-analytics-4"?
            shop.yaml:21: unknown when-granted "foward"; expected one of forward, forward-anonymous, aggregate, drop; did you mean "forward"?
            shop.yaml:22: the upstream "http://collector.example" is unencrypted; expected https://, or http:// with a loopback or private address written literally, such as http://127.0.0.1:8081
            shop.yaml:23: missing key "upstream" in a destination that forwards; expected https://HOST
            shop.yaml:26: needs is "statistics"; expected a list of functional, preferences, statistics, marketing, ad_storage, ad_user_data, ad_personalization, written [statistics]
            shop.yaml:27: allow-private is "yes"; expected true or false
            shop.yaml:28: mount is "collect/"; expected a path such as /collect, without a final slash
            """
        #expect(mistakes(in: text) == expected)
    }

    @Test func `the base of the other tests has no mistake`() {
        #expect(mistakes(in: configuration()) == "")
    }

    @Test(arguments: [
        (
            "listen:\n  - address: 127.0.0.1:8080\n", "",
            "1: missing key \"listen\" in the configuration"
        ),
        (
            "[stats.shop.example]", "[]",
            "8: hosts is an empty list; expected a list of hosts such as [stats.shop.example]"
        ),
        (
            "[stats.shop.example]", "[a.example, A.example.]",
            "8: the host \"a.example\" already belongs to site \"shop\" (line 8)"
        ),
        (
            "[stats.shop.example]", "[café.example]",
            "8: the host \"café.example\" has letters outside ASCII; write its xn-- form"
        ),
        (
            "[stats.shop.example]", "[10.0.0.999]",
            "8: the host \"10.0.0.999\" is neither a host name nor an address"
        ),
        (
            "[stats.shop.example]", "[https://a.example]",
            "8: the host \"https://a.example\" is a URL; write the host alone"
        ),
        (
            "name: shop", "name: my shop",
            "7: name is \"my shop\"; expected at most 64 letters, digits, \".\", \"-\" and \"_\""
        ),
        ("name: shop", "name:", "7: name is nothing; expected a name"),
        ("name: shop", "name: [shop]", "7: name is a list; expected a name"),
        (
            "rules: be-strict", "rules: xx",
            "9: unknown rules \"xx\"; expected one of be-strict, fr, nl, custom"
        ),
        (
            "rules: be-strict", "consent: {signal: [gcd]}",
            "9: unknown key \"signal\"; expected one of signals, cookies, categories, revisions, trust-events, page, cookie-domain, asks, minors, shop-name, policy, languages, grant-days, do-not-track, global-privacy-control, grant-beats-global-privacy-control, us-opt-out; did you mean \"signals\"? (in consent)"
        ),
        (
            "    upstream: https://region1.google-analytics.com", "",
            "11: missing key \"upstream\" in a destination that forwards; expected https://HOST"
        ),
        (
            "https://region1.google-analytics.com", "region1.google-analytics.com",
            "14: the upstream \"region1.google-analytics.com\" has no scheme; expected https://HOST"
        ),
        (
            "https://region1.google-analytics.com",
            "https://a.example\n    trusted-roots: /nonexistent.pem",
            "15: trusted-roots: /nonexistent.pem cannot be read, or has no certificate; expected the path of a PEM file with the certificates of authorities"
        ),
        (
            "https://region1.google-analytics.com",
            "https://a.example\n    trusted-roots: /dev/null",
            "15: trusted-roots: /dev/null cannot be read, or has no certificate; expected the path of a PEM file with the certificates of authorities"
        ),
        (
            "https://region1.google-analytics.com", "https://a.example\n    trusted-roots: [a]",
            "15: trusted-roots is a list; expected the path of a PEM file with the certificates of authorities"
        ),
        (
            "https://region1.google-analytics.com", "ftp://a.example",
            "14: the upstream \"ftp://a.example\" has the scheme \"ftp\"; expected https"
        ),
        (
            "https://region1.google-analytics.com", "https://u:p@a.example",
            "14: the upstream \"https://u:p@a.example\" holds a user name; expected https://HOST"
        ),
        (
            "https://region1.google-analytics.com", "https://a.example/g",
            "14: the upstream \"https://a.example/g\" has a path; the vendor's own path is kept, write https://HOST alone"
        ),
        (
            "https://region1.google-analytics.com", "https://a.example:70000",
            "14: the upstream \"https://a.example:70000\" has no valid host or port; expected https://HOST or https://HOST:PORT"
        ),
        (
            "127.0.0.1:9090", "127.0.0.1:8080",
            "4: 127.0.0.1:8080 already takes events (line 2); admin needs its own"
        ),
        (
            "[10.0.0.0/8]", "[10.0.0.0/33]",
            "5: \"10.0.0.0/33\" has no valid prefix; expected /0 to /32"
        ),
        (
            "[10.0.0.0/8]", "10.0.0.0/8",
            "5: trusted-proxies is \"10.0.0.0/8\"; expected a list of blocks such as [10.0.0.0/8], or unix, written [10.0.0.0/8]"
        ),
        ("[10.0.0.0/8]", "[10.0.0.0/8, 10.0.0.0/8]", "5: trusted-proxies names 10.0.0.0/8 twice"),
        (
            "site: shop", "site: shop\n    needs: [statistics, statistics]",
            "13: needs names \"statistics\" twice"
        ),
        (
            "site: shop", "site: shop\n    needs: []",
            "13: needs is an empty list; expected a list of functional, preferences, statistics, marketing, ad_storage, ad_user_data, ad_personalization"
        ),
        (
            "site: shop", "site: shop\n    url-parameters: [color, GCLID]",
            "13: url-parameters keeps \"GCLID\", which identifies a person or a click; it is always removed"
        ),
        (
            "site: shop", "site: shop\n    mount: /a/../b",
            "13: mount is \"/a/../b\"; expected a path such as /collect, without a final slash"
        ),
    ])
    func `a single mistake is reported alone`(found: String, put: String, expected: String) {
        #expect(mistakes(in: configuration(replacing: found, with: put)) == "shop.yaml:" + expected)
    }

    @Test func `custom rules need all three actions`() {
        let text = configuration(replacing: "be-strict", with: "custom")
        let expected = ["granted", "denied", "unknown"].map {
            "shop.yaml:11: missing key \"when-\($0)\" in a destination of a site whose rules are custom"
        }
        #expect(mistakes(in: text) == expected.joined(separator: "\n"))
    }

    @Test func `duplicate keys are all reported, quoted ones and those of inner mappings too`() {
        let text =
            configuration(
                replacing: "name: analytics",
                with: "name: analytics\n    \"name\": other\n    name: third")
            + "\nstate: a\nstate: b\nlisten: []"
        let expected = """
            shop.yaml:12: duplicate key "name"; the first is on line 11
            shop.yaml:13: duplicate key "name"; the first is on line 11
            shop.yaml:18: duplicate key "state"; the first is on line 17
            shop.yaml:19: duplicate key "listen"; the first is on line 1
            """
        #expect(mistakes(in: text) == expected)
    }

    @Test(arguments: [
        ("listen: [", 1), ("listen:\n\t- a", 2), ("a: b: c", 1), ("a: *nowhere", 1), ("", 1),
        ("# nothing\n", 1), ("a: \"open", 1), ("---\na: 1\n---\nb: 1", 3), ("- a", 1), ("word", 1),
    ])
    func `a text of another shape gives a line and no crash`(text: String, line: Int) {
        let found = mistakes(in: text)
        #expect(found.hasPrefix("shop.yaml:\(line): "), "\(found)")
        #expect(!found.contains("\n"), "\(found)")
    }

    @Test func `aliases of aliases are bounded`() {
        var text = "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
        for (from, to) in [("a", "b"), ("b", "c"), ("c", "d"), ("d", "e")] {
            text +=
                "\(to): &\(to) [" + Array(repeating: "*\(from)", count: 10).joined(separator: ", ")
                + "]\n"
        }
        #expect(mistakes(in: text) == "shop.yaml:1: more than 32 aliases; write the values out")
    }

    @Test func `a missing file is a fault of its own`() throws {
        let path = "/nonexistent/matglas.yaml"
        let fault = try #require(throws: ConfigurationFault.self) {
            try Configuration.load(path: path)
        }
        #expect(fault == .missing(path: path))
        #expect(fault.exitCode == 66)
    }

    @Test func `mistakes end with the exit code of configuration`() throws {
        let fault = try #require(throws: ConfigurationFault.self) {
            try Configuration.parse("a: 1", file: "shop.yaml")
        }
        #expect(fault.exitCode == 78)
    }

    @Test func `a folder is no configuration`() throws {
        let fault = try #require(throws: ConfigurationFault.self) {
            try Configuration.load(path: "/")
        }
        #expect(fault.exitCode == 74)
    }
}
