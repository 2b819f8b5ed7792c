package import Decoding
package import Privacy

/// The kinds of all directives or variables of a server, for format strings of the administrator.
///
/// What the table does not name is `unknown`.
package struct LogColumnTable: Sendable {
    private var exact: [String: FieldDefinition] = [:]
    /// Columns with `*` for the free part, by the text before it; the longest first.
    private var patterns: [(before: String, after: String, column: FieldDefinition)] = []

    init(columns: [FieldDefinition]) {
        for column in columns {
            let name = Self.canonical(column.pattern)
            if let star = name.firstIndex(of: "*") {
                patterns.append(
                    (String(name[..<star]), String(name[name.index(after: star)...]), column))
            } else if exact[name] == nil {
                exact[name] = column
            }
        }
        patterns.sort { $0.before.count > $1.before.count }
    }

    /// The column of a field of a compiled format; its pattern is the directive as written there.
    package func column(for field: LogFieldDescription) -> FieldDefinition {
        let name = Self.canonical(Self.name(of: field))
        let match =
            exact[name]
            ?? patterns.first {
                name.count > $0.before.count + $0.after.count && name.hasPrefix($0.before)
                    && name.hasSuffix($0.after)
            }?.column
        guard var column = match else {
            return FieldDefinition(pattern: field.text, kind: .unknown)
        }
        column.pattern = field.text
        return column
    }

    /// Whether a column of the table is the one found under its own name.
    func finds(_ column: FieldDefinition) -> Bool {
        column.pattern.contains("*") || exact[Self.canonical(column.pattern)]?.line == column.line
    }

    /// The name in the form that the table has, without conditions and redirection marks.
    private static func name(of field: LogFieldDescription) -> String {
        switch field.key {
        // Path and query with nothing between them are one field.
        case .directive("U") where field.text != "%U" && field.text.hasSuffix("q"): "%U%q"
        case .directive(let letters): "%\(letters)"
        case .parameterized(let letters, let argument): "%{\(argument)}\(letters)"
        case .header(let name): "%{\(name)}i"
        case .responseHeader(let name): "%{\(name)}o"
        case .cookie(let name): "%{\(name)}C"
        case .variable(let name): "$\(name)"
        case .named(let name): name
        }
    }

    /// The name with its argument in lower case; header names do not differ by case (RFC 9110, 5.1).
    private static func canonical(_ name: String) -> String {
        guard let close = name.lastIndex(of: "}") else { return name }
        return name[..<close].lowercased() + name[close...]
    }
}

extension Catalog {
    /// A format made from the string of a server's configuration.
    ///
    /// A mistake in the string is a fault of line 1 of `source`.
    package func logFormat(
        _ format: String, syntax: LogFormatSyntax, source: String
    ) throws(ConfigurationFault) -> LogFormatDefinition {
        let table = try columnTable(of: syntax)
        switch AccessLogFormat.compiled(format, syntax: syntax) {
        case .failure(let fault):
            throw .mistakes([
                ConfigurationMistake(file: source, line: 1, message: fault.message)
            ])
        case .success(let compiled):
            return LogFormatDefinition(
                name: format, file: source, syntax: syntax, format: format,
                columns: compiled.fields.map { table.column(for: $0) })
        }
    }
}
