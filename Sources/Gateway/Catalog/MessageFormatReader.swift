import Decoding
import Privacy

/// Reads a log format whose lines are a head, a text and named values: `codec: message`.
struct MessageFormatReader {
    let mistakes: MistakeList
    /// Whether the file is of a shop, which need not say where it knows its format from.
    var isOwn = false

    private var reader: YAMLReader { YAMLReader(mistakes: mistakes) }

    static let required = ["log-format", "codec", "layout", "fields"]
    static let optional = ["begins", "values", "object"]

    /// The format, or `nil` if the file has not even the shape of one.
    ///
    /// Reported: unknown layouts, and fields that the layout does not have or that have no kind.
    func read(_ root: YAMLNode, name: String) -> LogFormatDefinition? {
        guard
            reader.checkFormatFile(
                root, name: name, isOwn: isOwn,
                required: Self.required,
                optional: Self.optional)
        else { return nil }
        _ = root["begins"].flatMap { reader.words($0, of: "begins", as: LineBeginning.self) }
        let layout: MessageLayout? = root["layout"].flatMap { reader.word($0, of: "layout") }
        guard let layout, let node = root["fields"] else { return nil }
        let fields = FieldMapReader(mistakes: mistakes, patterns: .names).fields(node, of: "fields")
        let known = layout.fields.map(\.rawValue)
        reader.checkNames(fields, of: "field", known: known)
        for name in known where !fields.contains(where: { $0.pattern == name }) {
            mistakes.add(node.line, "the layout's field \(Wording.quoted(name)) has no kind")
        }
        var message = MessageDefinition()
        message.layout = layout
        message.values = reader.named(root["values"], of: "values")
        message.members = reader.named(root["object"], of: "object")
        if let members = root["object"], !layout.fields.contains(.context) {
            mistakes.add(members.line, "object has no effect on the layout \(layout.rawValue)")
        }
        var format = LogFormatDefinition(
            name: name, file: mistakes.file, codec: .message, syntax: .apache, format: "",
            columns: fields)
        format.message = message
        return format
    }
}
