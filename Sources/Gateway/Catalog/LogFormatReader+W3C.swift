import Decoding
import Privacy

extension LogFormatReader {
    /// What stands between the columns.
    private enum Separator: String, CaseIterable {
        case tab
        case space
    }

    /// A table of the columns that a `#Fields` line may name.
    func readW3C(_ root: YAMLNode, name: String) -> LogFormatDefinition? {
        guard
            reader.checkFormatFile(
                root, name: name, isOwn: isOwn,
                required: ["log-format", "codec", "fields"],
                optional: ["begins", "separator", "marks", "also"])
        else { return nil }
        let separator: Separator? = root["separator"].flatMap { reader.word($0, of: "separator") }
        let fields = root["fields"].map {
            FieldMapReader(
                mistakes: mistakes, patterns: .directives, furtherKeys: ["grammar", "relayed"]
            ).fields($0, of: "fields")
        }
        guard let fields else { return nil }
        var seen: Set<String> = []
        for field in fields where !seen.insert(field.pattern.lowercased()).inserted {
            mistakes.add(
                field.line,
                "\(Wording.quoted(field.pattern)) is spelled like an earlier one; names do not differ by case alone"
            )
        }
        var definition = LogFormatDefinition(
            name: name, file: mistakes.file, codec: .w3c, syntax: .apache, format: "",
            columns: fields)
        definition.forms = root["fields"].map(forms) ?? [:]
        definition.isTabbed = separator.map { $0 == .tab }
        definition.marks = texts(root["marks"], of: "marks", such: "[x-edge-location]")
        definition.also = texts(root["also"], of: "also", such: "[w3c]")
        return definition
    }

    /// A list of texts; empty where the key is not there.
    func texts(_ node: YAMLNode?, of key: String, such example: String) -> [String] {
        let expected = "a list such as \(example)"
        let nodes = node.flatMap { reader.list($0, of: key, expected: expected) } ?? []
        return nodes.compactMap { reader.text($0, of: key, expected: expected) }
    }
}
