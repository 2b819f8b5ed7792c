import Bytes
import Records
import Testing

@testable import Privacy

@Suite struct LogRequestReaderTests {
    private static let chrome =
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
        + "Chrome/134.0.0.0 Safari/537.36"

    private static func read(
        _ target: String, method: String = "GET", status: String = "200", host: String = "",
        referrer: String = "-", userAgent: String? = chrome, time: String = "",
        purpose: String = "", own: [String] = ["www.zeepwinkel.example"]
    ) -> LogRequestResult {
        var draft = LogRequestDraft()
        draft.isCollected = true
        draft.note(.method, Array(method.utf8).span)
        draft.note(.page, Array(target.utf8).span)
        draft.note(.status, Array(status.utf8).span)
        draft.note(.host, Array(host.utf8).span)
        draft.note(.referrer, Array(referrer.utf8).span)
        draft.note(.time, Array(time.utf8).span)
        draft.note(.purpose, Array(purpose.utf8).span)
        if let userAgent { draft.note(.userAgent, Array(userAgent.utf8).span) }
        var reader = LogRequestReader(options: EngineOptions(ownHosts: own), bots: BotScan())
        return reader.read(draft)
    }

    private static func page(_ result: LogRequestResult) -> EventFacts? {
        if case .page(let facts, _) = result { facts } else { nil }
    }

    @Test(
        "Pages are pages",
        arguments: [
            ("/", "/"), ("/winkel/zeep?kleur=rood", "/winkel/zeep"), ("/index.html", "/index.html"),
            ("/product.php?id=4", "/product.php"), ("/p/42", "/p/42"),
            ("/media/boeken", "/media/boeken"),
            ("/feed/paarden", "/feed/paarden"), ("/checkout/onepage/success/", nil),
            ("/status/verzonden", "/status/verzonden"),
            ("/collections/zeep.aspx", "/collections/zeep.aspx"),
            ("https://www.zeepwinkel.example/over-ons", "/over-ons"), ("/a.b.c/dit-is-zeep", nil),
            ("/nl/iphone-14.5-inch", nil), ("/up/grade", nil),
        ])
    func countsPages(target: String, page: String?) throws {
        let facts = try #require(Self.page(Self.read(target)))
        if let page { #expect(facts.page == page) }
        #expect(facts.event == "pageview" && facts.browser == "Chrome")
        #expect(facts.system == "Windows" && facts.bot.isEmpty)
    }

    @Test(
        "What is no page is none",
        arguments: [
            "/style.css", "/js/app.min.js?v=3", "/logo.PNG", "/fonts/a.woff2", "/robots.txt",
            "/favicon.ico", "/sitemap.xml", "/sitemap_index.xml", "/manifest.webmanifest",
            "/catalogus.pdf", "/wp-json/wc/store/v1/cart", "/api/v1/products", "/nl/api/cart",
            "/wp-admin/admin-ajax.php?action=x", "/wp-admin/", "/wp-login.php", "/feed/",
            "/shop/zeep/feed",
            "/rss", "/.well-known/traffic-advice", "/.env", "/.git/config",
            "/?wc-ajax=get_refreshed_fragments",
            "/?rest_route=/wp/v2/posts", "/customer/section/load/?sections=cart",
            "/graphql?query=x",
            "/rest/V1/products", "/store-api/context", "/healthz", "/server-status", "/ping",
            "/metrics/",
            "/image.jpg;jsessionid=1", "/_next/data/abc/index", "/cart.js", "/admin/sales/order/",
            "*",
            "www.zeepwinkel.example:443", "/matomo.php", "/cgi-bin/luci", "/a/b/app.js.map",
        ])
    func leavesOthers(target: String) {
        #expect(Self.read(target) == .notAPage)
    }

    @Test(
        "Only a page that was asked for and was there counts",
        arguments: [
            ("GET", "200", true), ("GET", "203", true), ("GET", "304", true), ("GET", "201", true),
            ("GET", "204", false), ("GET", "206", false), ("GET", "301", false),
            ("GET", "302", false), ("GET", "404", false), ("GET", "403", false),
            ("GET", "500", false),
            ("GET", "-", false), ("GET", "", false), ("GET", "000", false), ("HEAD", "200", false),
            ("POST", "200", false), ("get", "200", false), ("PRI", "200", false),
            ("", "200", false),
        ])
    func wantsAnswers(method: String, status: String, counts: Bool) {
        #expect((Self.page(Self.read("/", method: method, status: status)) != nil) == counts)
    }

    @Test("A page of another site is not counted; a line that names no host is")
    func knowsItsSite() {
        #expect(Self.page(Self.read("/", host: "www.zeepwinkel.example")) != nil)
        #expect(Self.page(Self.read("/", host: "WWW.Zeepwinkel.example:443")) != nil)
        #expect(Self.page(Self.read("/", host: "-")) != nil)
        #expect(Self.read("/", host: "andere.example") == .otherSite)
        #expect(Self.read("/", host: "www.zeepwinkel.example.evil.test") == .otherSite)
        #expect(Self.read("http://andere.example/") == .otherSite)
        #expect(Self.page(Self.read("/", host: "andere.example", own: [])) != nil)
    }

    @Test("Of a referrer the domain of another site stays")
    func reducesReferrers() throws {
        func domain(_ referrer: String) throws -> String {
            try #require(Self.page(Self.read("/", referrer: referrer))).referrerDomain
        }
        #expect(try domain("https://www.google.com/search?q=jan+janssens") == "www.google.com")
        #expect(try domain("https://www.zeepwinkel.example/mand") == "")
        #expect(try domain("-") == "")
        #expect(try domain("http://203.0.113.9/") == "")
    }

    @Test("Nothing personal of a path or referrer is in the facts")
    func keepsNothingPersonal() throws {
        let target =
            "/account/jan.janssens@example.com/bestelling/65421?email=a%40b.example&ip=203.0.113.7"
        let facts = try #require(
            Self.page(
                Self.read(target, referrer: "https://mail.example/u/jan.janssens@example.com")))
        for secret in ["jan.janssens", "65421", "b.example", "203.0.113", "@"] {
            #expect(!"\(facts)".contains(secret), "\(facts)")
        }
    }

