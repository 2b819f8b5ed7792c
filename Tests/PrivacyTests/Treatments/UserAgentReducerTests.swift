import Bytes
import Privacy
import Testing

@Suite("User agent reducer")
struct UserAgentReducerTests {
    private func reduced(_ text: String) -> String {
        treated(text) { UserAgentReducer.reduce($0, into: &$1) }
    }

    private func classified(_ text: String) -> UserAgentClass {
        UserAgentReducer.classify(Array(text.utf8).span)
    }

    private static let webKit = "AppleWebKit/537.36 (KHTML, like Gecko)"

    /// The string, what it is reduced to, family, major version, system.
    private static let browsers: [(String, String, String, Int, String)] = [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) \(webKit) Chrome/134.0.6998.89 Safari/537.36",
            "Mozilla/5.0 (Windows NT 10.0) \(webKit) Chrome/134.0.0.0 Safari/537.36",
            "Chrome", 134, "Windows"
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64) \(webKit) HeadlessChrome/133.0.0.0 Safari/537.36",
            "Mozilla/5.0 (X11; Linux) \(webKit) Chrome/133.0.0.0 Safari/537.36",
            "Chrome", 133, "Linux"
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) \(webKit) Chrome/134.0.0.0 "
                + "Safari/537.36 Edg/134.0.3124.51",
            "Mozilla/5.0 (Macintosh; Intel Mac OS X) \(webKit) Chrome/134.0.0.0 Safari/537.36 "
                + "Edg/134.0.0.0",
            "Edge", 134, "macOS"
        ),
        (
            "Mozilla/5.0 (Linux; Android 14; SM-S918B) \(webKit) Chrome/134.0.0.0 Mobile Safari/537.36",
            "Mozilla/5.0 (Linux; Android) \(webKit) Chrome/134.0.0.0 Mobile Safari/537.36",
            "Chrome", 134, "Android"
        ),
        (
            "Mozilla/5.0 (Linux; Android 13; SAMSUNG SM-A546B) \(webKit) SamsungBrowser/27.0 "
                + "Chrome/125.0.0.0 Mobile Safari/537.36",
            "Mozilla/5.0 (Linux; Android) \(webKit) SamsungBrowser/27.0 Chrome/125.0.0.0 "
                + "Mobile Safari/537.36",
            "Samsung Internet", 27, "Android"
        ),
        (
            "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) \(webKit) Chrome/134.0.0.0 Safari/537.36 "
                + "OPR/117.0.0.0",
            "Mozilla/5.0 (X11; CrOS) \(webKit) Chrome/134.0.0.0 Safari/537.36 OPR/117.0.0.0",
            "Opera", 117, "ChromeOS"
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:136.0) Gecko/20100101 Firefox/136.0",
            "Mozilla/5.0 (Windows; rv:136.0) Gecko/20100101 Firefox/136.0",
            "Firefox", 136, "Windows"
        ),
        (
            "Mozilla/5.0 (Android 14; Mobile; rv:136.0) Gecko/136.0 Firefox/136.0",
            "Mozilla/5.0 (Linux; Android; Mobile; rv:136.0) Gecko/20100101 Firefox/136.0",
            "Firefox", 136, "Android"
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 "
                + "(KHTML, like Gecko) Version/18.3.1 Safari/605.1.15",
            "Mozilla/5.0 (Macintosh; Intel Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
                + "Version/18 Safari/605.1.15",
            "Safari", 18, "macOS"
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_3_2 like Mac OS X) AppleWebKit/605.1.15 "
                + "(KHTML, like Gecko) Version/18.3.1 Mobile/15E148 Safari/604.1",
            "Mozilla/5.0 (iPhone; CPU iPhone OS like Mac OS X) AppleWebKit/605.1.15 "
                + "(KHTML, like Gecko) Version/18 Mobile/15E148 Safari/604.1",
            "Safari", 18, "iOS"
        ),
        (
            "Mozilla/5.0 (iPad; CPU OS 17_6 like Mac OS X) AppleWebKit/605.1.15 "
                + "(KHTML, like Gecko) CriOS/134.0.6998.99 Mobile/15E148 Safari/604.1",
            "Mozilla/5.0 (iPad; CPU OS like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
                + "CriOS/134 Mobile/15E148 Safari/604.1",
            "Chrome", 134, "iPadOS"
        ),
        (
            "Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko",
            "Mozilla/5.0 (compatible; MSIE 11; Windows)", "Internet Explorer", 11, "Windows"
        ),
        (
            "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 5.1; Trident/4.0; .NET CLR 1.1.4322)",
            "Mozilla/5.0 (compatible; MSIE 8; Windows)", "Internet Explorer", 8, "Windows"
        ),
        ("Zonderling 12.7 (Jan's PC)", "Mozilla/5.0 (compatible; Other)", "Other", 0, "Other"),
    ]

    @Test("A browser keeps family, major version and system family", arguments: browsers)
    func browser(row: (String, String, String, Int, String)) {
        #expect(reduced(row.0) == row.1)
        for text in [row.0, row.1] {
            let found = classified(text)
            #expect(found.browser == row.2)
            #expect(found.majorVersion == row.3)
            #expect(found.system == row.4 || row.2 == "Internet Explorer")
            #expect(!found.isBot)
        }
    }

    @Test(
        "Crawlers and programs keep their name",
        arguments: [
            (
                "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
                "Mozilla/5.0 (compatible; Googlebot/2)", true
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 6_0 like Mac OS X) Mobile Safari/8536.25 "
                    + "(compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
                "Mozilla/5.0 (compatible; Googlebot/2)", true
            ),
            (
                "msnbot/2.0b (+http://search.msn.com/msnbot.htm)",
                "Mozilla/5.0 (compatible; msnbot/2)", true
            ),
            (
                "Mozilla/5.0 (compatible; Yahoo! Slurp; http://help.yahoo.com/)",
                "Mozilla/5.0 (compatible; Slurp)", true
            ),
            (
                "jansprivatecrawler-bot/1.0 (jan@example.com)",
                "Mozilla/5.0 (compatible; Otherbot)", true
            ),
            ("SomeSpider 1.0", "Mozilla/5.0 (compatible; Otherbot)", true),
            ("curl/8.5.0", "curl/8", false),
            ("Wget/1.21.3 (linux-gnu)", "Wget/1", false),
            ("python-requests/2.31.0", "python-requests/2", false),
            ("Go-http-client/1.1", "Go-http-client/1", false),
            ("Mollie HTTP client/1.0", "Mollie", false),
            ("-", "-", false), ("", "", false),
        ])
    func robots(text: String, expected: String, isBot: Bool) {
        #expect(reduced(text) == expected)
        #expect(classified(text).isBot == isBot)
    }

    @Test("A telephone called Cubot is no robot")
    func cubot() {
        let text =
            "Mozilla/5.0 (Linux; Android 9; CUBOT NOTE) \(Self.webKit) Chrome/134.0.0.0 "
            + "Mobile Safari/537.36"
        #expect(!classified(text).isBot)
        #expect(classified(text).isMobile)
    }

    @Test("Whatever is sent, the result says nothing that was planted, and reduces to itself")
    func hostile() {
        var generator = SeededGenerator(seed: 3)
        let words = [
            "Mozilla/5.0", "(", ")", "; ", "Chrome/", "Firefox/", "Safari/", "9", "99999999999",
            "rv:",
            "Edg/", "OPR/12", "MSIE ", "Trident/7.0", "iPhone", "iPad", "Android", "Windows",
            "Mobile",
            "bot", "curl/", "Version/", "SamsungBrowser/", "X11", "Linux", " ", "Googlebot",
            "\u{e9}",
            "FxiOS/1", "CriOS/2", "Opera/9.80", "YaBrowser/", "\"", "\\",
        ]
        for _ in 0..<20_000 {
            var text = ""
            for _ in 0..<Int.random(in: 0..<14, using: &generator) {
                text += words.randomElement(using: &generator) ?? ""
            }
            text += " canary-jan-1234"
            let once = reduced(text)
            #expect(!once.contains("canary"))
            #expect(reduced(once) == once, "from \(text)")
        }
    }
}
