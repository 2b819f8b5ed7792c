import Testing

@testable import Delivery

@Suite struct SmallGroupsTests {
    private let ten = SmallGroups()

    @Test(
        "Values are shown, folded or withheld",
        arguments: [
            // (counts, shown, folded sum, withheld)
            (["a": 50, "b": 20], ["a": 50, "b": 20], 0, false),
            (["a": 50, "b": 20, "c": 6, "d": 5], ["a": 50, "b": 20], 11, false),
            // One alone would be total minus the rest: the smallest shown one joins it.
            (["a": 50, "b": 20, "c": 3], ["a": 50], 23, false),
            // Two that stay below ten together need a third.
            (["a": 50, "b": 20, "c": 3, "d": 2], ["a": 50], 25, false),
            (["a": 50, "b": 9], [:], 59, false),
            (["a": 5, "b": 5], [:], 10, false),
            (["a": 9], [:], 0, true),
            (["a": 4, "b": 5], [:], 0, true),
            (["a": 10], ["a": 10], 0, false),
            (["a": 0, "b": 12], ["b": 12], 0, false),
            ([:], [:], 0, false),
        ] as [([String: Int], [String: Int], Int, Bool)])
    func folding(cells: [String: Int], shown: [String: Int], fewer: Int, withheld: Bool) {
        let folded = ten.fold(cells)
        #expect(folded.shown == shown)
        #expect(folded.fewer == fewer)
        #expect(folded.isWithheld == withheld)
    }

    @Test("With a smallest group of one everything is shown")
    func one() {
        let cells = ["a": 1, "b": 2]
        #expect(SmallGroups(smallest: 1).fold(cells).shown == cells)
        #expect(SmallGroups(smallest: 0).smallest == 1)
    }

    /// A small generator, so that a failure can be repeated.
    struct Steps: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 33)
        }
    }

    @Test("No partition gives away a cell below ten", arguments: 0..<200 as Range<UInt64>)
    func partitions(seed: UInt64) {
        var steps = Steps(state: seed)
        var cells: [String: Int] = [:]
        for index in 0..<Int.random(in: 1...8, using: &steps) {
            cells["v\(index)"] = Int.random(in: 0...25, using: &steps)
        }
        let folded = ten.fold(cells)
        #expect(folded.shown.values.allSatisfy { $0 >= 10 })
        if folded.isWithheld {
            #expect(folded.shown.isEmpty && folded.fewer == 0)
            return
        }
        #expect(folded.fewer == 0 || folded.fewer >= 10)
        #expect(folded.folded.isEmpty || folded.folded.count >= 2)
        let total = cells.values.reduce(0, +)
        #expect(folded.shown.values.reduce(folded.fewer, +) == total)
    }

    /// Everything a reader can see about one report, as numbers with names.
    private func published(_ report: Report) -> [String: Int] {
        var numbers = ["total": report.pageViews.count]
        for row in report.pages.rows { numbers["page " + row.value] = row.count }
        numbers["fewer"] = report.pages.fewer
        return numbers
    }

    @Test("Subtracting any two reports never leaves 1 to 9", arguments: 0..<20 as Range<UInt64>)
    func differencing(seed: UInt64) {
        var steps = Steps(state: seed)
        let length = 6
        let pages = ["/", "/a", "/b", "/c"]
        var days: [[String: Int]] = []
        for _ in 0..<length {
            days.append(
                Dictionary(
                    uniqueKeysWithValues: pages.map { ($0, Int.random(in: 0...24, using: &steps)) })
            )
        }
        var reports: [(ClosedRange<Int>, [String: Int])] = []
        for from in 0..<length {
            for through in from..<length {
                let range = july1.advanced(by: from)...july1.advanced(by: through)
                var builder = ReportBuilder(ReportQuery(days: range))
                for index in from...through {
                    let day = july1.advanced(by: index)
                    builder.add(days[index], .page, on: day)
                    let views = days[index].values.reduce(0, +)
                    builder.add(["page_view": views], .view, on: day)
                }
                reports.append((from...through, published(builder.report())))
            }
        }
        // Ranges that overlap without one holding the other may differ by anything, by chance;
        // a range and a part of it differ by the counts of days.
        for (outer, larger) in reports {
            for (inner, smaller) in reports where outer.contains(inner) {
                for name in Set(larger.keys).union(smaller.keys) {
                    let difference = (larger[name] ?? 0) - (smaller[name] ?? 0)
                    #expect(difference == 0 || difference >= 10, "\(name) of \(outer) - \(inner)")
                }
            }
        }
    }
}
