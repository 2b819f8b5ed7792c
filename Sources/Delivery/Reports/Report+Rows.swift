/// One line of a report in the form that text and CSV share.
struct ReportLine: Equatable {
    let section: ReportSection
    let value: String
    let measure: String
    let number: String
}

extension Report {
    /// What replaces values that are too small to be named.
    package var fewerLabel: String { "(fewer than \(smallestGroup) a day)" }

    /// A total for people: a mark says that small groups are not in it.
    package func text(_ total: Total) -> String {
        if total.withheld == 0 { return String(total.count) }
        return total.count == 0 ? "<\(smallestGroup)" : "\(total.count)+"
    }

    /// The lines of one section, in the order of the report.
    func lines(_ section: ReportSection) -> [ReportLine] {
        switch section {
        case .day: days.flatMap { dayLines($0) }
        case .page: lines(pages, section, "page views")
        case .referrer: lines(referrers, section, "page views")
        case .browser: lines(browsers, section, "page views")
        case .system: lines(systems, section, "page views")
        case .event: lines(events, section, "events")
        case .revenue: revenueLines
        case .bot: lines(bots, section, "pages")
        case .outcome: lines(outcomes, section, "requests")
        }
    }

    private func dayLines(_ day: DayTotals) -> [ReportLine] {
        [
            ("page views", day.pageViews), ("sales", day.sales),
            ("other events", day.otherEvents), ("bot pages", day.bots),
        ].map { measure, total in
            ReportLine(
                section: .day, value: day.day.description, measure: measure, number: text(total))
        }
    }

    private func lines(
        _ table: Table, _ section: ReportSection, _ measure: String
    ) -> [ReportLine] {
        var lines = table.rows.map {
            ReportLine(
                section: section, value: $0.value, measure: measure, number: String($0.count))
        }
        if table.fewer > 0 {
            lines.append(
                ReportLine(
                    section: section, value: fewerLabel, measure: measure,
                    number: String(table.fewer)))
        }
        return lines
    }

    private var revenueLines: [ReportLine] {
        var lines = revenue.rows.flatMap { row in
            [
                ReportLine(
                    section: .revenue, value: row.currency, measure: "orders",
                    number: String(row.orders)),
                ReportLine(
                    section: .revenue, value: row.currency, measure: "amount",
                    number: Money.text(cents: row.cents)),
            ]
        }
        if revenue.fewer > 0 {
            lines.append(
                ReportLine(
                    section: .revenue, value: fewerLabel, measure: "orders",
                    number: String(revenue.fewer)))
        }
        return lines
    }
}
