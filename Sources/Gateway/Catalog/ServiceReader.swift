import Consent

/// Reads `config/services/<name>.yaml`: services under the names that consent platforms have for them.
struct ServiceReader {
    let mistakes: MistakeList
    /// The vendor maps there are; `nil` if they are not to be checked.
    var vendors: [String]?

    private var reader: YAMLReader { YAMLReader(mistakes: mistakes) }

    /// The services of a file with their lines, or `nil` if it has not even the shape of one.
    func read(_ root: YAMLNode, name: String) -> [(service: ServiceDefinition, line: Int)]? {
        guard
            reader.checkKeys(
                root, of: "a service file", required: ["purpose", "sources", "services"])
        else { return nil }
        let purpose: Purpose? = root["purpose"].flatMap { reader.word($0, of: "purpose") }
        _ = root["sources"].map(reader.sources)
        let expected = "services such as google-analytics: {vendors: [...], names: [...]}"
        let entries = root["services"].flatMap {
            reader.entries($0, of: "services", expected: expected)
        }
        var found: [(service: ServiceDefinition, line: Int)] = []
        for entry in entries ?? [] {
            checkName(entry.key, line: entry.line)
            guard
                reader.checkKeys(
                    entry.value, of: "the service \(Wording.quoted(entry.key))", required: [],
                    optional: ["vendors", "names"])
            else { continue }
            let service = ServiceDefinition(
                name: entry.key, purpose: purpose ?? .functional,
                vendors: entry.value["vendors"].map(vendors) ?? [],
                names: entry.value["names"].map { reader.texts($0, of: "names") } ?? [])
            found.append((service, entry.line))
        }
        return found
    }

    private func vendors(_ node: YAMLNode) -> [String] {
        let names = reader.texts(node, of: "vendors")
        guard let known = vendors else { return names }
        for name in names where !known.contains(name) {
            mistakes.add(node.line, Wording.unknown("vendor", name, known: known))
        }
        return names
    }

    private func checkName(_ name: String, line: Int) {
        let isName =
            !name.isEmpty
            && name.utf8.allSatisfy {
                $0 == 0x2D || (0x30...0x39).contains($0) || (0x61...0x7A).contains($0)
            }
        if !isName {
            mistakes.add(
                line,
                "services has \(Wording.quoted(name)); expected lower-case letters, digits and hyphens"
            )
        }
    }
}

extension ServiceDefinition {
    /// All spellings as they are compared: in lower case, letters and digits alone.
    var foldedNames: [String] {
        ([name] + names).map { name in
            name.lowercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
        }
    }
}
