import Privacy

extension LogFormatReader {
    /// A format whose lines are JSON objects.
    ///
    /// Reported: names that differ by case alone, and more `members` than are looked for.
    func readJSON(_ root: YAMLNode, name: String) -> LogFormatDefinition? {
        let reader = YAMLReader(mistakes: mistakes)
        guard
            reader.checkFormatFile(
                root, name: name, isOwn: isOwn,
                required: ["log-format", "codec", "fields"],
                optional: ["members"])
        else { return nil }
        let fields = root["fields"].map {
            FieldMapReader(mistakes: mistakes, patterns: .names, isLog: true).fields(
                $0, of: "fields")
        }
        guard let fields else { return nil }
        checkSpelling(fields)
        var definition = LogFormatDefinition(
            name: name, file: mistakes.file, codec: .json, syntax: .apache, format: "",
            columns: fields)
        definition.members = root["members"].map(members) ?? []
        return definition
    }

    private func members(_ node: YAMLNode) -> [String] {
        let reader = YAMLReader(mistakes: mistakes)
        let expected = "a list of names such as [level, ts, request]"
        let names = (reader.list(node, of: "members", expected: expected) ?? []).compactMap {
            reader.text($0, of: "members", expected: expected)
        }
        if names.count > LogFormatDefinition.mostMembers {
            mistakes.add(
                node.line, "members has more than \(LogFormatDefinition.mostMembers) names")
        }
        return names
    }

    private func checkSpelling(_ fields: [FieldDefinition]) {
        var lines: [String: Int] = [:]
        for field in fields {
            if let line = lines[field.pattern.lowercased()] {
                mistakes.add(
                    field.line,
                    "\(Wording.quoted(field.pattern)) is spelled like the name on line \(line); names do not differ by case alone"
                )
            }
            lines[field.pattern.lowercased()] = field.line
            checkSpelling(field.fields)
        }
    }
}
