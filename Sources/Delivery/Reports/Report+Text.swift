extension Report {
    /// Aligned columns for a terminal.
    ///
    /// Characters that could move the cursor or the reading direction are replaced.
    package func text(_ sections: [ReportSection] = ReportSection.allCases) -> String {
        // Only shops that read server logs have bots apart.
        let shown = sections.filter { $0 != .bot || hasBots || sections.count == 1 }
        let parts = shown.map { section in
            section == .day ? dayText : table(section)
        }
        return heading + parts.joined()
    }

    private var hasBots: Bool { !botViews.isZero }

    private var heading: String {
        let range = from == through ? "\(from)" : "\(from) to \(through)"
        return [site, destination].compactMap { $0.map(Self.printable) }.joined(separator: ", ")
            + (site == nil && destination == nil ? "All sites" : "")
            + ", \(range) (UTC). Groups below \(smallestGroup) are not named.\n"
    }

    private var dayText: String {
        let rows = days.map {
            [$0.day.description, text($0.pageViews), text($0.sales), text($0.otherEvents)]
                + (hasBots ? [text($0.bots)] : [])
        }
        return Self.aligned(
            ["Day", "Page views", "Sales", "Other events"] + (hasBots ? ["Bots"] : []), rows)
    }

    private func table(_ section: ReportSection) -> String {
        let lines = lines(section)
        guard section != .revenue else {
            let rows = revenue.rows.map {
                [Self.printable($0.currency), String($0.orders), Money.text(cents: $0.cents)]
            }
            let fewer = revenue.fewer > 0 ? [[fewerLabel, String(revenue.fewer), ""]] : []
            return Self.aligned(["Revenue", "Orders", "Amount"], rows + fewer)
        }
        return Self.aligned(
            [section.title, section.unit],
            lines.map { [Self.printable($0.value), $0.number] })
    }

    /// The first column to the left, numbers to the right, a blank line before.
    private static func aligned(_ header: [String], _ rows: [[String]]) -> String {
        let shown = rows.isEmpty ? [["(nothing)"] + header.dropFirst().map { _ in "" }] : rows
        let widths = header.indices.map { column in
            ([header] + shown).map { $0[column].count }.max() ?? 0
        }
        return "\n"
            + ([header] + shown).map { row in
                var line = ""
                for (column, cell) in row.enumerated() {
                    let padding = String(repeating: " ", count: widths[column] - cell.count)
                    line += column == 0 ? cell + padding : "  " + padding + cell
                }
                while line.last == " " { line.removeLast() }
                return line + "\n"
            }.joined()
    }

    /// `value` without control and format characters: no escape sequence reaches a terminal.
    static func printable(_ value: String) -> String {
        var result = ""
        for scalar in value.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate:
                result.unicodeScalars.append("\u{FFFD}")
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

extension ReportSection {
    var title: String {
        switch self {
        case .day: "Day"
        case .page: "Page"
        case .referrer: "Referrer"
        case .browser: "Browser"
        case .system: "System"
        case .event: "Event"
        case .revenue: "Revenue"
        case .bot: "Bot"
        case .outcome: "Outcome"
        }
    }

    /// What the numbers of a section count.
    fileprivate var unit: String {
        switch self {
        case .event: "Events"
        case .outcome: "Requests"
        case .bot: "Pages"
        default: "Page views"
        }
    }
}
