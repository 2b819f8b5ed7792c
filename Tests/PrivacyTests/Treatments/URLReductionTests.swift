import Bytes
import Privacy
import Testing

@Suite("URL reduction")
struct URLReductionTests {
    private static let kept = ["q", "redirect_status", "lang", "brq_statuscode", "r"]

    private func reduced(_ url: String, _ rules: URLRules) -> String {
        treated(url) { URLReduction.reduce($0, rules: rules, into: &$1) }
    }

    private static let campaigns: [(String, String)] = [
        (
            "https://shop.example/p/42?utm_source=mc&mc_cid=0a1b2c3d4e&mc_eid=f1e2d3c4b5",
            "https://shop.example/p/42?utm_source=mc&mc_cid=0a1b2c3d4e"
        ),
        (
            "https://shop.example/?gclid=Cj0KTEST_x&gad_source=1",
            "https://shop.example/?gad_source=1"
        ),
        (
            "https://shop.example/afrekenen/order-received/65421/?key=wc_order_aB3dE5fG7hJ9k",
            "https://shop.example/afrekenen/order-received/{order}/"
        ),
        (
            "https://shop.example/nl/order-confirmation?id_cart=28&id_module=68&id_order=17"
                + "&key=7747c8007834ea6261ed2aa592e5751a",
            "https://shop.example/nl/order-confirmation"
        ),
        (
            "https://shop.example/return?payment_intent=pi_3TESTx"
                + "&payment_intent_client_secret=pi_3TESTx_secret_y&redirect_status=succeeded",
            "https://shop.example/return?redirect_status=succeeded"
        ),
        // The whole fragment goes, also the language in it.
        (
            "https://track.bpost.cloud/btr/web/#/search?itemCode=323212345678901234567890&lang=nl"
                + "&postalCode=1000",
            "https://track.bpost.cloud/btr/web/"
        ),
        (
            "https://jouw.postnl.nl/track-and-trace/3SABCD1234567-NL-1234AB",
            "https://jouw.postnl.nl/track-and-trace/{tracking}"
        ),
        (
            "https://myparcel.example/track-trace/3SABCD1234567/1234AB/NL",
            "https://myparcel.example/track-trace/{tracking}/{tracking}/NL"
        ),
        (
            "https://shop.example/unsub/jan.janssens%2540example.com",
            "https://shop.example/unsub/{email}"
        ),
        (
            "https://shop.example/x;jsessionid=0123456789ABCDEF0123456789ABCDEF.node1?a=1",
            "https://shop.example/x"
        ),
        ("https://shop.example/x%3Bjsessionid=0123/y", "https://shop.example/x/y"),
        (
            "https://shop.example/#access_token=eyJhbGciOiJub25lIn0.eyJzdWIiOiJ0ZXN0In0.&state=x",
            "https://shop.example/"
        ),
        (
            "https://shop.example/cart/123:1?checkout[email]=jan@example.com"
                + "&checkout[shipping_address][zip]=1000",
            "https://shop.example/cart/123:1"
        ),
        (
            "https://shop.example/zoeken?q=bestelling+NL91ABNA0417164300",
            "https://shop.example/zoeken?q=bestelling+{iban}"
        ),
        (
            "https://shop.example/zoeken?q=fiets+28+inch",
            "https://shop.example/zoeken?q=fiets+28+inch"
        ),
        ("https://shop.example/img/logo@2x.png", "https://shop.example/img/logo@2x.png"),
        // A version that reads as an address goes: `/download/203.0.113.9` names a visitor.
        ("https://shop.example/firmware/1.2.3.4/", "https://shop.example/firmware/{ip}/"),
        (
            "/?utm_source=x;name=jan;userid=4711&utm_campaign=a?gclid=abc123"
                + "&utm_content=a%26name%3Djan&mtm_jan_canarius=1",
            "/?utm_source=x&utm_campaign=a&utm_content=a"
        ),
        ("/?utm_source=x%2526name%253Djan&utm_term=a%25253Fb", "/?utm_source=x&utm_term=a"),
        (
            "/?utm_source=x%23jan&utm_medium=y%3Bjan&q=a=jan&lang=nl",
            "/?utm_source=x&utm_medium=y&q=a&lang=nl"
        ),
        ("/?_gl=1*abc123*_ga*MTExMTExMTExLjE3MDAwMDAwMDA.", "/"),
        (
            "/?tt=24045_12_345678_&r=https%3A%2F%2Fshop.example%2F%3Femail%3Djan%2540example.com",
            "/?r=https%3A%2F%2Fshop.example%2F"
        ),
        ("/?r=https%3A%2F%2Fjan%3Ageheim%40shop.example%2F", "/?r={url}"),
        (
            "/return?brq_SERVICE_ideal_consumerIBAN=NL13TEST0123456789&brq_statuscode=190",
            "/return?brq_statuscode=190"
        ),
        (
            "/?%3Futm_source=x&UTM_Medium=mail&utm_content=jan@example.com&utm_userid=7",
            "/?%3Futm_source=x&UTM_Medium=mail&utm_content={email}"
        ),
        ("/?mtm_campaign=zomer&mtm_cid=9&hsa_grp=1", "/?mtm_campaign=zomer&hsa_grp=1"),
        ("/?", "/"), ("/?&&", "/"), ("", ""), ("-", "-"), ("*", "*"),
    ]

