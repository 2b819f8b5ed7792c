import Privacy

extension YAMLReader {
    /// Whether a log format file has the keys of its codec; checks the name and sources that all have.
    ///
    /// A file of a shop need not say where it knows its format from.
    func checkFormatFile(
        _ root: YAMLNode, name: String, isOwn: Bool, required: [String], optional: [String]
    ) -> Bool {
        guard
            checkKeys(
                root, of: "a log format file", required: required + (isOwn ? [] : ["sources"]),
                optional: optional + (isOwn ? ["sources"] : []))
        else { return false }
        checkName(root["log-format"], key: "log-format", name: name)
        _ = root["sources"].map(sources)
        return true
    }

    /// Fields under a key that may be missing, by their exact names.
    func named(_ node: YAMLNode?, of key: String) -> [FieldDefinition] {
        node.map { FieldMapReader(mistakes: mistakes, patterns: .names).fields($0, of: key) } ?? []
    }

    /// Reports names that mean nothing, each with the nearest that does.
    func checkNames(_ fields: [FieldDefinition], of subject: String, known: [String]) {
        for field in fields where !known.contains(field.pattern) {
            mistakes.add(field.line, Wording.unknown(subject, field.pattern, known: known))
        }
    }
}
