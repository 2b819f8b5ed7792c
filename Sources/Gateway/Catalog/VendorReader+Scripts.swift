import Privacy

extension VendorReader {
    /// The keys of a file.
    static let scriptKeys = requiredScriptKeys + optionalScriptKeys
    private static let requiredScriptKeys = ["path", "origin"]
    private static let optionalScriptKeys = [
        "query", "type", "rewrite", "stay", "replace", "redirects", "fresh", "largest",
    ]

    /// Below, the vendor would be asked all the time; above, a file would stay old for days.
    private static let freshSeconds = 30...86_400
    /// The gateway keeps all of a file in memory while it rewrites it.
    static let largestBytes = (1 << 10)...(4 << 20)

    /// The files that the gateway may serve in the vendor's place, in the order of the file.
    ///
    /// Reported: files that share a path with another one or with an endpoint for GET.
    func scripts(
        _ node: YAMLNode, besides endpoints: [EndpointDefinition]
    ) -> [ScriptDefinition] {
        let expected = "a list of files such as - {path: /gtag/js, origin: https://HOST}"
        var scripts: [ScriptDefinition] = []
        for node in reader.list(node, of: "scripts", expected: expected) ?? [] {
            guard
                reader.checkKeys(
                    node, of: "a script", required: Self.requiredScriptKeys,
                    optional: Self.optionalScriptKeys),
                let script = script(node)
            else { continue }
            let template = ScriptTemplate(script.path)
            if let other = scripts.first(where: { ScriptTemplate($0.path).isSame(as: template) }) {
                mistakes.add(
                    node.line,
                    "two scripts answer \(script.path); the other is \(other.path) on line \(other.line)"
                )
            }
            if let endpoint = endpoints.first(where: { $0.answersScripts(at: template) }) {
                mistakes.add(
                    node.line,
                    "the script \(script.path) would be answered by the endpoint \(endpoint.path) on line \(endpoint.line)"
                )
            }
            scripts.append(script)
        }
        return scripts
    }

    private func script(_ node: YAMLNode) -> ScriptDefinition? {
        guard let path = node["path"].flatMap(scriptPath),
            let source = node["origin"].flatMap(origin)
        else { return nil }
        var script = ScriptDefinition(path: path, source: source)
        script.line = node.line
        script.query = node["query"].map(query) ?? []
        script.type = node["type"].flatMap { reader.word($0, of: "type") } ?? .script
        script.rewritten = node["rewrite"].map { hosts($0, of: "rewrite") } ?? []
        script.staying = node["stay"].map { hosts($0, of: "stay") } ?? []
        script.redirects = node["redirects"].map { hosts($0, of: "redirects") } ?? []
        script.replacements = node["replace"].map(replacements) ?? []
        if let fresh = node["fresh"].flatMap({
            reader.duration($0, of: "fresh", in: Self.freshSeconds)
        }) {
            script.freshSeconds = fresh
        }
        if let largest = node["largest"].flatMap({
            reader.size($0, of: "largest", in: Self.largestBytes)
        }) {
            script.largestBytes = largest
        }
        for host in script.staying where script.rewritten.contains(host) {
            mistakes.add(node.line, "\(host) cannot both be rewritten and stay")
        }
        for host in script.redirects where host.hasPrefix("*") {
            mistakes.add(
                node.line, "redirects holds \(Wording.quoted(host)); expected exact host names")
        }
        if !script.type.isText, !script.rewritten.isEmpty || !script.replacements.isEmpty {
            mistakes.add(
                node.line, "\(script.path) is a picture; there is nothing in it to rewrite")
        }
        return script
    }

    private func scriptPath(_ node: YAMLNode) -> String? {
        let expected =
            "a path such as /gtag/js or /c/hotjar-{site}.js, with {site}, {known} or {locale}"
        guard let text = reader.text(node, of: "path", expected: expected) else { return nil }
        guard ScriptTemplate.isValid(text) else {
            mistakes.add(node.line, "path is \(node.form); expected \(expected)")
            return nil
        }
        return text
    }

