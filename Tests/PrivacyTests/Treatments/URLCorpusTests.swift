import Bytes
import Privacy
import Testing

@Suite("Paths of shops")
struct URLCorpusTests {
    private func reduced(_ url: String, _ rules: URLRules) -> String {
        treated(url) { URLReduction.reduce($0, rules: rules, into: &$1) }
    }

    /// What stands before query and fragment.
    private func page(_ url: String) -> Substring {
        url.prefix { $0 != "?" && $0 != "#" }
    }

    @Test("Pages that name nobody keep their paths")
    func readable() {
        #expect(URLCorpusReadable.paths.count >= 200)
        for path in URLCorpusReadable.paths {
            for origin in ["", "https://www.shop.example"] {
                #expect(reduced(origin + path, .strict()) == origin + page(path))
            }
        }
    }

    @Test("Pages that name somebody lose it and keep their shape")
    func identifying() {
        #expect(URLCorpusIdentifying.pairs.count >= 200)
        for (url, expected) in URLCorpusIdentifying.pairs {
            let once = reduced(url, .strict())
            #expect(once == expected)
            #expect(segments(once) == segments(String(page(url))))
        }
    }

    private func segments(_ url: String) -> Int { url.filter { $0 == "/" }.count }

    @Test("Reducing twice changes nothing, under any rules and behind any words")
    func idempotent() {
        let rules = [
            URLRules.strict(), URLRules.campaigns(keeping: ["q", "r", "filter"]),
        ]
        var generator = SeededGenerator(seed: 17)
        let urls = URLCorpusReadable.paths + URLCorpusIdentifying.pairs.map(\.url)
        var paths = urls
        for _ in 0..<20_000 {
            // Any segments behind any others.
            let (first, second) = (
                urls.randomElement(using: &generator) ?? "",
                urls.randomElement(using: &generator) ?? ""
            )
            let head = first.split(separator: "/").prefix(2).joined(separator: "/")
            let tail = second.split(separator: "/").suffix(2).joined(separator: "/")
            paths.append("/\(head)/\(tail)?q=\(tail)&utm_content=\(head)")
        }
        for path in paths {
            for rules in rules {
                let once = reduced(path, rules)
                if reduced(once, rules) != once { Issue.record("\(once) from \(path)") }
            }
        }
    }

    private static let pieces = [
        "shop.example", "postnl.nl", "mollie.com", "product", "products", "orders", "reset",
        "track",
        "account", "user", "page", "checkout", "cart", "wishlist", "postcode", "code", "c", "blog",
        "17", "1234", "123456", "12345678901", "5412345678908", "%2F", "%252F", "%3F", "%40",
        "%2540",
        "@", ":", "\\", "utm_source=", "utm_content=", "q=", "amp;q=", "filter[", "]", "%5B", "%",
        "%25", "{email}", "{id}", "{{", "}}", "*|", "|*", "[[", "\u{e9}", " ", "20240131", "..",
        "rode-jurk", "iPhone", "Zx8yabC", "7UhSN1zuXS", "amFuQGV4YW1wbGUuY29t", "YUBiLm5s",
        "3SABCD1234567", "1012AB", "RR123456785NL", "0_4d2bb3-9f1c", "0470123456", "203.0.113.9",
        "746f4b90-23d9-561a-8215-09fd380eccee", "NL91ABNA0417164300", "51.2194,4.4025", ".html",
        ".php", "(S(", "deadbeef", "-p123456", "http://", "https%3A%2F%2F", "jan@example.com",
    ]

    @Test("Whatever stands in a URL, reducing it twice is reducing it once")
    func anyPieces() {
        let rules = [
            URLRules.strict(ownHosts: ["shop.example"]),
            URLRules.campaigns(keeping: ["q", "filter"], ownHosts: ["shop.example"]),
        ]
        let joints = ["/", "/", "/", "-", "?q=", "&q=", "?", "_", "%20", "."]
        var generator = SeededGenerator(seed: 23)
        for _ in 0..<20_000 {
            var url = ""
            for _ in 0..<Int.random(in: 1..<12, using: &generator) {
                url += Self.pieces.randomElement(using: &generator) ?? ""
                url += joints.randomElement(using: &generator) ?? ""
            }
            for rules in rules {
                let once = reduced(url, rules)
                if reduced(once, rules) != once { Issue.record("\(once) from \(url)") }
            }
        }
    }

    @Test("Long repetitions in paths and kept values take linear time", .timeLimit(.minutes(1)))
    func repetitions() {
        let rules = URLRules.campaigns(keeping: ["q"], ownHosts: ["shop.example"])
        let prefixes = [
            "/", "/orders/", "/?q=", "/?q=https%3A%2F%2F", "/?%5B", "https://\u{e9}",
        ]
        for piece in [
            "{{", "*|", "%%", "a-", "1.", "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaa-", "%2F", "/", "&a=",
            "orders-12345", "51.2194,", "\u{fc}.", "[", "deadbeef-", "jan@example.com-", "aB1",
        ] {
            for prefix in prefixes {
                let url = prefix + String(repeating: piece, count: 10_000 / piece.utf8.count)
                #expect(reduced(url, rules).utf8.count <= 4 * url.utf8.count)
            }
        }
    }
}
