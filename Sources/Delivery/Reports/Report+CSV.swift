extension Report {
    /// RFC 4180 text with the columns `section,value,measure,number`, lines ended by CRLF.
    ///
    /// Values that a spreadsheet would run as a formula get a leading apostrophe (OWASP, "CSV
    /// Injection").
    package func csv(_ sections: [ReportSection] = ReportSection.allCases) -> String {
        var text = "section,value,measure,number\r\n"
        for line in sections.flatMap({ lines($0) }) {
            text += line.section.rawValue + "," + Self.csvField(line.value) + ","
            text += line.measure + "," + line.number + "\r\n"
        }
        return text
    }

    static func csvField(_ value: String) -> String {
        var field = ""
        if let first = value.unicodeScalars.first, formulaStarts.contains(first) { field = "'" }
        field += value
        let needsQuotes = field.unicodeScalars.contains {
            $0 == "," || $0 == "\"" || $0 == "\r" || $0 == "\n"
        }
        guard needsQuotes else { return field }
        var quoted = "\""
        for scalar in field.unicodeScalars {
            if scalar == "\"" { quoted += "\"" }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }

    /// ASCII and full-width signs that spreadsheets read as the start of a formula.
    private static let formulaStarts: Set<Unicode.Scalar> = [
        "=", "+", "-", "@", "\t", "\r", "\n", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}",
    ]
}
