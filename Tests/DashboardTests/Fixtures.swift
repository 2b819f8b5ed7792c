import Foundation
import Logging
// The only door that tests have to records: they stand in for the anonymiser.
@_spi(Anonymizer) import Records

@testable import Dashboard
@testable import Delivery

let shop = Source(site: "zeepwinkel", destination: "analytics")
let july1 = Day(number: 20_635)

func facts(
    _ event: String = "page_view", page: String = "/", referrer: String = "",
    browser: String = "Firefox", cents: Int = 0, currency: String = ""
) -> EventFacts {
    EventFacts(
        event: event, page: page, referrerDomain: referrer, browser: browser, system: "Linux",
        revenueCents: cents, currency: currency)
}

/// A store with its writer in a directory of its own.
final class Counted {
    let directory = NSTemporaryDirectory() + "matglas-" + UUID().uuidString
    let store: StatisticsStore
    let writer: StateWriter

    init() throws {
        store = try StatisticsStore(directory: directory)
        writer = StateWriter(
            sink: store, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    func add(_ facts: [EventFacts], _ source: Source = shop, on day: Day = july1) throws {
        let rollup = LaneRollup(sources: [source])
        for fact in facts { rollup.count(fact, destination: 0, on: day) }
        var work = StateWork()
        work.counts.merge(rollup.take())
        _ = try store.write(work)
    }

    func report(days: Int = 2, smallest: Int = 1, site: String? = nil) throws -> Report {
        try StatisticsReader(store).report(
            ReportQuery(
                site: site, days: july1.advanced(by: 1 - days)...july1,
                smallGroups: SmallGroups(smallest: smallest)))
    }
}
