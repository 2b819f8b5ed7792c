import Delivery

/// Page views per day as bars, with the same numbers as a table.
///
/// The bars are an SVG that stretches; all text is HTML beside it, so it stays readable on a
/// small screen.
enum DayChart {
    /// Units of the drawing; it is stretched to the page.
    private static let height = 100.0
    private static let step = 10.0

    static func html(_ report: Report) -> HTML {
        let largest = report.days.map(\.pageViews.count).max() ?? 0
        let scale = Figures.scale(largest)
        return .element(
            "figure", ["class": "chart"],
            .element(
                "figcaption", [:],
                .element("h2", [:], .text("Page views per day")),
                .element("span", ["class": "quiet"], .text("days in UTC, today so far"))),
            .element(
                "div", ["class": "plot"],
                .element(
                    "div", ["class": "scale", "aria-hidden": "true"],
                    .element("span", [:], .text(Figures.text(scale))),
                    .element("span", [:], .text(scale > 1 ? Figures.text(scale / 2) : "")),
                    .element("span", [:], .text("0"))),
                bars(report, scale: scale)),
            labels(report.days),
            table(report))
    }

    private static func bars(_ report: Report, scale: Int) -> HTML {
        let width = step * Double(report.days.count)
        var parts = [0.0, 0.5, 1.0].map { position in
            HTML.element(
                "line",
                [
                    "x1": "0", "x2": number(width), "y1": number(height * position),
                    "y2": number(height * position),
                ])
        }
        for (index, day) in report.days.enumerated() {
            parts.append(bar(day, at: index, of: report, scale: scale))
        }
        return .element(
            "svg",
            [
                "viewBox": "0 0 \(number(width)) \(number(height))", "preserveAspectRatio": "none",
                "role": "img", "aria-label": "Bar chart; the numbers are in the table below",
            ], parts)
    }

    private static func bar(
        _ day: Report.DayTotals, at index: Int, of report: Report, scale: Int
    ) -> HTML {
        let total = day.pageViews
        let text = Figures.text(total, smallest: report.smallestGroup)
        let isWithheld = total.count == 0 && total.withheld > 0
        // A day whose number may not be told gets a mark of constant height.
        let share = isWithheld ? 0.03 : Double(total.count) / Double(scale)
        let isToday = index == report.days.count - 1
        return .element(
            "rect",
            [
                "class": isWithheld ? "withheld" : isToday ? "today" : "day",
                "x": number(step * Double(index) + 1.2), "width": number(step - 2.4),
                "y": number(height * (1 - share)), "height": number(height * share),
            ],
            .element("title", [:], .text("\(Figures.long(day.day)): \(text)")))
    }

    /// First, middle and last day below the bars.
    private static func labels(_ days: [Report.DayTotals]) -> HTML {
        guard let first = days.first, let last = days.last else { return HTML() }
        var shown = [first.day]
        if days.count > 6 { shown.append(days[days.count / 2].day) }
        if days.count > 1 { shown.append(last.day) }
        return .element(
            "div", ["class": "axis", "aria-hidden": "true"],
            shown.map { .element("span", [:], .text(Figures.short($0))) })
    }

    private static func table(_ report: Report) -> HTML {
        let hasBots = !report.botViews.isZero
        let rows = report.days.reversed().map { day in
            let name = HTML.element(
                "th", ["scope": "row"],
                .element("time", ["datetime": day.day.description], .text(Figures.long(day.day))))
            return HTML.element(
                "tr", [:],
                [name]
                    + [day.pageViews, day.sales, day.otherEvents]
                    .map { cell($0, report) } + (hasBots ? [cell(day.bots, report)] : []))
        }
        return .element(
            "details", [:],
            .element("summary", [:], .text("The numbers")),
            .element(
                "table", [:],
                .element(
                    "thead", [:],
                    .element(
                        "tr", [:],
                        [.element("th", ["scope": "col"], .text("Day"))]
                            + (["Page views", "Sales", "Other events"] + (hasBots ? ["Bots"] : []))
                            .map {
                                .element("th", ["scope": "col", "class": "number"], .text($0))
                            })),
                .element("tbody", [:], rows)))
    }

    private static func cell(_ total: Report.Total, _ report: Report) -> HTML {
        .element(
            "td", ["class": "number"],
            .text(Figures.text(total, smallest: report.smallestGroup)))
    }

    /// At most two decimals.
    private static func number(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        if hundredths % 100 == 0 { return String(hundredths / 100) }
        return Money.text(cents: hundredths)
    }
}
