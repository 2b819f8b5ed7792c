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
}
