import Records
import Testing

@testable import Delivery

@Suite struct RollupTests {
    @Test(
        "Vendors' names for a page view are one",
        arguments: [
            ("page_view", true), ("PageView", true), ("$pageview", true), ("pageview", true),
            ("Page View", true), ("page", true), ("pages", false), ("view_item", false),
            ("pageviews", false), ("purchase", false), ("sсroll", false), ("", true),
        ])
    func pageViews(name: String, isPageView: Bool) {
        #expect(facts(name).isPageView == isPageView)
    }

    @Test("An event is in one group, and each dimension splits one group")
    func groups() throws {
        let taken = snapshot([
            facts(page: "/a", referrer: "bing.com"), facts(page: "/b"),
            facts("purchase", cents: 1_250, currency: "EUR"), facts("scroll"),
        ])
        let counts = try #require(taken.entries.first).counts
        for dimension in [Dimension.page, .referrer, .browser, .system, .view] {
            #expect(counts[dimension].counts.values.reduce(0, +) == 2)
        }
        #expect(counts[.sale].counts == ["purchase": 1])
        #expect(counts[.event].counts == ["scroll": 1])
        #expect(counts[.referrer].counts == ["bing.com": 1, "": 1])
        #expect(counts.revenue == ["EUR": Revenue(orders: 1, cents: 1_250)])
    }

    @Test("Values beyond the bound are counted as (other), and none is lost")
    func overflow() throws {
        let rollup = LaneRollup(sources: [shop], limit: 3)
        for number in 0..<100 {
            rollup.count(facts(page: "/\(number)"), destination: 0, on: july1)
        }
        rollup.count(facts(page: "/0"), destination: 0, on: july1)
        let pages = try #require(rollup.take().entries.first).counts[.page].counts
        #expect(pages == ["/0": 2, "/1": 1, "/2": 1, "(other)": 97])
    }

    @Test("Merging keeps the bound and the sum")
    func mergeBound() {
        var left = CountTable()
        var right = CountTable()
        for number in 0..<10 {
            left.add(1, to: "l\(number)", limit: 10)
            right.add(2, to: "r\(number)", limit: 10)
        }
        left.merge(right, limit: 12)
        #expect(left.counts.values.reduce(0, +) == 30)
        #expect(left.counts.count <= 13)
        #expect((left.counts["(other)"] ?? 0) > 0)
    }

    @Test("Midnight seals the old day; taking empties the lane")
    func midnight() {
        let rollup = LaneRollup(sources: [shop])
        rollup.count(facts(), destination: 0, on: july1)
        rollup.count(facts(), destination: 0, on: july1.advanced(by: 1))
        rollup.count(.malformed, destination: 0, on: july1.advanced(by: 1))
        let entries = rollup.take().entries
        #expect(entries.map(\.day) == [july1, july1.advanced(by: 1)])
        #expect(rollup.isEmpty)
        #expect(rollup.take().isEmpty)
    }

    @Test(
        "Long values are cut between characters and control characters do not pass",
        arguments: [
            ("/plain", "/plain"), ("/a\u{0}b\u{1B}[2J\u{7F}", "/a\u{FFFD}b\u{FFFD}[2J\u{FFFD}"),
            (String(repeating: "é", count: 150), String(repeating: "é", count: 100)),
            (String(repeating: "€", count: 150), String(repeating: "€", count: 66)),
        ])
    func bounded(value: String, kept: String) {
        #expect(DayCounts.bounded(value) == kept)
    }

    @Test("Absurd revenue neither traps nor reaches the store")
    func absurdRevenue() {
        var counts = DayCounts()
        for _ in 0..<3 {
            counts.count(facts("purchase", cents: .max, currency: "EUR"), limit: 5)
        }
        counts.count(facts("refund", cents: .min, currency: "EUR"), limit: 5)
        let bound = AggregationLimits.eventCents
        #expect(counts.revenue["EUR"] == Revenue(orders: 4, cents: 2 * bound))
        var table = CountTable()
        table.add(.max, to: "x", limit: 1)
        table.add(1, to: "x", limit: 1)
        #expect(table.counts["x"] == .max)
    }

    @Test("Currencies beyond the bound keep their orders and lose their amount")
    func currencies() {
        var counts = DayCounts()
        for currency in ["EUR", "USD", "GBP"] {
            counts.count(facts("purchase", cents: 100, currency: currency), limit: 2)
        }
        #expect(counts.revenue["(other)"] == Revenue(orders: 1, cents: 0))
    }
}
