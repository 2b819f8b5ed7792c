import Delivery
import Testing

@testable import Dashboard

@Suite struct HTMLTests {
    @Test(
        "Text and attribute values are escaped",
        arguments: [
            ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
            ("\" onload='x'", "&quot; onload=&#39;x&#39;"), ("a & b", "a &amp; b"),
            ("&amp;", "&amp;amp;"), ("a\u{0}b\u{1B}c", "a\u{FFFD}b\u{FFFD}c"),
            ("\u{202E}txt.exe", "\u{FFFD}txt.exe"), ("thé 日本", "thé 日本"),
            ("<\u{301}script>", "&lt;\u{301}script&gt;"),
        ])
    func escaping(value: String, escaped: String) {
        #expect(HTML.text(value).markup == escaped)
        #expect(
            HTML.element("p", ["title": value]).markup == "<p title=\"\(escaped)\"></p>")
    }

    @Test(
        "Numbers are grouped from five digits on",
        arguments: [
            (0, "0"), (9_999, "9999"), (10_000, "10\u{202F}000"), (123_456, "123\u{202F}456"),
            (1_234_567, "1\u{202F}234\u{202F}567"), (-12_345, "\u{2212}12\u{202F}345"),
        ])
    func grouping(number: Int, text: String) {
        #expect(Figures.text(number) == text)
    }

    @Test(
        "The scale of a chart is the next round number",
        arguments: [
            (0, 1), (1, 1), (2, 2), (3, 5), (6, 10), (10, 10), (11, 20), (199, 200), (1_001, 2_000),
        ])
    func scale(largest: Int, scale: Int) {
        #expect(Figures.scale(largest) == scale)
    }

    @Test("The largest counts do not break a chart")
    func largestScale() {
        #expect(Figures.scale(.max) >= 1_000_000_000_000_000_000)
        #expect(
            Figures.money(cents: .min)
                == "−92\u{202F}233\u{202F}720\u{202F}368\u{202F}547\u{202F}758.08")
    }

    @Test("Days are written for people")
    func days() throws {
        #expect(Figures.long(try #require(Day("2026-07-01"))) == "Wed 1 Jul 2026")
        #expect(Figures.long(Day(number: 0)) == "Thu 1 Jan 1970")
        #expect(Figures.long(Day(number: -1)) == "Wed 31 Dec 1969")
    }
}
