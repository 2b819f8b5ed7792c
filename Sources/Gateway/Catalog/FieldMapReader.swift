import Decoding
import Privacy

/// Reads the fields of a map: `name: kind`, or `name:` with `kind`, `decode`, `fields` and so on.
struct FieldMapReader {
    /// How patterns of a map are written.
    enum Patterns {
        /// Exact names, `ep.*`, `pr#`.
        case names
        /// Directives of a log format as written; nothing is a wildcard.
        case directives
    }

    /// What the fields are split from, which says whether one can be an object.
    enum Level {
        /// A JSON text: a field can hold further fields without being decoded.
        case text
        /// Names and values: a field that holds others has to be decoded.
        case pairs
    }

    let mistakes: MistakeList
    let patterns: Patterns
    var level = Level.text
    /// Whether the fields stand inside another one, where a lone `*` may cover all other names.
    var isInside = false
    /// Whether the map is of a log, whose fields have grammars and hold lines of other logs.
    var isLog = false
    /// Keys of a field that somebody else reads.
    var furtherKeys: [String] = []

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

    /// As ``fields(_:of:)``; `{}` says that there are none.
    func fieldsOrNone(_ node: YAMLNode, of subject: String) -> [FieldDefinition] {
        if case .mapping(let entries) = node.content, entries.isEmpty { return [] }
        return fields(node, of: subject)
    }

    // MARK: One field

    private static let keys = [
        "kind", "decode", "fields", "shape", "fact", "values", "event", "required", "browser",
        "named",
    ]

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
                node, of: subject, required: node["fields"] == nil ? ["kind"] : [],
                optional: (node["fields"] == nil ? Self.keys.filter { $0 != "kind" } : Self.keys)
                    + furtherKeys + (isLog ? ["grammar"] : []))
        else { return FieldDefinition(pattern: entry.key, kind: .unknown, line: entry.line) }
        let kind: Kind? = node["kind"].flatMap { reader.word($0, of: "kind") }
        var field = FieldDefinition(
            pattern: entry.key, kind: node["fields"] == nil ? kind ?? .unknown : kind,
            shape: node["shape"].flatMap { shape($0, kind: kind) },
            fact: node["fact"].flatMap { reader.word($0, of: "fact") }, line: entry.line)
        field.decode = node["decode"].map(chain) ?? []
        if isLog { field.grammar = node["grammar"].flatMap(grammar) }
        readInside(node, of: subject, into: &field)
        readProperties(node, of: subject, into: &field)
        return field
    }

    private func readProperties(
        _ node: YAMLNode, of subject: String, into field: inout FieldDefinition
    ) {
        let expected = "a list of texts such as [GRANTED, DENIED]"
        for value in node["values"].flatMap({
            reader.list($0, of: "values", expected: expected)
        }) ?? [] {
            guard let text = reader.text(value, of: "values", expected: expected) else { continue }
            field.values.append(text)
        }
        field.isEvent = node["event"].flatMap { reader.flag($0, of: "event") } ?? false
        field.isRequired = node["required"].flatMap { reader.flag($0, of: "required") } ?? false
        field.isBrowser = node["browser"].flatMap { reader.flag($0, of: "browser") } ?? false
        field.isNamed = node["named"].flatMap { reader.flag($0, of: "named") } ?? false
        if field.isEvent, field.fields.isEmpty, !field.isRecursive, let event = node["event"] {
            mistakes.add(event.line, "\(subject) is an event and has no fields")
        }
        if field.isRequired, field.kind != .secret, let required = node["required"] {
            mistakes.add(
                required.line,
                "required has no effect on the kind \(field.kind?.rawValue ?? "none"); only secrets would be removed otherwise"
            )
        }
    }

    // MARK: Nested values

    /// The codecs around and inside a value, outermost first.
    private func chain(_ node: YAMLNode) -> [NestedCodec] {
        guard case .list = node.content else {
            return codec(node).map { [$0] } ?? []
        }
        var chain: [NestedCodec] = []
        let expected = "a chain of codecs such as [base64, json]"
        for element in reader.list(node, of: "decode", expected: expected) ?? [] {
            guard let codec = codec(element) else { continue }
            if let last = chain.last, !last.isWrapper {
                mistakes.add(
                    element.line,
                    "\(codec.rawValue) cannot follow \(last.rawValue), which splits the value into fields"
                )
            }
            chain.append(codec)
        }
        if chain.filter(\.isWrapper).count > Self.mostWrappers {
            mistakes.add(node.line, "decode has more than \(Self.mostWrappers) codecs in a row")
        }
        return chain
    }

    private func codec(_ node: YAMLNode) -> NestedCodec? {
        guard let text = reader.text(node, of: "decode", expected: Wording.oneOf(knownCodecs))
        else { return nil }
        if knownCodecs.contains(text) { return NestedCodec(rawValue: text) }
        mistakes.add(node.line, Wording.unknown("decode", text, known: knownCodecs))
        return nil
    }

    private var knownCodecs: [String] {
        NestedCodec.allCases.filter { isLog || !$0.isOfLogs }.map(\.rawValue)
    }

    /// Most codecs around one value.
    private static let mostWrappers = 4

    private func readInside(
        _ node: YAMLNode, of subject: String, into field: inout FieldDefinition
    ) {
        let codecs = Wording.oneOf(knownCodecs)
        let splits = field.decode.last.map { !$0.isWrapper } ?? false
        guard let inside = node["fields"] else {
            if splits, !(field.decode.last?.namesItself ?? false), let codec = node["decode"] {
                mistakes.add(
                    codec.line,
                    "\(subject) has decode and no fields; all inside would be unknown")
            }
            return
        }
        if !splits, level == .pairs || !field.decode.isEmpty {
            mistakes.add(
                inside.line,
                "\(subject) has fields and no decode that splits it; expected decode: \(codecs)")
        }
        if case .text("again") = inside.content {
            field.isRecursive = true
            return
        }
        let isText = field.decode.last.map(\.mayBeText) ?? true
        let reader = FieldMapReader(
            mistakes: mistakes, patterns: .names, level: isText ? .text : .pairs, isInside: true,
            isLog: isLog)
        field.fields = reader.fields(inside, of: "fields of \(subject)")
    }

    private func grammar(_ node: YAMLNode) -> LogFieldShape? {
        let names = LogFieldShape.named.keys.sorted()
        guard let text = reader.text(node, of: "grammar", expected: Wording.oneOf(names)) else {
            return nil
        }
        guard let shape = LogFieldShape.named[text] else {
            mistakes.add(node.line, Wording.unknown("grammar", text, known: names))
            return nil
        }
        return shape
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
        if let kind, !kind.isIdentifier, kind != .random {
            mistakes.add(
                node.line,
                "shape has no effect on the kind \(kind.rawValue); only identifiers get pseudonyms")
        }
        return text
    }

    private static var shapes: [String] { PseudonymShape.names }
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
        if stem.isEmpty, !isInside || pattern != "*" {
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
