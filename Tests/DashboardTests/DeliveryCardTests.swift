import Delivery
import Testing

@testable import Dashboard

@Suite struct DeliveryCardTests {
    private func row(
        waiting: Int = 0, oldest: Int = 0, delivered: Int = 0, failed: Int = 0,
        isSending: Bool = true
    ) -> DeliveryRow {
        var row = DeliveryRow(source: shop)
        row.waiting = waiting
        row.oldestSeconds = oldest
        row.delivered = delivered
        row.failed = failed
        row.isSending = isSending
        return row
    }

    @Test("Each state of a destination has its words, the urgent ones first")
    func words() {
        func text(_ row: DeliveryRow) -> [String] { DeliveryCard.sentences(row).map(\.text) }
        #expect(text(row(isSending: false)) == ["Counted here, nothing is sent."])
        #expect(text(row()) == ["Nothing to send yet."])
        #expect(text(row(delivered: 12_000)) == ["All 12\u{202F}000 delivered."])
        #expect(text(row(waiting: 1, delivered: 3)) == ["1 waits."])
        #expect(text(row(waiting: 40, oldest: 7_300)) == ["40 wait, the oldest for 2 hours."])
        #expect(
            text(row(delivered: 9, failed: 2))
                == ["2 could not be delivered since the start.", "Nothing waits."])
        #expect(
            text(row(waiting: 2, oldest: 90, failed: 1)) == [
                "1 could not be delivered since the start.", "2 wait, the oldest for 90 seconds.",
            ])
    }

    @Test(
        "An age is told in the largest unit of which there are two",
        arguments: [
            (2, "2 seconds"), (119, "119 seconds"), (120, "2 minutes"), (7_199, "119 minutes"),
            (7_200, "2 hours"), (172_800, "2 days"),
        ])
    func ages(seconds: Int, text: String) {
        #expect(DeliveryCard.age(seconds) == text)
    }

    @Test("The page shows the destinations that were chosen")
    func chosen() throws {
        let counted = try Counted()
        var other = DeliveryRow(source: Source(site: "zeepwinkel", destination: "pixel"))
        other.failed = 77
        var page = OverviewPage(
            query: PageQuery(), sources: [shop], report: try counted.report(),
            deliveries: [row(delivered: 5), other])
        #expect(page.html().contains("All 5 delivered."))
        #expect(page.html().contains("77 could not be delivered"))
        var query = PageQuery()
        query.destination = "analytics"
        page = OverviewPage(
            query: query, sources: [shop], report: try counted.report(),
            deliveries: [row(delivered: 5), other])
        #expect(page.html().contains("All 5 delivered."))
        #expect(!page.html().contains("77 could not"))
    }
}
