import Delivery

/// One table of the overview: values, their counts, and a bar behind each.
struct CountCard {
    /// Rows that are shown; the others are summed up in one line.
    static let shownRows = 10

    let title: String
    let unit: String
    let table: Report.Table
    let fewerLabel: String
    /// What stands there while there is nothing.
    let whenEmpty: String

    func html() -> HTML {
        .element(
            "section", ["class": "card"],
            .element("h2", [:], .text(title)),
            table.rows.isEmpty && table.fewer == 0
                ? .element("p", ["class": "quiet"], .text(whenEmpty)) : filled)
    }

    private var filled: HTML {
        let largest = max(table.rows.first?.count ?? 0, 1)
        var rows = table.rows.prefix(Self.shownRows).map { row in
            self.row(row.value, row.count, largest: largest)
        }
        let more = table.rows.dropFirst(Self.shownRows)
        if !more.isEmpty {
            let sum = more.reduce(0) { $0 + $1.count }
            rows.append(plainRow("\(Figures.text(more.count)) more", sum))
        }
        if table.fewer > 0 { rows.append(plainRow(fewerLabel, table.fewer)) }
        return .element(
            "table", [:],
            .element(
                "thead", [:],
                .element(
                    "tr", [:],
                    .element(
                        "th", ["scope": "col"], .element("span", ["class": "unseen"], .text(title))),
                    .element("th", ["scope": "col", "class": "number"], .text(unit)))),
            .element("tbody", [:], rows))
    }

    private func row(_ value: String, _ count: Int, largest: Int) -> HTML {
        // Per mille of the largest row, so that bars of one table can be compared.
        let length = Double(count) / Double(largest) * 1_000
        return .element(
            "tr", [:],
            .element(
                "th", ["scope": "row", "class": "value"],
                .element(
                    "svg",
                    [
                        "class": "bar", "viewBox": "0 0 1000 1", "preserveAspectRatio": "none",
                        "aria-hidden": "true",
                    ],
                    .element("rect", ["width": String(Int(length.rounded())), "height": "1"])),
                .element("span", ["title": value], .text(value))),
            .element("td", ["class": "number"], .text(Figures.text(count))))
    }

    private func plainRow(_ label: String, _ count: Int) -> HTML {
        .element(
            "tr", ["class": "rest"],
            .element(
                "th", ["scope": "row", "class": "value"], .element("span", [:], .text(label))),
            .element("td", ["class": "number"], .text(Figures.text(count))))
    }
}
