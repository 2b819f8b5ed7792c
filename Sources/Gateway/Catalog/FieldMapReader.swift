import Privacy

/// Reads the fields of a map: `name: kind`, or `name:` with `kind`, `decode`, `fields`, `shape`, `fact`.
struct FieldMapReader {
    /// How patterns of a map are written.
    enum Patterns {
        /// Exact names, `ep.*`, `pr#`.
        case names
        /// Directives of a log format as written; nothing is a wildcard.
        case directives
    }

    let mistakes: MistakeList
    let patterns: Patterns

    private var reader: YAMLReader { YAMLReader(mistakes: mistakes) }

    /// The fields, in the order of the file.
    ///
    /// Reported: unknown kinds and keys, patterns that overlap, nested fields without a way to decode
    /// them, and properties that have no effect on their kind.
    func fields(_ node: YAMLNode, of subject: String) -> [FieldDefinition] {
        let expected = "fields such as cid: client-id"
        guard let entries = reader.entries(node, of: subject, expected: expected) else { return [] }
        if entries.isEmpty { mistakes.add(node.line, "\(subject) is empty; expected \(expected)") }
        var fields: [FieldDefinition] = []
        for entry in entries {
            checkPattern(entry, besides: fields)
            fields.append(field(entry))
        }
        return fields
    }

    // MARK: One field

    /// The field; after a mistake of the kind `unknown`, so that its name stays known.
    private func field(_ entry: YAMLNode.Entry) -> FieldDefinition {
        guard case .mapping = entry.value.content else {
            let kind: Kind? = reader.word(entry.value, of: "kind")
            return FieldDefinition(pattern: entry.key, kind: kind ?? .unknown, line: entry.line)
        }
        let node = entry.value
        let subject = "the field \(Wording.quoted(entry.key))"
        guard
            reader.checkKeys(
                node, of: subject, required: ["kind"],
                optional: ["decode", "fields", "shape", "fact"])
        else { return FieldDefinition(pattern: entry.key, kind: .unknown, line: entry.line) }
        let kind: Kind? = node["kind"].flatMap { reader.word($0, of: "kind") }
        let fact: Fact? = node["fact"].flatMap { reader.word($0, of: "fact") }
        let shape = node["shape"].flatMap { self.shape($0, kind: kind) }
        let (decode, fields) = nested(node, of: subject)
        return FieldDefinition(
            pattern: entry.key, kind: kind ?? .unknown, decode: decode, fields: fields,
            shape: shape,
            fact: fact,
            line: entry.line)
    }

    private func nested(
        _ node: YAMLNode, of subject: String
    ) -> (decode: NestedCodec?, fields: [FieldDefinition]) {
        let codecs = Wording.oneOf(NestedCodec.allCases.map(\.rawValue))
        let decode: NestedCodec? = node["decode"].flatMap { reader.word($0, of: "decode") }
        var fields: [FieldDefinition] = []
        if let inside = node["fields"] {
            if node["decode"] == nil {
                mistakes.add(
                    inside.line, "\(subject) has fields and no decode; expected decode: \(codecs)")
            }
            fields = FieldMapReader(mistakes: mistakes, patterns: .names)
                .fields(inside, of: "fields of \(subject)")
        } else if let codec = node["decode"] {
            mistakes.add(
                codec.line, "\(subject) has decode and no fields; all inside would be unknown")
        }
        return (decode, fields)
    }

    private func shape(_ node: YAMLNode, kind: Kind?) -> String? {
        let expected = Self.expectedShapes
        guard let text = reader.text(node, of: "shape", expected: expected) else { return nil }
        guard PseudonymShape(named: text) != nil else {
            mistakes.add(
                node.line,
                Wording.unknown("shape", text, known: Self.shapes) + Self.numberedShapes)
            return nil
        }
        if let kind, !kind.isIdentifier {
            mistakes.add(
                node.line,
                "shape has no effect on the kind \(kind.rawValue); only identifiers get pseudonyms")
        }
        return text
    }

    private static let shapes = ["ga-client-id", "epoch-seconds", "uuid", "digits-10", "hex-16"]
    private static let numberedShapes = " (other numbers of digits are possible)"
    private static var expectedShapes: String { Wording.oneOf(shapes) }

    // MARK: Patterns

    /// Longest pattern; the longest names of vendors have some sixty characters.
    private static let longestPattern = 256

    private func checkPattern(_ entry: YAMLNode.Entry, besides others: [FieldDefinition]) {
        let pattern = entry.key
        guard !pattern.isEmpty, pattern.utf8.count <= Self.longestPattern else {
            mistakes.add(
                entry.line, "a field needs a name of 1 to \(Self.longestPattern) bytes")
            return
        }
        guard patterns == .names else { return }
        let stem = Self.stem(pattern)
        if stem.isEmpty {
            mistakes.add(
                entry.line,
                "the pattern \(Wording.quoted(pattern)) covers every field; what no map names must stay unknown"
            )
        } else if stem.contains(where: { $0 == "*" || $0 == "#" }) {
            mistakes.add(
                entry.line,
                "the pattern \(Wording.quoted(pattern)) has a wildcard inside; expected NAME, PREFIX* or PREFIX#"
            )
        }
        guard stem != pattern else { return }
        if let other = others.first(where: { Self.stem($0.pattern) == stem && $0.pattern != stem })
        {
            mistakes.add(
                entry.line,
                "the pattern \(Wording.quoted(pattern)) overlaps \(Wording.quoted(other.pattern)) on line \(other.line); neither is more exact"
            )
        }
    }

    /// The pattern without its final wildcard.
    private static func stem(_ pattern: String) -> String {
        pattern.last == "*" || pattern.last == "#" ? String(pattern.dropLast()) : pattern
    }
}

extension Kind {
    /// Whether a profile may put a pseudonym in the place of the value.
    var isIdentifier: Bool {
        switch self {
        case .clientID, .userID, .sessionID, .clickID, .deviceID, .orderID: true
        default: false
        }
    }
}
