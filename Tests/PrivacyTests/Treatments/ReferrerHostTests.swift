import Bytes
import Privacy
import Testing

@Suite("Own hosts and look-alikes")
struct ReferrerHostTests {
    private static let strict = URLRules.strict(ownHosts: [
        "Shop.Example.", "bücher.example", "xn--caf-dma.be", "ŁÓDŹ.example",
    ])
    private static let campaigns = URLRules.campaigns(ownHosts: ["shop.example", "bücher.example"])

    private func referrer(
        _ text: String, _ rules: URLRules, _ external: ReferrerReduction.External
    ) -> String? {
        var isLeft = false
        let result = treated(text) {
            isLeft = ReferrerReduction.reduce($0, external: external, rules: rules, into: &$1)
        }
        return isLeft ? result : result.isEmpty ? nil : "left out, but wrote \(result)"
    }

    @Test(
        "The shop's own hosts are internal in every spelling",
        arguments: [
            "https://shop.example/p", "https://SHOP.EXAMPLE/p", "https://shop.example./p",
            "https://shop.example:443/p", "https://shop.example:8443/p",
            "https://jan@shop.example/p", "https://shop.example@shop.example/p",
            "http:shop.example/p", "https:\\\\shop.example/p", "https://bücher.example/p",
            "https://BÜCHER.example/p", "https://bu\u{308}cher.example/p",
            "https://xn--bcher-kva.example/p", "https://XN--BCHER-KVA.EXAMPLE./p",
            "https://café.be/p", "https://xn--caf-dma.be/p", "https://łódź.example/p",
            "https://xn--d-uga0v4h.example/p", "https://shop\u{3002}example/p",
        ])
    func own(url: String) {
        #expect(referrer(url, Self.strict, .remove)?.hasSuffix("/p") == true)
        #expect(referrer(url + "?utm_source=x#y", Self.strict, .remove)?.hasSuffix("/p") == true)
    }

    @Test(
        "A look-alike is external",
        arguments: [
            "https://shop.example.evil.test/p", "https://shop.example@evil.test/p",
            "https://shop.example:8443@evil.test/p", "https://shop.example%2Eevil.test/p",
            "https://shop.example%00.evil.test/p", "https://shop%2Eexample/p",
            "https://evil.test/shop.example/p", "https://evil.test?shop.example/p",
            "https://evil.test#@shop.example/p", "https://evil.test\\@shop.example/p",
            "https://xshop.example/p", "https://www.shop.example/p", "https://shop.example..evil/p",
            "https://shop.example../p", "https://shop-example/p", "https://shop.examp1e/p",
            "https://sh\u{43E}p.example/p", "https://xn--shp-emd.example/p",
            "https://xn--shop-.example/p", "https://sh\u{AD}op.example/p",
            "https://sh\u{200B}op.example/p", "https://bucher.example/p",
            "https://xn--bcher-kv.example/p", "https://bücher.example.evil.test/p",
            "https://bücher.example@evil.test/p", "https://cafe.be/p", "https:///shop_example/p",
            "https://[shop.example]/p", "https://\u{1F6CD}shop.example/p",
            "https://lodz.example/p", "//evil.test/p", "android-app://com.shop.example/p",
        ])
    func lookAlikes(url: String) {
        #expect(referrer(url, Self.strict, .remove) == nil)
        // No more than the origin leaves where origins may.
        let origin = referrer(url, Self.campaigns, .origin) ?? ""
        #expect(!origin.contains("/p"))
        #expect(!origin.contains("@"))
    }

    @Test("Of a thousand foreign hosts none leaves without consent, and origins only with it")
    func foreignHosts() {
        for number in 0..<1_000 {
            let url = "https://host\(number % 7).site\(number).example/jan/\(number)?q=jan#jan"
            #expect(referrer(url, Self.strict, .remove) == nil)
            let origin = "https://host\(number % 7).site\(number).example/"
            #expect(referrer(url, Self.campaigns, .origin) == origin)
        }
    }

    @Test(
        "Hosts of other scripts are counted under one name",
        arguments: [
            ("https://Zoeken.example/", "zoeken.example"),
            ("https://MÜNCHEN.example./x", "xn--mnchen-3ya.example"),
            ("https://xn--MNCHEN-3ya.example/", "xn--mnchen-3ya.example"),
            ("https://BÜCHER.example/", ""),
        ])
    func counted(url: String, expected: String) {
        let domain = treated(url) {
            ReferrerReduction.referrerDomain($0, rules: Self.strict, into: &$1)
        }
        #expect(domain == expected)
    }

    @Test("An own host that is no host name makes nothing internal")
    func noHostNames() {
        let rules = URLRules.strict(ownHosts: ["", ".", "a b", "https://shop.example", "x/y"])
        for url in ["https:///p", "https://./p", "https://a b/p", "https://shop.example/p"] {
            #expect(referrer(url, rules, .remove) == nil)
        }
    }

    /// Names of public lists of tracking parameters, and any others.
    @Test("Without consent no query, fragment, userinfo or path parameter of any URL is left")
    func nothingElse() {
        var generator = SeededGenerator(seed: 44)
        let names = ["utm_source", "gclid", "q", "page", "redirect", "u", "order", "route", "_pos"]
        let marks = ["?", "#", ";", "%3F", "%23", "%3B", "%253F", "/?", "#/", "#!/", ";a=b?"]
        for _ in 0..<5_000 {
            let name = names.randomElement(using: &generator) ?? ""
            let mark = marks.randomElement(using: &generator) ?? ""
            let user = Bool.random(using: &generator) ? "canary:canary@" : ""
            let url = "https://\(user)shop.example/nl/fietsen\(mark)\(name)=canary"
            for rules in [Self.strict, URLRules.strict()] {
                let left = treated(url) { URLReduction.reduce($0, rules: rules, into: &$1) }
                #expect(!left.contains("canary"))
                #expect(left.hasPrefix("https://shop.example/nl/"))
            }
        }
    }
}
