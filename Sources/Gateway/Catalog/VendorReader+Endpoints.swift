import Privacy

extension VendorReader {
    private enum Method: String, CaseIterable {
        case get = "GET"
        case post = "POST"
    }

    /// The endpoints, in the order of the file.
    ///
    /// Reported: paths that overlap, bodies without POST, and answers that no client expects.
    func endpoints(_ node: YAMLNode) -> [EndpointDefinition] {
        let expected = "a list of endpoints such as - path: /g/collect"
        var endpoints: [EndpointDefinition] = []
        for node in reader.list(node, of: "endpoints", expected: expected) ?? [] {
            guard
                reader.checkKeys(
                    node, of: "an endpoint", required: ["path", "methods", "body", "answer"],
                    optional: ["recognise", "tunnel", "headers", "query", "fields"]),
                let endpoint = endpoint(node)
            else { continue }
            if let other = endpoints.first(where: {
                PathTemplate($0.path).overlaps(PathTemplate(endpoint.path))
                    && !Set($0.methods).isDisjoint(with: endpoint.methods)
            }) {
                mistakes.add(
                    node.line,
                    "two endpoints answer \(Wording.oneOf(endpoint.methods)) \(endpoint.path); the other is \(other.path) on line \(other.line)"
                )
            }
            endpoints.append(endpoint)
        }
        return endpoints
    }

    private func endpoint(_ node: YAMLNode) -> EndpointDefinition? {
        let path = node["path"].flatMap(path)
        let methods: [Method]? = node["methods"].flatMap { reader.words($0, of: "methods") }
        let body: [BodyLayout]? = node["body"].flatMap(layouts)
        let answer = node["answer"].flatMap(answer)
        guard let path, let methods, let body, let answer else { return nil }
        if body != [.none], !methods.contains(.post) {
            mistakes.add(
                node.line, "the endpoint \(path) has a body and no POST; expected body: none")
        }
        var endpoint = EndpointDefinition(
            path: path, methods: methods.map(\.rawValue), body: body, answer: answer)
        endpoint.line = node.line
        endpoint.recognised = node["recognise"].map(recognised) ?? []
        endpoint.isTunnel = node["tunnel"].flatMap { reader.flag($0, of: "tunnel") } ?? false
        if endpoint.isTunnel, body != [.envelope] {
            mistakes.add(
                node.line, "a tunnel reads its project from an envelope; expected body: envelope")
        }
        endpoint.headers = node["headers"].map {
            headers($0, reader: FieldMapReader(mistakes: mistakes, patterns: .names, level: .pairs))
        }
        endpoint.query = node["query"].map {
            FieldMapReader(mistakes: mistakes, patterns: .names, level: .pairs)
                .fields($0, of: "query")
        }
        endpoint.fields = node["fields"].map {
            FieldMapReader(
                mistakes: mistakes, patterns: .names,
                level: body.contains(where: \.isText) ? .text : .pairs
            ).fields($0, of: "fields")
        }
        return endpoint
    }

    /// One layout, or a list of those that are told apart by content.
    private func layouts(_ node: YAMLNode) -> [BodyLayout]? {
        guard case .list = node.content else {
            let layout: BodyLayout? = reader.word(node, of: "body")
            return layout.map { [$0] }
        }
        guard let layouts: [BodyLayout] = reader.words(node, of: "body") else { return nil }
        if layouts.contains(.opaque), layouts.count > 1 {
            mistakes.add(
                node.line, "a stream cannot be told apart from other layouts; expected body: opaque"
            )
        }
        return layouts
    }

    /// A word for the usual answers, or status and text.
    private func answer(_ node: YAMLNode) -> AnswerShape? {
        let expected = "no-content, pixel, empty-json, or {status: 200, json: '{}'}"
        guard case .mapping = node.content else {
            guard let text = reader.text(node, of: "answer", expected: expected) else { return nil }
            switch text {
            case "no-content": return .noContent
            case "pixel": return .pixel
            case "empty-json": return .emptyJSON
            default:
                mistakes.add(
                    node.line,
                    Wording.unknown(
                        "answer", text, known: ["no-content", "pixel", "empty-json"]))
                return nil
            }
        }
        guard
            reader.checkKeys(node, of: "answer", required: ["status"], optional: ["json", "text"]),
            let number = node["status"].flatMap({
                reader.text($0, of: "status", expected: "a number such as 200")
            })
        else { return nil }
        guard let status = Int(number), (200...299).contains(status) else {
            mistakes.add(node.line, "status is \(Wording.quoted(number)); expected 200 to 299")
            return nil
        }
        if let json = node["json"].flatMap({ reader.text($0, of: "json", expected: expected) }) {
            return .json(status: status, text: json)
        }
        return .text(
            status: status,
            text: node["text"].flatMap { reader.text($0, of: "text", expected: expected) } ?? "")
    }

    private func recognised(_ node: YAMLNode) -> [RecognisedField] {
        let expected = "query fields with values such as {v: \"2\", tid: \"G-*\"}"
        return (reader.entries(node, of: "recognise", expected: expected) ?? []).compactMap {
            entry in
            reader.text(entry.value, of: entry.key, expected: expected).map {
                RecognisedField(name: entry.key, value: $0)
            }
        }
    }

    private func path(_ node: YAMLNode) -> String? {
        let expected = "a path such as /g/collect or /api/{project}/envelope/"
        guard let text = reader.text(node, of: "path", expected: expected) else { return nil }
        guard PathTemplate.isValid(text) else {
            mistakes.add(node.line, "path is \(node.form); expected \(expected)")
            return nil
        }
        return text
    }
}

extension BodyLayout {
    /// Whether the body is JSON, where a field can be an object.
    var isText: Bool { self == .json || self == .jsonLines || self == .envelope }
}
