/// A table in plain text: a heading, one line per row, long cells cut to the width.
struct TextTable {
    /// How a column behaves where there is too little room.
    enum Column {
        /// As wide as its longest cell.
        case whole
        /// Never cut, and not counted: who asks for it has a wide window.
        case beyond
        /// Cut at its end: first to a width that can be read, then to the least.
        case cutAtEnd(readable: Int, least: Int)
        /// Cut at its beginning: the end of `FILE:LINE` says more.
        case cutAtStart(readable: Int, least: Int)

        fileprivate var readable: Int {
            switch self {
            case .whole, .beyond: .max
            case .cutAtEnd(let readable, _), .cutAtStart(let readable, _): readable
            }
        }

        fileprivate var least: Int {
            switch self {
            case .whole, .beyond: .max
            case .cutAtEnd(_, let least), .cutAtStart(_, let least): least
            }
        }
    }

    private let columns: [Column]
    private var rows: [[String]] = []
    private static let gap = 2

    init(_ headings: [(String, Column)]) {
        columns = headings.map(\.1)
        rows.append(headings.map(\.0))
    }

    /// Adds a row with a cell for each column; control characters cannot reach a terminal.
    mutating func append(_ cells: [String]) { rows.append(cells.map(\.printable)) }

    /// Adds a line of its own above the following rows.
    mutating func append(title: String) { rows.append([title.printable]) }

    /// The lines, each indented and without spaces at its end.
    func text(width: Int, indent: String) -> String {
        let widths = widths(fitting: width - indent.count)
        var text = ""
        for row in rows {
            var line = indent
            if row.count == 1, columns.count > 1 {
                line += row[0]
            } else {
                for (index, cell) in row.enumerated() {
                    let cut = cut(cell, column: index, to: widths[index])
                    let isLast = index == row.count - 1
                    line += isLast ? cut : cut.padded(to: widths[index] + Self.gap)
                }
            }
            while line.last == " " { line.removeLast() }
            text += line + "\n"
        }
        return text
    }

    private func widths(fitting total: Int) -> [Int] {
        var widths = columns.indices.map { column in
            rows.filter { $0.count == columns.count }.map { $0[column].count }.max() ?? 0
        }
        let counted = columns.indices.filter {
            if case .beyond = columns[$0] { false } else { true }
        }
        var excess =
            counted.map { widths[$0] }.reduce(0, +) + Self.gap * (counted.count - 1) - total
        // From the last column to the first: what leaves stands whole below the table.
        for least in [columns.map(\.readable), columns.map(\.least)] {
            for column in columns.indices.reversed() where excess > 0 {
                let saved = min(excess, max(0, widths[column] - least[column]))
                widths[column] -= saved
                excess -= saved
            }
        }
        return widths
    }

    private func cut(_ cell: String, column: Int, to width: Int) -> String {
        guard cell.count > width else { return cell }
        if case .cutAtStart = columns[column] { return "…" + cell.suffix(max(width - 1, 0)) }
        return cell.prefix(max(width - 1, 0)) + "…"
    }
}

extension String {
    /// The text on one line, without control characters.
    var printable: String {
        String(String.UnicodeScalarView(unicodeScalars.map(\.printable)))
    }

    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(width - count, 0))
    }
}

extension Unicode.Scalar {
    /// The scalar, or the replacement character for one that could steer a terminal.
    fileprivate var printable: Unicode.Scalar {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: "\u{FFFD}"
        default: self
        }
    }
}