    @Test("Bots are set apart, with the page they read and nothing else")
    func setsBotsApart() {
        for (userAgent, name) in [
            ("curl/8.5.0", "curl"), ("-", "No user agent"), ("", "No user agent"),
        ] {
            guard case .bot(let facts, _) = Self.read("/p/1", userAgent: userAgent) else {
                Issue.record("\(userAgent) is a visitor")
                continue
            }
            #expect(facts.bot == name && facts.event.isEmpty && facts.browser.isEmpty)
        }
        #expect(Self.read("/a.css", userAgent: "curl/8.5.0") == .notAPage)
        // A format without the column cannot tell, so it counts.
        #expect(Self.page(Self.read("/", userAgent: nil))?.browser == "Other")
    }

    @Test("A page that a browser fetched beforehand is set apart")
    func setsPrefetchApart() {
        guard case .bot(let facts, _) = Self.read("/", purpose: "prefetch;prerender") else {
            Issue.record("a prefetch is counted")
            return
        }
        #expect(facts.bot == "Prefetch")
        #expect(Self.page(Self.read("/", purpose: "-")) != nil)
    }

    @Test(
        "The day is the line's own, in UTC",
        arguments: [
            ("[10/Oct/2024:13:55:36 +0200]", 20006), ("10/Oct/2024:13:55:36 +0200", 20006),
            ("[11/Oct/2024:01:30:00 +0200]", 20006), ("[10/Oct/2024:23:30:00 -0100]", 20007),
            ("10/Oct/2024:13:55:36.123", 20006), ("2024-10-10T13:55:36+02:00", 20006),
            ("2024-10-10 13:55:36", 20006), ("2024-10-11T00:10:00.123+02:00", 20006),
            ("2024-10-10", 20006), ("2024-10-10T11:55:36.123Z", 20006), ("1728561336", 20006),
            ("1728561336.123", 20006), ("1728561336123", 20006), ("-", nil), ("", nil),
            ("32/Oct/2024:13:55:36 +0200", nil), ("10/Foo/2024:13:55:36 +0200", nil),
            ("99999999999999999999", nil), ("1970-01-01", 0), ("29/Feb/2024:00:00:00 +0000", 19782),
        ])
    func readsDays(time: String, day: Int?) {
        #expect(LogDay.read(Array(time.utf8).span) == day)
    }

    @Test("What one line said is forgotten before the next")
    func forgets() {
        var draft = LogRequestDraft()
        draft.note(.method, Array("GET".utf8).span)
        draft.note(.userAgent, Array("x".utf8).span)
        draft.note(.purpose, Array("prefetch".utf8).span)
        draft.note(.time, Array("2024-10-10".utf8).span)
        draft.forget()
        #expect(draft.method.isEmpty && draft.userAgent.isEmpty && draft.time.isEmpty)
        #expect(!draft.hasUserAgent && !draft.isPrefetch)
    }
}