    @Test(
        "The parameters that describe a campaign stay, and those the shop names",
        arguments: campaigns)
    func campaign(url: String, expected: String) {
        let rules = URLRules.campaigns(keeping: Self.kept + ["gclid"])
        let once = reduced(url, rules)
        #expect(once == expected)
        #expect(reduced(once, rules) == once)
    }

    @Test(
        "A path keeps its plain words and the number of its segments",
        arguments: [
            ("/nl/dames/jurken/rode-zomerjurk", "/nl/dames/jurken/rode-zomerjurk"),
            ("/blog/20240131/nieuws", "/blog/20240131/nieuws"),
            ("/x/20241331/nieuws", "/x/{id}/nieuws"),
            ("/blog/20241331/nieuws", "/blog/20241331/nieuws"),
            ("/x/jan-1234567.html", "/x/jan-{id}.html"), ("/p/12345", "/p/12345"),
            ("/p/%C3%A9t%C3%A9-2024", "/p/%C3%A9t%C3%A9-2024"),
            ("/p/x%20123456", "/p/x%20{id}"),
            ("/unsubscribe/jan@example.com", "/unsubscribe/{email}"),
            ("/x/jan%40example.com/y", "/x/{email}/y"),
            ("/x/jan%252540example.com/y", "/x/{email}/y"),
            ("/@jan/", "/{user}/"), ("/user/jan", "/user/{user}"), ("/user/login", "/user/login"),
            ("/account/orders/1234", "/account/orders/{order}"), ("/klant/4711", "/klant/{id}"),
            ("/account/activate/81/Zx8yabC", "/account/activate/{token}/{token}"),
            ("/reset/abcdef", "/reset/{token}"),
            ("/sales/order/view/order_id/17/", "/sales/order/view/order_id/{order}/"),
            (
                "/newsletter/subscriber/unsubscribe/id/17/code/0123456789abcdef0123456789abcdef/",
                "/newsletter/subscriber/unsubscribe/id/{token}/code/{token}/"
            ),
            ("/checkouts/cn/Z2NwLWV1cm9wZS/information", "/checkouts/cn/{token}/information"),
            ("/user/reset/17/1700000000/Ab3", "/user/reset/{token}/{token}/{token}"),
            ("/u/746f4b90-23d9-561a-8215-09fd380eccee", "/u/{user}"),
            ("/x/746f4b90-23d9-561a-8215-09fd380eccee", "/x/{uuid}"),
            ("/x/7747c8007834ea6261ed2aa592e5751a/", "/x/{token}/"),
            ("/static/app.3f2a9c1b4d5e6f70.js", "/static/app.{token}.js"),
            ("/x/203.0.113.9/y", "/x/{ip}/y"), ("/x/2001:db8::1/y", "/x/{ip}/y"),
            ("/x/%31%32%33/y", "/x/{token}/y"),
            ("/x/(S(abcdefghijklmnopqrstuvwx))/y", "/x/{token}/y"),
            ("/go/https%3A%2F%2Fshop.example%2F%3Fe%3Dx", "/go/{url}"),
            ("/x/wc_order_aB3dE5fG7hJ9k", "/x/{order}"), ("//a//b/", "//a//b/"),
            ("/./../a", "/./../a"), ("\\a\\b", "/a/b"),
            ("/iban/NL91ABNA0417164300", "/iban/{iban}"), ("/tel/+32470123456", "/tel/{phone}"),
        ])
    func path(url: String, expected: String) {
        let rules = URLRules.strict()
        // Two slashes at the beginning are an authority.
        guard !url.hasPrefix("//") else { return }
        let once = reduced(url, rules)
        #expect(once == expected)
        #expect(reduced(once, rules) == once)
        #expect(once.filter { $0 == "/" }.count == url.filter { $0 == "/" || $0 == "\\" }.count)
    }

    @Test(
        "Of the origin only scheme, host and port stay",
        arguments: [
            ("https://jan:geheim@shop.example/p", "https://shop.example/p"),
            ("https://shop.example:8443/p#x", "https://shop.example:8443/p"),
            ("HTTPS://Shop.Example", "https://Shop.Example"),
            ("//shop.example/p?x", "//shop.example/p"),
            ("http://192.0.2.5/", "http://192.0.2.0/"),
            ("http://[2001:db8:1:2::1]:80/", "http://[2001:db8:1::]:80/"),
            ("http://3221225985/", "http://{host}/"), ("http://0xC0000201/", "http://{host}/"),
            ("http://a b/", "http://{host}/"),
            (
                "http://203-0-113-9.dyn.isp.example/",
                "http://0-0-113-0.dyn.isp.example/"
            ),
            ("mailto:jan@example.com", "mailto:"), ("tel:+32470123456", "tel:"),
            ("data:text/html,jan", "data:"), ("javascript:alert(1)", "javascript:"),
            ("blob:https://shop.example/746f4b90", "blob:"), ("jan.janssens:x", "{url}"),
            ("android-app://com.example/x", "android-app://com.example/x"),
            ("whatsapp://send?phone=32470123456", "whatsapp://send"),
        ])
    func origin(url: String, expected: String) {
        let rules = URLRules.strict()
        let once = reduced(url, rules)
        #expect(once == expected)
        #expect(reduced(once, rules) == once)
    }

