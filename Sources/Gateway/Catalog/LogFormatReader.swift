import Decoding
import Privacy

/// Reads `config/log-formats/<name>.yaml`.
struct LogFormatReader {
    let mistakes: MistakeList

    private var reader: YAMLReader { YAMLReader(mistakes: mistakes) }

    /// A named format, or `nil` if the file has not even the shape of one.
    ///
    /// What else a file has depends on its codec.
    func read(_ root: YAMLNode, name: String) -> LogFormatDefinition? {
        let codec: LogCodec? = root["codec"].flatMap { reader.word($0, of: "codec") }
        switch codec {
        case .accessLog: return readAccessLog(root, name: name)
        case .wrapped: return WrappedFormatReader(mistakes: mistakes).read(root, name: name)
        case .message: return MessageFormatReader(mistakes: mistakes).read(root, name: name)
        case .json, .w3c:
            return codec.flatMap { readFields(root, name: name, codec: $0) }
        case nil:
            _ = reader.checkKeys(
                root, of: "a log format file", required: ["log-format", "sources", "codec"],
                optional: ["syntax", "format", "columns", "fields"])
            return nil
        }
    }

    /// A format whose lines a format string lays out.
    ///
    /// Reported: a format string that does not compile, fields without a column, columns without a field.
    private func readAccessLog(_ root: YAMLNode, name: String) -> LogFormatDefinition? {
        guard
            reader.checkKeys(
                root, of: "a log format file",
                required: ["log-format", "sources", "codec", "syntax", "format", "columns"])
        else { return nil }
        reader.checkName(root["log-format"], key: "log-format", name: name)
        _ = root["sources"].map(reader.sources)
        let syntax: LogFormatSyntax? = root["syntax"].flatMap { reader.word($0, of: "syntax") }
        let columns = root["columns"].map {
            FieldMapReader(mistakes: mistakes, patterns: .directives).fields($0, of: "columns")
        }
        guard let syntax, let columns, let node = root["format"],
            let text = reader.text(node, of: "format", expected: "a format string")
        else { return nil }
        let format: AccessLogFormat
        switch AccessLogFormat.compiled(text, syntax: syntax) {
        case .success(let compiled): format = compiled
        case .failure(let fault):
            mistakes.add(node.line, "format: \(fault.message)")
            return nil
        }
        return LogFormatDefinition(
            name: name, file: mistakes.file, syntax: syntax, format: text,
            columns: ordered(columns, by: format, line: node.line))
    }

    /// A format whose lines name their fields themselves.
    private func readFields(
        _ root: YAMLNode, name: String, codec: LogCodec
    ) -> LogFormatDefinition? {
        guard
            reader.checkKeys(
                root, of: "a log format file",
                required: ["log-format", "sources", "codec", "fields"])
        else { return nil }
        reader.checkName(root["log-format"], key: "log-format", name: name)
        _ = root["sources"].map(reader.sources)
        let fields = root["fields"].map {
            FieldMapReader(mistakes: mistakes, patterns: .names).fields($0, of: "fields")
        }
        return fields.map {
            LogFormatDefinition(
                name: name, file: mistakes.file, codec: codec, syntax: .apache, format: "",
                columns: $0)
        }
    }

    /// The columns in the order of the format.
    private func ordered(
        _ columns: [FieldDefinition], by format: AccessLogFormat, line: Int
    ) -> [FieldDefinition] {
        for column in columns where !format.fields.contains(where: { $0.text == column.pattern }) {
            mistakes.add(
                column.line,
                Wording.unknown("column", column.pattern, known: format.fields.map(\.text))
                    + " (as in the format)")
        }
        return format.fields.compactMap { field in
            if let column = columns.first(where: { $0.pattern == field.text }) { return column }
            mistakes.add(line, "the format's \(Wording.quoted(field.text)) has no column")
            return nil
        }
    }

    /// A table of directives or variables, or `nil` if the file has not even the shape of one.
    func readTable(_ root: YAMLNode, name: String, syntax: LogFormatSyntax) -> LogColumnTable? {
        guard
            reader.checkKeys(root, of: "a table file", required: ["table", "sources", "columns"])
        else { return nil }
        reader.checkName(root["table"], key: "table", name: name)
        _ = root["sources"].map(reader.sources)
        let columns = root["columns"].map {
            FieldMapReader(mistakes: mistakes, patterns: .directives).fields($0, of: "columns")
        }
        guard let columns else { return nil }
        let table = LogColumnTable(columns: columns)
        for column in columns where !table.finds(column) {
            mistakes.add(
                column.line,
                "\(Wording.quoted(column.pattern)) is spelled like an earlier one; names do not differ by case alone"
            )
        }
        return table
    }
}

extension AccessLogFormat {
    /// Compiles a format string in one of the two languages.
    static func compiled(
        _ format: String, syntax: LogFormatSyntax
    ) -> Result<AccessLogFormat, LogFormatFault> {
        Result { () throws(LogFormatFault) in
            switch syntax {
            case .apache: try AccessLogFormat(apache: format)
            case .nginx: try AccessLogFormat(nginx: format)
            }
        }
    }
}

extension LogFormatFault {
    /// The fault in words.
    var message: String {
        let word = Wording.quoted(directive)
        let text =
            switch reason {
            case .noFields: "the format string has no field"
            case .tooManyFields: "the format string has more than \(LogFields.capacity) fields"
            case .incompleteDirective: "\(word) is no directive"
            case .unknownDirective: "unknown directive \(word)"
            case .wrongArgument:
                "\(word) has an argument that the directive does not take, or lacks one"
            case .noSeparator: "nothing separates \(word) from the field before it"
            case .lineBreak: "the format string holds a line break"
            case .unknownEscape: "unknown escape; expected default, json or none"
            }
        let nearest = nearest.map { "; did you mean \(Wording.quoted($0))?" } ?? ""
        return "\(text) (at byte \(offset))\(nearest)"
    }
}
