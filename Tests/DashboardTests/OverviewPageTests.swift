import Testing

@testable import Dashboard
@testable import Delivery

@Suite struct OverviewPageTests {
    private static let hostile = [
        "</td><script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='x",
        "javascript:alert(1)", "<!--", "&lt;b&gt;", "]]>", "\u{202E}evil",
    ]

    private func page(
        _ report: Report, site: String? = nil, sources: [Source] = [shop]
    ) -> String {
        var query = PageQuery()
        query.site = site
        return OverviewPage(query: query, sources: sources, report: report).html()
    }

    @Test("A page is well formed and loads, runs and styles nothing by itself")
    func wellFormed() throws {
        let counted = try Counted()
        try counted.add([facts(), facts("purchase", cents: 995, currency: "EUR"), facts("scroll")])
        for text in [page(try counted.report()), page(try counted.report(smallest: 10))] {
            #expect(unbalanced(text) == nil)
            for forbidden in ["<script", "style=", "http:", "https:", "<iframe", "@import"] {
                #expect(!text.contains(forbidden), "\(forbidden)")
            }
        }
    }

    @Test("Nothing that a visitor wrote becomes markup", arguments: hostile)
    func hostileValues(value: String) throws {
        let counted = try Counted()
        let source = Source(site: value, destination: value)
        try counted.add(
            [
                facts(page: value, referrer: value, browser: value), facts(value),
                facts("purchase" + value, cents: 1, currency: value),
            ], source)
        let harmless = try Counted()
        try harmless.add(
            [
                facts(page: "v", referrer: "v", browser: "v"), facts("v"),
                facts("purchase" + "v", cents: 1, currency: "v"),
            ], Source(site: "v", destination: "v"))
        let text = page(try counted.report(), site: value, sources: [source])
        let plain = page(
            try harmless.report(), site: "v", sources: [Source(site: "v", destination: "v")])
        #expect(unbalanced(text) == nil)
        // The same elements and attributes as with a harmless value, whatever the text says.
        #expect(skeleton(text) == skeleton(plain))
    }

    @Test("A table of counts, as markup")
    func countCard() {
        var table = Report.Table()
        table.rows = [.init(value: "/", count: 12_000), .init(value: "/a&b", count: 3_000)]
        table.fewer = 31
        let card = CountCard(
            title: "Pages", unit: "Views", table: table, fewerLabel: "(fewer than 10 a day)",
            whenEmpty: "None.")
        #expect(
            card.html().markup == """
                <section class="card"><h2>Pages</h2><table><thead><tr><th scope="col">\
                <span class="unseen">Pages</span></th><th scope="col" class="number">Views</th></tr>\
                </thead><tbody><tr><th scope="row" class="value"><svg class="bar" \
                viewBox="0 0 1000 1" preserveAspectRatio="none" aria-hidden="true">\
                <rect width="1000" height="1"></rect></svg><span title="/">/</span></th>\
                <td class="number">12\u{202F}000</td></tr><tr><th scope="row" class="value">\
                <svg class="bar" viewBox="0 0 1000 1" preserveAspectRatio="none" \
                aria-hidden="true"><rect width="250" height="1"></rect></svg>\
                <span title="/a&amp;b">/a&amp;b</span></th><td class="number">3000</td></tr>\
                <tr class="rest"><th scope="row" class="value"><span>(fewer than 10 a day)</span>\
                </th><td class="number">31</td></tr></tbody></table></section>
                """)
    }

    @Test("Long tables sum up their end")
    func longTable() {
        var table = Report.Table()
        table.rows = (0..<13).map { .init(value: "/\($0)", count: 100 - $0) }
        let card = CountCard(
            title: "Pages", unit: "Views", table: table, fewerLabel: "", whenEmpty: "None.")
        let markup = card.html().markup
        #expect(markup.contains("<span>3 more</span></th><td class=\"number\">267</td>"))
        #expect(!markup.contains("/10<"))
    }

    @Test("The chart has a bar per day, and marks days that may not be told")
    func chart() throws {
        let counted = try Counted()
        try counted.add((0..<20).map { _ in facts() }, on: july1.advanced(by: -1))
        try counted.add([facts()])
        let markup = DayChart.html(try counted.report(days: 3, smallest: 10)).markup
        #expect(markup.contains("<title>Mon 29 Jun 2026: 0</title>"))
        #expect(
            markup.contains(
                "class=\"day\" x=\"11.20\" width=\"7.60\" y=\"0\" height=\"100\"><title>Tue 30 Jun 2026: 20<"
            ))
        #expect(
            markup.contains(
                "class=\"withheld\" x=\"21.20\" width=\"7.60\" y=\"97\" height=\"3\"><title>Wed 1 Jul 2026: &lt;10<"
            ))
        #expect(markup.contains("<time datetime=\"2026-06-30\">Tue 30 Jun 2026</time>"))
    }

    @Test("Notes say what is missing from the numbers")
    func notes() throws {
        let counted = try Counted()
        #expect(page(try counted.report()).contains("Nothing was counted in these days."))
        try counted.add([facts()])
        #expect(page(try counted.report(smallest: 10)).contains("Days with fewer than 10"))
        #expect(!page(try counted.report()).contains("role=\"note\""))
        let two = [shop, Source(site: "zeepwinkel", destination: "pixel")]
        #expect(page(try counted.report(), sources: two).contains("counts twice"))
    }

    // MARK: A reader of markup that is strict about what this program writes

    /// The first place where tags do not match; `nil` for a well-formed page.
    private func unbalanced(_ html: String) -> String? {
        var open: [Substring] = []
        for tag in tags(html) where !tag.hasPrefix("!") {
            let name = tag.prefix { $0 != " " }
            if name.hasPrefix("/") {
                guard open.popLast() == name.dropFirst() else { return String(tag) }
            } else if !["meta", "link"].contains(name) {
                open.append(name)
            }
        }
        return open.first.map(String.init)
    }

    /// Elements with the names of their attributes, without any text.
    private func skeleton(_ html: String) -> [String] {
        tags(html).map { tag in
            var isInside = false
            return String(
                tag.filter { character in
                    if character == "\"" { isInside.toggle() }
                    return !isInside
                })
        }
    }

    /// What stands between `<` and `>`; a `<` inside a tag is reported as a tag of its own.
    private func tags(_ html: String) -> [Substring] {
        html.split(separator: "<").dropFirst(html.hasPrefix("<") ? 0 : 1).map {
            $0.prefix { $0 != ">" }
        }
    }
}
