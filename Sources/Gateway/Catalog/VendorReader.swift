import Privacy

/// Reads `config/vendors/<name>.yaml`.
struct VendorReader {
    let mistakes: MistakeList

    var reader: YAMLReader { YAMLReader(mistakes: mistakes) }

    /// The vendor, or `nil` if the file has not even the shape of one.
    func read(_ root: YAMLNode, name: String) -> VendorDefinition? {
        guard
            reader.checkKeys(
                root, of: "a vendor file",
                required: ["vendor", "sources", "hosts", "needs", "endpoints"],
                optional: [
                    "tcf", "ac", "own-tool", "scripts", "cookies", "headers", "sales", "signals",
                    "consent", "when-no-marketing", "batch", "fields",
                ])
        else { return nil }
        reader.checkName(root["vendor"], key: "vendor", name: name)
        let endpoints = root["endpoints"].map(endpoints) ?? []
        let level: FieldMapReader.Level =
            endpoints.contains { $0.fields == nil && $0.body.contains(where: \.isText) }
            ? .text : .pairs
        let fields =
            root["fields"].map {
                FieldMapReader(mistakes: mistakes, patterns: .names, level: level)
                    .fields($0, of: "fields")
            } ?? []
        if root["fields"] == nil, let endpoint = endpoints.first(where: { $0.fields == nil }) {
            mistakes.add(
                endpoint.line,
                "the endpoint \(endpoint.path) has no fields, and the file has none for all endpoints"
            )
        }
        var vendor = VendorDefinition(
            name: name, sources: root["sources"].map(reader.sources) ?? [],
            endpoints: endpoints,
            needs: root["needs"].flatMap { reader.words($0, of: "needs") } ?? [],
            signals: [],
            map: FieldMapDefinition(name: name, file: mistakes.file, fields: fields))
        vendor.signals = root["signals"].map { signals($0, of: vendor) } ?? []
        vendor.consent = root["consent"].map { consentFields($0, of: vendor) } ?? []
        vendor.additions = root["when-no-marketing"].map { additions($0, of: vendor) } ?? []
        vendor.hosts = root["hosts"].map { hosts($0, of: "hosts", mayBeEmpty: true) } ?? []
        vendor.transparency = root["tcf"].flatMap(transparency)
        vendor.isOwnTool = root["own-tool"].flatMap { reader.flag($0, of: "own-tool") } ?? false
        vendor.acID = root["ac"].flatMap { number($0, of: "ac") }
        vendor.scripts = root["scripts"].map { scripts($0, besides: endpoints) } ?? []
        vendor.batch = root["batch"].flatMap { batch($0, of: vendor) }
        let pairs = FieldMapReader(mistakes: mistakes, patterns: .names, level: .pairs)
        vendor.cookies = root["cookies"].map { pairs.fields($0, of: "cookies") } ?? []
        vendor.headers = root["headers"].map { headers($0, reader: pairs) } ?? []
        vendor.sales = root["sales"].map(sales) ?? []
        return vendor
    }

    // MARK: The vendor itself

    /// Names of hosts, exact or `*.` and a domain.
    func hosts(_ node: YAMLNode, of key: String, mayBeEmpty: Bool = false) -> [String] {
        let expected = "a list of host names such as [www.example.com, \"*.example.com\"]"
        var hosts: [String] = []
        for node in reader.list(node, of: key, expected: expected, mayBeEmpty: mayBeEmpty) ?? [] {
            guard let text = reader.text(node, of: key, expected: expected) else { continue }
            let name = text.hasPrefix("*.") ? text.dropFirst(2) : text[...]
            let isName =
                !name.isEmpty
                && name.allSatisfy {
                    $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "." || $0 == "-")
                }
            if isName {
                hosts.append(text)
            } else {
                mistakes.add(node.line, "\(key) holds \(node.form); expected \(expected)")
            }
        }
        return hosts
    }

    func number(_ node: YAMLNode, of key: String) -> Int? {
        let expected = "the vendor's number in the list, such as 755"
        guard let text = reader.text(node, of: key, expected: expected) else { return nil }
        guard let number = Int(text), (1...65_535).contains(number) else {
            mistakes.add(node.line, "\(key) is \(node.form); expected \(expected)")
            return nil
        }
        return number
    }

    private func sales(_ node: YAMLNode) -> [String] {
        let expected = "a list of event names such as [purchase, refund]"
        return (reader.list(node, of: "sales", expected: expected) ?? []).compactMap {
            reader.text($0, of: "sales", expected: expected)
        }
    }

    /// Headers that the gateway writes itself; a map must not write them a second time.
    private static let fixedHeaders = [
        "host", "content-length", "content-type", "transfer-encoding", "connection", "user-agent",
        "accept", "accept-language", "cookie", "sec-gpc", "upgrade", "te", "trailer",
    ]

    func headers(_ node: YAMLNode, reader: FieldMapReader) -> [FieldDefinition] {
        let fields = reader.fieldsOrNone(node, of: "headers")
        for field in fields {
            let isToken = field.pattern.utf8.allSatisfy {
                $0 == 0x2D || $0 == 0x5F || (0x30...0x39).contains($0)
                    || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
            }
            if !isToken {
                mistakes.add(
                    field.line,
                    "\(Wording.quoted(field.pattern)) is no header name; wildcards are not read")
            }
            if Self.fixedHeaders.contains(field.pattern.lowercased()) {
                mistakes.add(
                    field.line,
                    "the header \(field.pattern) is written by the gateway itself; a map cannot name it"
                )
            }
        }
        return fields
    }
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
