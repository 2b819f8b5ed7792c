/// What becomes of one line of a log.
///
/// The members are those of `matglas explain --format json`, with underscores between words. Nothing in
/// it is a value of the line as it arrived, unless that was asked for.
package struct LineExplanation: Encodable, Sendable {
    /// The format that the line fits; missing where it fits none.
    let lineFormat: String?
    let profile: String
    /// What a reader must know to read the rest.
    let notes: [String]
    /// In the order of the line.
    let columns: [Column]
    /// What the detectors find where the line is scrubbed as a whole; classes without finds are left out.
    let found: [Find]
    /// The whole line as it leaves.
    let result: String

    /// One column.
    struct Column: Encodable {
        /// As the format writes it: `%h`, `$remote_addr`.
        let directive: String
        let kind: String
        /// `FILE:LINE`; missing where no map names the directive.
        let rule: String?
        let treatment: String
        let bytes: Int
        /// What leaves; missing where the value is left out.
        let result: String?
        /// The value as it arrived, if that was asked for.
        let input: String?
    }

    /// How often a detector found something.
    struct Find: Encodable {
        let detector: String
        let count: Int
    }
}

extension LineExplanation {
    /// The explanation for people, in lines of about `width` characters.
    package func text(width: Int) -> String {
        var text = lineFormat.map { "format \($0)" } ?? "the line fits no format: it is scrubbed"
        text += ", profile \(profile)\n"
        for note in notes { text += "note: \(note)\n" }
        if !columns.isEmpty { text += "\n" + table.text(width: width, indent: "") }
        if columns.isEmpty {
            let finds = found.map { "\($0.count) \($0.detector)" }.joined(separator: ", ")
            text += "found: \(finds.isEmpty ? "nothing" : finds)\n"
        }
        return text + "\nthe line that leaves:\n\(result.printable)\n"
    }

    private var table: TextTable {
        let showsInput = columns.contains { $0.input != nil }
        var headings: [(String, TextTable.Column)] = [
            ("COLUMN", .cutAtEnd(readable: 26, least: 14)), ("KIND", .whole),
            ("RULE", .cutAtStart(readable: 28, least: 15)),
            ("TREATMENT", .cutAtEnd(readable: 21, least: 16)),
            ("WHAT LEAVES", .cutAtEnd(readable: 24, least: 12)),
        ]
        if showsInput { headings.append(("INPUT", .beyond)) }
        var table = TextTable(headings)
        for column in columns {
            let rule = column.rule.map {
                String($0[($0.lastIndex(of: "/").map($0.index(after:)) ?? $0.startIndex)...])
            }
            var cells = [
                column.directive, column.kind, rule ?? "no map names it", column.treatment,
                column.result ?? "removed",
            ]
            if showsInput { cells.append(column.input ?? "") }
            table.append(cells)
        }
        return table
    }
}
