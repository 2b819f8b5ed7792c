import Decoding
import Privacy

extension LogFormatReader {
    /// How the lines of an access log are laid out.
    private enum Syntax: String, CaseIterable {
        /// Apache `LogFormat`.
        case apache
        /// nginx `log_format`.
        case nginx
        /// A template of ours, for servers without a language of their own.
        case layout
    }

    /// A format whose lines a format string lays out, or several that are tried in order.
    ///
    /// Reported: format strings that do not compile, fields without a column, columns without a field.
    func readAccessLog(_ root: YAMLNode, name: String) -> LogFormatDefinition? {
        guard
            reader.checkFormatFile(
                root, name: name, isOwn: isOwn,
                required: ["log-format", "codec", "syntax", "format", "columns"],
                optional: ["begins", "escapes", "named-only", "also"])
        else { return nil }
        let syntax: Syntax? = root["syntax"].flatMap { reader.word($0, of: "syntax") }
        let isNamedOnly =
            root["named-only"].flatMap { reader.flag($0, of: "named-only") } ?? false
        let also = texts(root["also"], of: "also", such: "[traefik-json]")
        let columns = root["columns"].map {
            FieldMapReader(
                mistakes: mistakes, patterns: .directives,
                furtherKeys: syntax == .layout ? Self.formKeys : []
            ).fields($0, of: "columns")
        }
        guard let syntax, let columns, let node = root["format"] else { return nil }
        if syntax != .layout, let escapes = root["escapes"] {
            mistakes.add(escapes.line, "escapes belongs to syntax: layout; \(syntax) knows its own")
        }
        let texts = formats(node)
        let escapes = root["escapes"].flatMap(escapeStyle) ?? .apache
        let forms = syntax == .layout ? root["columns"].map(self.forms) ?? [:] : [:]
        var found: [LogFormatDefinition] = []
        var known: [String] = []
        for text in texts {
            let template = LogTemplate(text.value, columns: forms, escapes: escapes)
            let compiled =
                switch syntax {
                case .apache: AccessLogFormat.compiled(text.value, syntax: .apache)
                case .nginx: AccessLogFormat.compiled(text.value, syntax: .nginx)
                case .layout: AccessLogFormat.compiled(template)
                }
            switch compiled {
            case .failure(let fault): mistakes.add(text.line, "format: \(fault.message)")
            case .success(let format):
                known += format.fields.map(\.text).filter { !known.contains($0) }
                var definition = LogFormatDefinition(
                    name: name, file: mistakes.file, syntax: syntax == .nginx ? .nginx : .apache,
                    format: text.value, columns: ordered(columns, by: format, line: text.line))
                definition.template = syntax == .layout ? template : nil
                found.append(definition)
            }
        }
        guard found.count == texts.count, var first = found.first else { return nil }
        for column in columns where !known.contains(column.pattern) {
            mistakes.add(
                column.line,
                Wording.unknown("column", column.pattern, known: known) + " (as in the format)")
        }
        first.alternatives = Array(found.dropFirst())
        first.isNamedOnly = isNamedOnly
        first.also = also
        return first
    }

    /// One format string, or a list of them.
    private func formats(_ node: YAMLNode) -> [(value: String, line: Int)] {
        let expected = "a format string, or a list of them"
        guard case .list(let nodes) = node.content else {
            return reader.text(node, of: "format", expected: expected).map { [($0, node.line)] }
                ?? []
        }
        if nodes.isEmpty { mistakes.add(node.line, "format is empty; expected \(expected)") }
        return nodes.compactMap { element in
            reader.text(element, of: "format", expected: expected).map { ($0, element.line) }
        }
    }

    /// The columns in the order of the format.
    private func ordered(
        _ columns: [FieldDefinition], by format: AccessLogFormat, line: Int
    ) -> [FieldDefinition] {
        format.fields.compactMap { field in
            if let column = columns.first(where: { $0.pattern == field.text }) { return column }
            mistakes.add(line, "the format's \(Wording.quoted(field.text)) has no column")
            return nil
        }
    }

    // MARK: Templates

    private static let formKeys = ["grammar", "read", "relayed", "missing", "parts"]

    private func escapeStyle(_ node: YAMLNode) -> LogEscapes.Style? {
        let word: EscapeWord? = reader.word(node, of: "escapes")
        return switch word {
        case .apache: .apache
        case .nginx: .nginx
        case .json: .json
        case .haproxy: .haproxy
        case .none?: LogEscapes.Style.none
        case nil: nil
        }
    }

    private enum EscapeWord: String, CaseIterable {
        case apache
        case nginx
        case json
        case haproxy
        case none
    }

    /// What each column must look like, and how far it reaches; the rest of a column is read by
    /// ``FieldMapReader``.
    func forms(_ node: YAMLNode) -> [String: LogColumnForm] {
        guard case .mapping(let entries) = node.content else { return [:] }
        var forms: [String: LogColumnForm] = [:]
        for entry in entries {
            var form = LogColumnForm()
            if case .mapping = entry.value.content { form = self.form(entry.value) }
            forms[entry.key] = form
        }
        return forms
    }

    private func form(_ node: YAMLNode) -> LogColumnForm {
        var form = LogColumnForm()
        if let grammar = node["grammar"],
            let text = reader.text(
                grammar, of: "grammar", expected: Wording.oneOf(LogFieldShape.named.keys.sorted()))
        {
            if let shape = LogFieldShape.named[text] {
                form.shape = shape
            } else {
                mistakes.add(
                    grammar.line,
                    Wording.unknown("grammar", text, known: LogFieldShape.named.keys.sorted()))
            }
        }
        form.extent = node["read"].flatMap { reader.word($0, of: "read") } ?? .word
        form.isRelayed = node["relayed"].flatMap { reader.flag($0, of: "relayed") } ?? false
        form.parts = node["parts"].flatMap { reader.word($0, of: "parts") }
        if let missing = node["missing"],
            let text = reader.text(missing, of: "missing", expected: "one character, or none")
        {
            let bytes = text == "none" ? [] : Array(text.utf8)
            if bytes.count > 1 {
                mistakes.add(missing.line, "missing is longer than one character")
            } else {
                form.leftOut = bytes.first
                if !form.shape.fits(bytes.span) {
                    mistakes.add(missing.line, "missing is not in the grammar of the column")
                }
            }
        }
        return form
    }
}

extension AccessLogFormat {
    /// Compiles a template.
    static func compiled(_ template: LogTemplate) -> Result<AccessLogFormat, LogFormatFault> {
        Result { () throws(LogFormatFault) in try AccessLogFormat(template) }
    }
}