    @Test("Nothing planted survives the strict rules, nothing crashes, and twice is once")
    func hostile() {
        var generator = SeededGenerator(seed: 5)
        let pieces = [
            "https://", "//", "shop.example", "/", "?", "#", ";", "&", "=", "a", "product", "order",
            "reset", "track", "17", "123456", "%2F", "%3F", "%40", "@", ":", "\\", "utm_source=x",
            "%", "%2", "{email}", "{", "}", "[", "]", "\u{e9}", " ", "\t", "user",
            "0123456789abcdef01", "20240131", ".", "..", "-", "mailto:", "%25", "+",
        ]
        for _ in 0..<30_000 {
            var url = ""
            for _ in 0..<Int.random(in: 0..<12, using: &generator) {
                url += pieces.randomElement(using: &generator) ?? ""
            }
            // Glued to a letter or digit the planted values would be other values.
            let planted = [
                "/jan@example.com", "/203.0.113.9/", "?x=jan@example.com", "#203.0.113.9",
            ]
            url += planted.randomElement(using: &generator) ?? ""
            for rules in [URLRules.strict(), URLRules.campaigns()] {
                let once = reduced(url, rules)
                let leaks = once.contains("jan@example.com") || once.contains("203.0.113.9")
                if leaks || reduced(once, rules) != once {
                    Issue.record("\(once) from \(url)")
                }
            }
        }
    }

    // MARK: Referrers

    private static let rules = URLRules.strict(ownHosts: ["shop.example", "www.shop.example"])

    private func referrer(_ text: String, _ external: ReferrerReduction.External) -> String? {
        var isLeft = false
        let result = treated(text) {
            isLeft = ReferrerReduction.reduce(
                $0, external: external, rules: Self.rules, into: &$1)
        }
        return isLeft ? result : result.isEmpty ? nil : "left out, but wrote \(result)"
    }

    @Test(
        "A referrer is internal only if its host is one of the shop's own",
        arguments: [
            ("https://shop.example/p?x=1", "https://shop.example/p", "https://shop.example/p"),
            ("https://SHOP.example./p", "https://SHOP.example./p", "https://SHOP.example./p"),
            (
                "https://shop.example:8443/", "https://shop.example:8443/",
                "https://shop.example:8443/"
            ),
            ("https://shop.example.evil.test/p", nil, "https://shop.example.evil.test/"),
            ("https://shop.example@evil.test/p", nil, "https://evil.test/"),
            ("https://evilshop.example/", nil, "https://evilshop.example/"),
            ("https://search.example/?q=jan", nil, "https://search.example/"),
            ("https://xn--shp-0na.example/", nil, "https://xn--shp-0na.example/"),
            ("http://203.0.113.9/x", nil, "http://203.0.113.0/"),
            ("https:\\\\evil.test\\@shop.example/", nil, "https://evil.test/"),
            ("mailto:jan@example.com", nil, nil), ("/p/1?x", "/p/1", "/p/1"), ("-", "-", "-"),
            ("", nil, nil), ("www.google.com/search/marie?q=x", nil, nil),
            ("Jan Jansen Dorpsstraat 5", nil, nil), ("?name=jan", nil, nil),
            ("shop.example/p", nil, nil), ("\\p\\jan", nil, nil), ("#jan", nil, nil),
            (" /p/1", "/p/1", "/p/1"), ("//search.example/marie", nil, "//search.example/"),
        ] as [(String, String?, String?)])
    func referrers(text: String, removed: String?, origin: String?) {
        #expect(referrer(text, .remove) == removed)
        #expect(referrer(text, .origin) == origin)
    }

    @Test(
        "Statistics get the host of an external referrer",
        arguments: [
            ("https://Search.Example./?q=jan", "search.example"), ("https://shop.example/", ""),
            ("http://203.0.113.9/", ""), ("http://[2001:db8::1]/", ""), ("http://3221225985/", ""),
            ("http://203-0-113-9.dyn.isp.example/", ""), ("mailto:jan@example.com", ""), ("-", ""),
            ("", ""), ("//search.example:80/x", "search.example"), ("/p", ""),
        ])
    func domains(text: String, expected: String) {
        let domain = treated(text) {
            ReferrerReduction.referrerDomain($0, rules: Self.rules, into: &$1)
        }
        #expect(domain == expected)
    }
}
