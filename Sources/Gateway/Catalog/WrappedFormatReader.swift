import Privacy

/// Reads a log format whose lines are other lines behind a head: `codec: wrapped`.
struct WrappedFormatReader {
    let mistakes: MistakeList
    /// Whether the file is of a shop, which need not say where it knows its format from.
    var isOwn = false

    private var reader: YAMLReader { YAMLReader(mistakes: mistakes) }

    static let required = ["log-format", "codec", "head", "fields"]
    static let optional = ["begins", "structured-data", "values", "programs", "lines-of", "texts"]

    /// The format, or `nil` if the file has not even the shape of one.
    ///
    /// Reported: unknown heads and fields, and what belongs to programs where a head names none.
    func read(_ root: YAMLNode, name: String) -> LogFormatDefinition? {
        guard
            reader.checkFormatFile(
                root, name: name, isOwn: isOwn,
                required: Self.required,
                optional: Self.optional)
        else { return nil }
        _ = root["begins"].flatMap { reader.words($0, of: "begins", as: LineBeginning.self) }
        let head: LogHead? = root["head"].flatMap { reader.word($0, of: "head") }
        guard let head, let node = root["fields"] else { return nil }
        let fields = FieldMapReader(mistakes: mistakes, patterns: .names).fields(node, of: "fields")
        reader.checkNames(fields, of: "field", known: WrappedField.allCases.map(\.rawValue))
        var wrapping = WrappingDefinition()
        wrapping.head = head
        wrapping.structuredData = reader.named(root["structured-data"], of: "structured-data")
        wrapping.values = reader.named(root["values"], of: "values")
        wrapping.programs = root["programs"].map(programs) ?? []
        wrapping.linesOf = root["lines-of"].map { texts($0, of: "lines-of") } ?? []
        wrapping.textNames = root["texts"].map { texts($0, of: "texts") } ?? []
        if head == .container {
            for key in ["structured-data", "programs", "lines-of", "texts"] {
                guard let node = root[key] else { continue }
                mistakes.add(node.line, "\(key) has no effect on the head \(head.rawValue)")
            }
        }
        var format = LogFormatDefinition(
            name: name, file: mistakes.file, codec: .wrapped, syntax: .apache, format: "",
            columns: fields)
        format.wrapping = wrapping
        return format
    }

    /// Such as `nginx: [combined, nginx-error]`.
    private func programs(_ node: YAMLNode) -> [ProgramLines] {
        let expected = "programs with lists of formats, such as nginx: [combined]"
        let entries = reader.entries(node, of: "programs", expected: expected) ?? []
        return entries.map { entry in
            ProgramLines(
                name: entry.key,
                formats: texts(entry.value, of: "the program \(Wording.quoted(entry.key))"))
        }
    }

    private func texts(_ node: YAMLNode, of key: String) -> [String] {
        let expected = "a list of names"
        let elements = reader.list(node, of: key, expected: expected) ?? []
        return elements.compactMap { reader.text($0, of: key, expected: "a name") }
    }
}
