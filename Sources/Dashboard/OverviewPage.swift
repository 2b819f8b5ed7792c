import Delivery

/// The one page of the statistics: how much, when, where, with what.
struct OverviewPage {
    let query: PageQuery
    let sources: [Source]
    let report: Report
    var deliveries: [DeliveryRow] = []

    func html() -> String {
        let heading = [query.site, query.destination].compactMap(\.self).joined(separator: " · ")
        return Page.html(
            title: (heading.isEmpty ? "Statistics" : heading) + " · Matglas",
            [
                header,
                .element(
                    "main", [:],
                    [keyFigures, notes, DayChart.html(report), cards].compactMap(\.self)),
                footer,
            ])
    }

    // MARK: Choice

    private var header: HTML {
        .element(
            "header", [:],
            .element("a", ["class": "mark", "href": "/"], .text("Matglas")),
            .element(
                "form", ["method": "get", "action": "/"],
                choice("site", "Site", "All sites", sites, query.site),
                choice(
                    "destination", "Destination", "All destinations", destinations,
                    query.destination),
                select(
                    "days", "Range",
                    PageQuery.ranges.map { (String($0), Self.name(ofRange: $0)) },
                    String(query.days)),
                .element("button", [:], .text("Show"))))
    }

    private var sites: [String] { unique(sources.map(\.site), and: query.site) }

    private var destinations: [String] {
        let shown = sources.filter { query.site == nil || $0.site == query.site }
        return unique(shown.map(\.destination), and: query.destination)
    }

    private func unique(_ names: [String], and chosen: String?) -> [String] {
        Set(names + [chosen].compactMap(\.self)).sorted()
    }

    private func choice(
        _ name: String, _ label: String, _ all: String, _ values: [String], _ chosen: String?
    ) -> HTML {
        select(name, label, [("", all)] + values.map { ($0, $0) }, chosen ?? "")
    }

    private func select(
        _ name: String, _ label: String, _ options: [(value: String, text: String)],
        _ chosen: String
    ) -> HTML {
        .element(
            "label", [:],
            .element("span", [:], .text(label)),
            .element(
                "select", ["name": name],
                options.map { value, text in
                    value == chosen
                        ? .element("option", ["value": value, "selected": ""], .text(text))
                        : .element("option", ["value": value], .text(text))
                }))
    }

    private static func name(ofRange days: Int) -> String {
        days == 1 ? "Today" : "Last \(days) days"
    }

    // MARK: Key figures

    private var keyFigures: HTML {
        let today = report.days.last
        var figures = [
            figure("Page views", text(report.pageViews), today.map { text($0.pageViews) }),
            figure("Sales", text(report.sales), today.map { text($0.sales) }),
        ]
        for row in report.revenue.rows.prefix(3) {
            figures.append(
                figure("Revenue, \(row.currency)", Figures.money(cents: row.cents), nil))
        }
        figures.append(
            figure("Other events", text(report.otherEvents), today.map { text($0.otherEvents) }))
        if !report.botViews.isZero {
            let share = Figures.share(of: report.botViews, beside: report.pageViews)
            figures.append(
                .element(
                    "div", [:],
                    [
                        .element("dt", [:], .text("Pages read by bots")),
                        .element("dd", [:], .text(text(report.botViews))),
                    ]
                        + [share].compactMap(\.self).map {
                            .element("dd", ["class": "quiet"], .text("\($0) of all pages read"))
                        }))
        }
        return .element(
            "section", ["class": "figures"],
            [.element("h1", [:], .text(rangeTitle))] + [.element("dl", [:], figures)])
    }

    private var rangeTitle: String {
        report.from == report.through
            ? "Today, \(Figures.long(report.through))"
            : "\(Figures.long(report.from)) – \(Figures.long(report.through))"
    }

    private func figure(_ label: String, _ value: String, _ today: String?) -> HTML {
        var parts: [HTML] = [
            .element("dt", [:], .text(label)), .element("dd", [:], .text(value)),
        ]
        if let today, report.days.count > 1 {
            parts.append(.element("dd", ["class": "quiet"], .text("\(today) today")))
        }
        return .element("div", [:], parts)
    }

    private func text(_ total: Report.Total) -> String {
        Figures.text(total, smallest: report.smallestGroup)
    }

