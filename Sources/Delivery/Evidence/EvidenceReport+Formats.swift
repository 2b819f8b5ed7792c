import Foundation

extension EvidenceReport {
    /// The names of the columns of a table; the first is missing where one row is the whole range.
    private static let columns = [
        "Time", "Site", "Destination", "Coverage", "Action", "Rule", "Signals", "Count", "values≈",
    ]

    /// How many columns at the end are numbers.
    private static let numbers = 2

    private func cells(_ row: Row) -> [String] {
        [
            row.time, row.site, row.destination, row.coverage, row.action, row.rule, row.signals,
            String(row.count), String(row.values) + (row.valuesAtLeast ? "+" : ""),
        ]
    }

    /// Aligned columns for a terminal.
    ///
    /// Characters that could move the cursor or the reading direction are replaced.
    package func text() -> String {
        let skipped = per == .range ? 1 : 0
        let header = Array(Self.columns.dropFirst(skipped))
        let lines = rows.map { cells($0).dropFirst(skipped).map(Report.printable) }
        let shown =
            lines.isEmpty ? [["(nothing)"] + header.dropFirst().map { _ in "" }] : lines
        let widths = header.indices.map { column in
            ([header] + shown).map { $0[column].count }.max() ?? 0
        }
        return heading + "\n"
            + ([header] + shown).map { row in
                var line = ""
                for (column, cell) in row.enumerated() {
                    let padding = String(repeating: " ", count: widths[column] - cell.count)
                    let isNumber = column >= header.count - Self.numbers
                    line += (column == 0 ? "" : "  ") + (isNumber ? padding + cell : cell + padding)
                }
                while line.last == " " { line.removeLast() }
                return line + "\n"
            }.joined()
    }

    private var heading: String {
        let range = from == through ? "\(from)" : "\(from) to \(through)"
        let place = [site, destination].compactMap { $0.map(Report.printable) }
        return (place.isEmpty ? "All sites" : place.joined(separator: ", "))
            + ", \(range) (UTC). Evidence of decisions; values≈ counts each day by itself.\n"
    }

    /// RFC 4180 text, lines ended by CRLF, with a line of column names.
    ///
    /// Values that a spreadsheet would run as a formula get a leading apostrophe.
    package func csv() -> String {
        var text = "time,site,destination,coverage,action,rule,signals,count,values,at_least\r\n"
        for row in rows {
            let fields = cells(row).dropLast(Self.numbers).map(Report.csvField)
            text += fields.joined(separator: ",")
            text += ",\(row.count),\(row.values),\(row.valuesAtLeast)\r\n"
        }
        return text
    }

    /// The report as JSON: snake case, sorted, two spaces, one line feed at the end.
    package func json() throws(StoreError) -> String {
        try ReportJSON.text(self)
    }
}
