import Consent

/// Reads the cookies of a platform and the steps that undo their coding.
struct PlatformCookieReader {
    let mistakes: MistakeList

    private var reader: YAMLReader { YAMLReader(mistakes: mistakes) }

    static let keys = ["name", "as", "decode", "nested"]
    /// Steps from a value to a tree; every visitor pays for each.
    private static let mostSteps = 6

    func cookies(_ node: YAMLNode) -> [CookieDefinition] {
        let expected = "a list of cookies such as - name: CookieConsent"
        let nodes = reader.list(node, of: "cookies", expected: expected) ?? []
        return reader.bounded(nodes, to: PlatformReader.mostCookies, of: "cookies").compactMap {
            guard
                reader.checkKeys(
                    $0, of: "a cookie", required: ["name"],
                    optional: Self.keys.filter { $0 != "name" })
            else { return nil }
            return cookie($0)
        }
    }

    /// A cookie; that its keys are known is checked by the caller.
    func cookie(_ node: YAMLNode) -> CookieDefinition? {
        let name = node["name"].flatMap(name)
        var cookie = CookieDefinition(name: name ?? "")
        cookie.line = node.line
        cookie.place = node["as"].flatMap { reader.path($0, of: "as") }
        cookie.decode = node["decode"].map { steps($0, of: "decode") } ?? []
        cookie.nested = node["nested"].map(nested) ?? []
        return name == nil ? nil : cookie
    }

    /// Octets that RFC 6265 allows in a cookie's name, with one star at most.
    private func name(_ node: YAMLNode) -> String? {
        let expected =
            "the name of a cookie such as CookieConsent, or with one star, shop_consent_*"
        guard let text = reader.text(node, of: "name", expected: expected) else { return nil }
        let separators = Array("()<>@,;\\\"/[]?={} ".utf8)
        let isName =
            text.utf8.count <= 128
            && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !separators.contains($0) }
            && text.filter { $0 == "*" }.count <= 1 && text != "*"
        guard isName else {
            mistakes.add(node.line, "name is \(node.form); expected \(expected)")
            return nil
        }
        return text
    }

    private func nested(_ node: YAMLNode) -> [(path: String, decode: [PlatformCodec])] {
        let expected = "paths with steps such as groups: [{list: [\",\", \":\"]}]"
        let entries = reader.entries(node, of: "nested", expected: expected) ?? []
        return reader.bounded(entries, to: PlatformReader.mostRules, of: "nested", line: node.line)
            .map { entry in
                reader.checkPath(entry.key, of: "nested", line: entry.line)
                return (entry.key, steps(entry.value, of: "nested"))
            }
    }

    // MARK: Steps

    private static let plain: [(name: String, codec: PlatformCodec)] = [
        ("base64", .base64), ("object", .object), ("form", .form),
        ("shopify-compact", .shopifyCompact),
    ]
    /// Steps that have separators.
    private static let separated = ["list", "items", "after"]
    /// All steps, for the handbook.
    static var stepNames: [String] { plain.map(\.name) + separated }

    private func steps(_ node: YAMLNode, of key: String) -> [PlatformCodec] {
        let expected = "a list of steps such as [base64, object]"
        let nodes = reader.list(node, of: key, expected: expected) ?? []
        let steps = reader.bounded(nodes, to: Self.mostSteps, of: key).compactMap(step)
        for (index, step) in steps.enumerated() where index < steps.count - 1 && step.isLast {
            mistakes.add(
                node.line,
                "\(key) goes on after \(step.name), which makes the tree; expected it last")
        }
        return steps
    }

    private func step(_ node: YAMLNode) -> PlatformCodec? {
        let names = Self.stepNames
        guard case .mapping(let entries) = node.content else {
            guard let text = reader.text(node, of: "decode", expected: Wording.oneOf(names)) else {
                return nil
            }
            if let known = Self.plain.first(where: { $0.name == text }) { return known.codec }
            if Self.separated.contains(text) {
                mistakes.add(
                    node.line, "decode has \(text) without separators; expected \(Self.form(text))")
            } else {
                mistakes.add(node.line, Wording.unknown("decode", text, known: names))
            }
            return nil
        }
        for entry in entries where !(Self.separated + ["count"]).contains(entry.key) {
            mistakes.add(entry.line, Wording.unknown("decode", entry.key, known: names))
            return nil
        }
        if let list = node["list"] { return self.list(list) }
        if let items = node["items"] {
            return separator(items, of: "items").map { .items(separator: $0) }
        }
        if let after = node["after"] {
            guard let separator = separator(after, of: "after") else { return nil }
            let count = node["count"].map { number($0, of: "count", in: 1...8) } ?? 1
            return count.map { .after(separator: separator, count: $0) }
        }
        mistakes.add(node.line, "decode is \(node.form); expected \(Wording.oneOf(names))")
        return nil
    }

    private static func form(_ step: String) -> String {
        switch step {
        case "list": "{list: [\",\", \":\"]}"
        case "items": "{items: \",\"}"
        default: "{after: \":\", count: 3}"
        }
    }

    private func list(_ node: YAMLNode) -> PlatformCodec? {
        let expected = "two separators such as [\",\", \":\"]"
        guard let nodes = reader.list(node, of: "list", expected: expected) else { return nil }
        guard nodes.count == 2 else {
            mistakes.add(node.line, "list has \(nodes.count) separators; expected \(expected)")
            return nil
        }
        guard let pairs = separator(nodes[0], of: "list"),
            let value = separator(nodes[1], of: "list")
        else { return nil }
        if pairs == value {
            mistakes.add(node.line, "list separates pairs and values alike; expected \(expected)")
            return nil
        }
        return .list(pairs: pairs, value: value)
    }

    private func separator(_ node: YAMLNode, of key: String) -> UInt8? {
        let expected = "one ASCII character that is no letter or digit, such as \",\""
        guard let text = reader.text(node, of: key, expected: expected) else { return nil }
        guard text.utf8.count == 1, let byte = text.utf8.first, byte >= 0x20, byte < 0x7F,
            !text.allSatisfy({ $0.isLetter || $0.isNumber })
        else {
            mistakes.add(node.line, "\(key) is \(node.form); expected \(expected)")
            return nil
        }
        return byte
    }

    private func number(_ node: YAMLNode, of key: String, in range: ClosedRange<Int>) -> Int? {
        reader.number(node, of: key, in: range)
    }
}