    // MARK: Notes

    private var notes: HTML? {
        var notes: [String] = []
        let isEmpty =
            report.pageViews.isZero && report.sales.isZero && report.otherEvents.isZero
            && report.botViews.isZero
        if isEmpty {
            notes.append("Nothing was counted in these days. New events appear within seconds.")
        }
        let totals = [report.pageViews, report.sales, report.otherEvents, report.botViews]
        let withheld = totals.contains { $0.withheld > 0 }
        if withheld {
            notes.append(
                "Days with fewer than \(report.smallestGroup) at a destination are left out of the "
                    + "numbers marked < or +.")
        }
        let isSummed = query.destination == nil && destinations.count > 1
        if isSummed, !isEmpty {
            notes.append(
                "All destinations together: an event that goes to two of them counts twice.")
        }
        guard !notes.isEmpty else { return nil }
        return .element(
            "div", ["class": "notes", "role": "note"],
            notes.map { .element("p", [:], .text($0)) })
    }

    // MARK: Tables

    private var cards: HTML {
        .element(
            "div", ["class": "cards"],
            card("Pages", "Views", report.pages, "No page views yet."),
            card("Referrers", "Views", report.referrers, "No page views yet."),
            card("Browsers", "Views", report.browsers, "No page views yet."),
            card("Systems", "Views", report.systems, "No page views yet."),
            card("Events", "Events", report.events, "No events yet."),
            revenueCard, botCard,
            card("Requests by outcome", "Requests", report.outcomes, "No requests yet."),
            deliveryCard)
    }

    /// Those of the chosen site and destination.
    private var deliveryCard: HTML {
        let rows = deliveries.filter { row in
            (query.site == nil || row.source.site == query.site)
                && (query.destination == nil || row.source.destination == query.destination)
        }
        return DeliveryCard(rows: rows).html()
    }

    private func card(
        _ title: String, _ unit: String, _ table: Report.Table, _ whenEmpty: String
    ) -> HTML {
        CountCard(
            title: title, unit: unit, table: table, fewerLabel: report.fewerLabel,
            whenEmpty: whenEmpty
        ).html()
    }

    /// Only shops that read server logs have bots apart.
    private var botCard: HTML {
        guard !report.botViews.isZero else { return HTML() }
        return card("Bots", "Pages", report.bots, "Too few to be named.")
    }

    private var revenueCard: HTML {
        var rows = report.revenue.rows.map { row in
            HTML.element(
                "tr", [:],
                .element("th", ["scope": "row"], .text(row.currency)),
                .element("td", ["class": "number"], .text(Figures.text(row.orders))),
                .element("td", ["class": "number"], .text(Figures.money(cents: row.cents))))
        }
        if report.revenue.fewer > 0 {
            rows.append(
                .element(
                    "tr", ["class": "rest"],
                    .element("th", ["scope": "row"], .text(report.fewerLabel)),
                    .element("td", ["class": "number"], .text(Figures.text(report.revenue.fewer))),
                    .element("td", ["class": "number"], .text("not told"))))
        }
        let head = HTML.element(
            "tr", [:],
            .element("th", ["scope": "col"], .text("Currency")),
            .element("th", ["scope": "col", "class": "number"], .text("Orders")),
            .element("th", ["scope": "col", "class": "number"], .text("Amount")))
        return .element(
            "section", ["class": "card"],
            .element("h2", [:], .text("Revenue")),
            rows.isEmpty
                ? .element("p", ["class": "quiet"], .text("No revenue yet."))
                : .element(
                    "table", [:], .element("thead", [:], head), .element("tbody", [:], rows)))
    }

    private var footer: HTML {
        let smallest = report.smallestGroup
        let hiding =
            smallest > 1
            ? "On each day, values with fewer than \(smallest) are counted together without a name. "
            : ""
        return .element(
            "footer", [:],
            .element(
                "p", [:],
                .text("Counts per day in UTC. \(hiding)Behind these numbers no visitor is stored.")),
            .element(
                "p", [:],
                .element("a", ["href": "/metrics"], .text("Metrics")), .text(" · "),
                .element("a", ["href": "/readyz"], .text("Readiness"))))
    }
}