    private func origin(_ node: YAMLNode) -> ScriptDefinition.Source? {
        let expected = "https://HOST or upstream"
        guard let text = reader.text(node, of: "origin", expected: expected) else { return nil }
        if text == "upstream" { return .upstream }
        let host = text.dropFirst("https://".count)
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        let isHost =
            text.hasPrefix("https://") && labels.count > 1
            && labels.allSatisfy { label in
                !label.isEmpty
                    && label.utf8.allSatisfy {
                        (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D
                    }
            }
            && labels.last?.contains(where: \.isLetter) == true
        guard isHost else {
            mistakes.add(node.line, "origin is \(node.form); expected \(expected)")
            return nil
        }
        return .host(String(host))
    }

    // MARK: Parts

    enum RuleWord: String, CaseIterable {
        case site
        case known
        case locale
        case drop
    }

    private func query(_ node: YAMLNode) -> [ScriptDefinition.Parameter] {
        let expected = "parameters and their rules such as {id: site, l: [dataLayer]}"
        return (reader.entries(node, of: "query", expected: expected) ?? []).compactMap { entry in
            guard isValue(entry.key) else {
                mistakes.add(
                    entry.line,
                    "\(Wording.quoted(entry.key)) is no name of a parameter; expected letters, digits, . _ -"
                )
                return nil
            }
            return rule(entry).map { ScriptDefinition.Parameter(name: entry.key, rule: $0) }
        }
    }

    private func rule(_ entry: YAMLNode.Entry) -> ScriptDefinition.Rule? {
        guard case .list = entry.value.content else {
            let word: RuleWord? = reader.word(entry.value, of: entry.key)
            return word.map { word in
                switch word {
                case .site: .site
                case .known: .known
                case .locale: .locale
                case .drop: .dropped
                }
            }
        }
        let expected = "a list of values such as [dataLayer]"
        var values: [String] = []
        for node in reader.list(entry.value, of: entry.key, expected: expected) ?? [] {
            guard let text = reader.text(node, of: entry.key, expected: expected) else { continue }
            if isValue(text) {
                values.append(text)
            } else {
                mistakes.add(
                    node.line,
                    "\(entry.key) holds \(node.form); expected letters, digits, . _ -, at most \(ScriptTemplate.longestValue)"
                )
            }
        }
        return .values(values)
    }

    private func isValue(_ text: String) -> Bool { ScriptTemplate.isValue(Array(text.utf8).span) }

    private func replacements(_ node: YAMLNode) -> [ScriptDefinition.Replacement] {
        let expected = "a list of texts such as - {find: TEXT, with: TEXT}"
        return (reader.list(node, of: "replace", expected: expected) ?? []).compactMap { node in
            guard reader.checkKeys(node, of: "a replacement", required: ["find", "with"]),
                let find = node["find"].flatMap({ reader.text($0, of: "find") }),
                let with = node["with"].flatMap({ reader.text($0, of: "with") })
            else { return nil }
            guard find.utf8.count >= Self.shortestFind else {
                mistakes.add(
                    node.line,
                    "find is \(Wording.quoted(find)); expected at least \(Self.shortestFind) characters"
                )
                return nil
            }
            return ScriptDefinition.Replacement(find: find, with: with)
        }
    }

    /// A shorter text stands in many places that are not meant.
    private static let shortestFind = 8
}

extension EndpointDefinition {
    /// Whether a GET for a path of `template` would be an event of this endpoint.
    func answersScripts(at template: ScriptTemplate, mount: String = "") -> Bool {
        guard methods.contains("GET") else { return false }
        let own = Array((mount + path).utf8)
        let path = PathTemplate(mount + path)
        return path.matches(template.sample.span)
            || path.isExact && template.blanks(of: own.span) != nil
    }
}
