/// Adds up days and destinations into one report, each day of each destination folded by itself.
struct ReportBuilder {
    private struct Sums {
        var shown: [String: Int] = [:]
        var fewer = 0

        mutating func add(_ folded: SmallGroups.Folded) {
            for (value, count) in folded.shown {
                shown[value] = (shown[value] ?? 0).addingSaturated(count)
            }
            fewer = fewer.addingSaturated(folded.fewer)
        }

        func table(emptyValue: String) -> Report.Table {
            let rows = shown.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            return Report.Table(
                rows: rows.map {
                    .init(value: $0.key.isEmpty ? emptyValue : $0.key, count: $0.value)
                },
                fewer: fewer)
        }
    }

    private let query: ReportQuery
    private var days: [Report.DayTotals]
    private var pages = Sums()
    private var referrers = Sums()
    private var browsers = Sums()
    private var systems = Sums()
    private var events = Sums()
    private var bots = Sums()
    private var outcomes: [String: Int] = [:]
    private var revenue: [String: Revenue] = [:]
    private var revenueFewer = 0

    init(_ query: ReportQuery) {
        self.query = query
        days = (query.days.lowerBound.number...query.days.upperBound.number).map {
            Report.DayTotals(day: Day(number: $0))
        }
    }

    /// Adds one dimension of one destination on one day; `cells` is the whole partition.
    mutating func add(_ cells: [String: Int], _ dimension: Dimension, on day: Day) {
        // A damaged file gives days that were not asked for.
        guard query.days.contains(day) else { return }
        guard dimension != .outcome else {
            outcomes.merge(cells) { $0.addingSaturated($1) }
            return
        }
        let folded = query.smallGroups.fold(cells)
        let total = Report.Total(
            count: folded.shown.values.reduce(folded.fewer) { $0.addingSaturated($1) },
            withheld: folded.isWithheld ? 1 : 0)
        let index = day.number - query.days.lowerBound.number
        switch dimension {
        case .page: pages.add(folded)
        case .referrer: referrers.add(folded)
        case .browser: browsers.add(folded)
        case .system: systems.add(folded)
        case .view:
            events.add(folded)
            days[index].pageViews.add(total)
        case .sale:
            events.add(folded)
            days[index].sales.add(total)
        case .event:
            events.add(folded)
            days[index].otherEvents.add(total)
        case .bot:
            bots.add(folded)
            days[index].bots.add(total)
        case .outcome: break
        }
    }

    /// Adds the revenue of one destination on one day.
    ///
    /// Small currencies are folded by orders.
    mutating func add(_ sums: [String: Revenue]) {
        let folded = query.smallGroups.fold(sums.mapValues(\.orders))
        for currency in folded.shown.keys {
            revenue[currency, default: Revenue()].add(sums[currency] ?? Revenue())
        }
        revenueFewer = revenueFewer.addingSaturated(folded.fewer)
    }

    func report() -> Report {
        var report = Report(query)
        report.days = days
        for day in days {
            report.pageViews.add(day.pageViews)
            report.sales.add(day.sales)
            report.otherEvents.add(day.otherEvents)
            report.botViews.add(day.bots)
        }
        report.pages = pages.table(emptyValue: "(no path)")
        report.referrers = referrers.table(emptyValue: "(direct or internal)")
        report.browsers = browsers.table(emptyValue: "(unknown)")
        report.systems = systems.table(emptyValue: "(unknown)")
        report.events = events.table(emptyValue: "(unnamed)")
        report.bots = bots.table(emptyValue: "(unnamed)")
        let reasons = outcomes.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        report.outcomes.rows = reasons.map { .init(value: $0.key, count: $0.value) }
        report.revenue.rows = revenue.sorted { $0.key < $1.key }.map {
            .init(currency: $0.key, orders: $0.value.orders, cents: $0.value.cents)
        }
        report.revenue.fewer = revenueFewer
        return report
    }
}