extension PlatformCodec {
    /// The word of the step in files.
    var name: String {
        switch self {
        case .base64: "base64"
        case .object: "object"
        case .form: "form"
        case .list: "list"
        case .items: "items"
        case .after: "after"
        case .shopifyCompact: "shopify-compact"
        }
    }

    /// Whether the step makes a tree, so that no further one can follow.
    fileprivate var isLast: Bool {
        switch self {
        case .base64, .after: false
        case .object, .form, .list, .items, .shopifyCompact: true
        }
    }
}

extension YAMLReader {
    /// Longest path, name or word of a platform; longer ones are no members of cookies.
    private static var longestPath: Int { 128 }

    /// A path in the tree of a cookie; empty for the root.
    func path(_ node: YAMLNode, of key: String) -> String? {
        // An empty text in quotation marks is the root; nothing at all is a slip.
        if case .text("") = node.content { return "" }
        let expected = "a path such as con.CMP.a, or \"\" for the whole"
        guard let text = text(node, of: key, expected: expected) else { return nil }
        return checkPath(text, of: key, line: node.line) ? text : nil
    }

    /// Reports what is no path: empty segments, brackets that do not close, unprintable characters.
    @discardableResult
    func checkPath(_ text: String, of key: String, line: Int) -> Bool {
        let segments = text.split(separator: ".", omittingEmptySubsequences: false)
        let isPath = text.isEmpty || segments.allSatisfy(Self.isSegment)
        guard isPath, text.utf8.count <= Self.longestPath else {
            mistakes.add(
                line,
                "\(key) has \(Wording.quoted(text)); expected a path such as con.CMP.a, [3][0] or services[].name"
            )
            return false
        }
        return true
    }

    /// A name, a star, or either of them with `[]` or `[3]` behind it.
    private static func isSegment(_ segment: Substring) -> Bool {
        guard !segment.isEmpty, segment.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else {
            return false
        }
        let name = segment.prefix { $0 != "[" && $0 != "]" }
        var rest = segment.dropFirst(name.count)
        while let first = rest.first {
            guard first == "[", let close = rest.firstIndex(of: "]"),
                rest[rest.index(after: rest.startIndex)..<close].allSatisfy(\.isNumber)
            else { return false }
            rest = rest[rest.index(after: close)...]
        }
        return true
    }

    func paths(_ node: YAMLNode, of key: String) -> [String] {
        let expected = "a list of paths such as [purposes]"
        return (list(node, of: key, expected: expected) ?? []).compactMap { path($0, of: key) }
    }

    /// Texts as they stand in a cookie.
    func texts(_ node: YAMLNode, of key: String, mayBeEmpty: Bool = false) -> [String] {
        let expected = "a list of texts such as [\"yes\", \"1\"]"
        let nodes = list(node, of: key, expected: expected, mayBeEmpty: mayBeEmpty) ?? []
        var texts: [String] = []
        for node in bounded(nodes, to: PlatformReader.mostWords, of: key) {
            let written: String?
            if case .text("") = node.content {
                written = ""
            } else {
                written = text(node, of: key, expected: expected)
            }
            guard let written else { continue }
            checkWritten(written, of: key, line: node.line)
            if texts.contains(written) {
                mistakes.add(node.line, "\(key) names \(Wording.quoted(written)) twice")
            } else {
                texts.append(written)
            }
        }
        return texts
    }

    /// Reports a text that no cookie can hold.
    func checkWritten(_ text: String, of key: String, line: Int) {
        let isPrintable = text.unicodeScalars.allSatisfy {
            $0.properties.generalCategory != .control
        }
        if text.utf8.count > Self.longestPath || !isPrintable {
            mistakes.add(
                line,
                "\(key) has \(Wording.quoted(text)); expected at most \(Self.longestPath) bytes without control characters"
            )
        }
    }

    func number(_ node: YAMLNode, of key: String, in range: ClosedRange<Int>) -> Int? {
        let expected = "a number from \(range.lowerBound) to \(range.upperBound)"
        guard let text = text(node, of: key, expected: expected) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            mistakes.add(node.line, "\(key) is \(node.form); expected \(expected)")
            return nil
        }
        return number
    }

    /// The first elements of a list; reports a longer one.
    func bounded(_ nodes: [YAMLNode], to most: Int, of key: String) -> ArraySlice<YAMLNode> {
        if nodes.count > most {
            mistakes.add(nodes[most].line, "\(key) has more than \(most) elements")
        }
        return nodes.prefix(most)
    }

    func bounded(
        _ entries: [YAMLNode.Entry], to most: Int, of key: String, line: Int
    ) -> ArraySlice<YAMLNode.Entry> {
        if entries.count > most {
            mistakes.add(line, "\(key) has more than \(most) elements")
        }
        return entries.prefix(most)
    }
}
