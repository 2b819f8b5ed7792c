import Privacy

/// Reads `config/vendors/<name>.yaml`.
struct VendorReader {
    let mistakes: MistakeList

    private var reader: YAMLReader { YAMLReader(mistakes: mistakes) }

    /// The vendor, or `nil` if the file has not even the shape of one.
    func read(_ root: YAMLNode, name: String) -> VendorDefinition? {
        guard
            reader.checkKeys(
                root, of: "a vendor file",
                required: ["vendor", "sources", "needs", "endpoints", "fields"],
                optional: ["signals"])
        else { return nil }
        reader.checkName(root["vendor"], key: "vendor", name: name)
        let fields =
            root["fields"].map {
                FieldMapReader(mistakes: mistakes, patterns: .names).fields($0, of: "fields")
            } ?? []
        return VendorDefinition(
            name: name, sources: root["sources"].map(reader.sources) ?? [],
            endpoints: root["endpoints"].map(endpoints) ?? [],
            needs: root["needs"].flatMap { reader.words($0, of: "needs") } ?? [],
            signals: root["signals"].map { signals($0, fields: fields) } ?? [],
            map: FieldMapDefinition(name: name, file: mistakes.file, fields: fields))
    }

    // MARK: Signals

    private func signals(_ node: YAMLNode, fields: [FieldDefinition]) -> [SignalField] {
        let known = ConsentSignal.allCases.map(\.rawValue)
        let expected = "signals such as gcs: gcs"
        var signals: [SignalField] = []
        for entry in reader.entries(node, of: "signals", expected: expected) ?? [] {
            let signal = ConsentSignal(rawValue: entry.key)
            if signal == nil {
                mistakes.add(entry.line, Wording.unknown("signal", entry.key, known: known))
            }
            guard
                let field = reader.text(entry.value, of: entry.key, expected: "the name of a field")
            else { continue }
            switch fields.first(where: { $0.pattern == field }) {
            case nil:
                mistakes.add(
                    entry.value.line,
                    Wording.unknown(
                        "field", field, known: fields.map(\.pattern).filter { !$0.isWildcard }))
            case let definition? where definition.kind != .consent:
                mistakes.add(
                    entry.value.line,
                    "the field \(Wording.quoted(field)) carries a signal and has the kind \(definition.kind.rawValue) (line \(definition.line)); expected consent"
                )
            case _?:
                if let signal { signals.append(SignalField(signal: signal, field: field)) }
            }
        }
        return signals
    }

    // MARK: Endpoints

    private enum Method: String, CaseIterable {
        case get = "GET"
        case post = "POST"
    }

    private func endpoints(_ node: YAMLNode) -> [EndpointDefinition] {
        let expected = "a list of endpoints such as - path: /g/collect"
        var endpoints: [EndpointDefinition] = []
        for node in reader.list(node, of: "endpoints", expected: expected) ?? [] {
            guard
                reader.checkKeys(
                    node, of: "an endpoint", required: ["path", "methods", "body", "answer"])
            else { continue }
            let path = node["path"].flatMap(path)
            let methods: [Method]? = node["methods"].flatMap { reader.words($0, of: "methods") }
            let body: BodyLayout? = node["body"].flatMap { reader.word($0, of: "body") }
            let answer: AnswerShape? = node["answer"].flatMap { reader.word($0, of: "answer") }
            guard let path, let methods, let body, let answer else { continue }
            if body != .none, !methods.contains(.post) {
                mistakes.add(
                    node.line, "the endpoint \(path) has a body and no POST; expected body: none")
            }
            let names = methods.map(\.rawValue)
            if endpoints.contains(where: {
                $0.path == path && !Set($0.methods).isDisjoint(with: names)
            }) {
                mistakes.add(node.line, "two endpoints answer \(Wording.oneOf(names)) \(path)")
            }
            endpoints.append(
                EndpointDefinition(path: path, methods: names, body: body, answer: answer))
        }
        return endpoints
    }

    private func path(_ node: YAMLNode) -> String? {
        let expected = "a path such as /g/collect"
        guard let text = reader.text(node, of: "path", expected: expected) else { return nil }
        let isPath =
            text.hasPrefix("/")
            && text.utf8.allSatisfy {
                $0 > 0x20 && $0 < 0x7F && $0 != 0x3F && $0 != 0x23 && $0 != 0x25
            }
        guard isPath else {
            mistakes.add(node.line, "path is \(node.form); expected \(expected)")
            return nil
        }
        return text
    }
}

extension String {
    fileprivate var isWildcard: Bool { hasSuffix("*") || hasSuffix("#") }
}

extension YAMLReader {
    /// Checks that a file says the name that its file name says.
    func checkName(_ node: YAMLNode?, key: String, name: String) {
        guard let node, let text = text(node, of: key, expected: name), text != name else { return }
        mistakes.add(
            node.line,
            "\(key) is \(Wording.quoted(text)); expected \(name), after the name of the file")
    }

    /// Addresses of the documents that a file was written after.
    func sources(_ node: YAMLNode) -> [String] {
        let expected = "a list of https:// addresses"
        var sources: [String] = []
        for node in list(node, of: "sources", expected: expected) ?? [] {
            guard let text = text(node, of: "sources", expected: expected) else { continue }
            if text.hasPrefix("https://") {
                sources.append(text)
            } else {
                mistakes.add(node.line, "sources holds \(node.form); expected \(expected)")
            }
        }
        return sources
    }
}
