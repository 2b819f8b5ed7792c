import Decoding
import Privacy

/// Reads `config/log-formats/<name>.yaml`.
struct LogFormatReader {
    let mistakes: MistakeList
    /// Whether the file is of a shop, which need not say where it knows its format from.
    var isOwn = false

    var reader: YAMLReader { YAMLReader(mistakes: mistakes) }

    /// A named format, or `nil` if the file has not even the shape of one.
    ///
    /// What else a file has depends on its codec.
    func read(_ root: YAMLNode, name: String) -> LogFormatDefinition? {
        let codec: LogCodec? = root["codec"].flatMap { reader.word($0, of: "codec") }
        switch codec {
        case .accessLog: return readAccessLog(root, name: name)
        case .json: return readJSON(root, name: name)
        case .w3c: return readW3C(root, name: name)
        case .wrapped:
            return WrappedFormatReader(mistakes: mistakes, isOwn: isOwn).read(root, name: name)
        case .message:
            return MessageFormatReader(mistakes: mistakes, isOwn: isOwn).read(root, name: name)
        case nil:
            _ = reader.checkKeys(
                root, of: "a log format file", required: ["log-format", "sources", "codec"],
                optional: [
                    "syntax", "format", "columns", "fields", "escapes", "named-only", "also",
                    "separator", "marks", "begins", "head", "layout",
                ])
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
