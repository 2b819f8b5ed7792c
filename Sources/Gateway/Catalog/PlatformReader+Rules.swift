import Consent

/// Reads where the choices of a platform stand, and what proves them.
struct PlatformRulesReader {
    let mistakes: MistakeList

    private var reader: YAMLReader { YAMLReader(mistakes: mistakes) }

    // MARK: Choices

    static let forms = ["members", "granted", "denied", "objects"]
    static let choiceKeys =
        forms + ["name", "value", "services", "denied-if-absent", "except", "values", "unless"]

    func choices(_ node: YAMLNode) -> [ChoiceDefinition] {
        let expected = "a list of choices such as - members: purposes"
        let nodes = reader.list(node, of: "choices", expected: expected) ?? []
        return reader.bounded(nodes, to: PlatformReader.mostRules, of: "choices")
            .compactMap(choice)
    }

    private func choice(_ node: YAMLNode) -> ChoiceDefinition? {
        guard
            reader.checkKeys(
                node, of: "a choice", required: [],
                optional: Self.choiceKeys)
        else { return nil }
        let forms = Self.forms.filter { node[$0] != nil }
        guard forms.count == 1, let key = forms.first, let pathNode = node[key] else {
            mistakes.add(
                node.line,
                "a choice has \(forms.isEmpty ? "no form" : forms.joined(separator: " and ")); expected \(Wording.oneOf(Self.forms)) with a path"
            )
            return nil
        }
        guard let path = reader.path(pathNode, of: key), let form = form(key, node) else {
            return nil
        }
        var choice = ChoiceDefinition(form, path: path)
        choice.hasServices = node["services"].flatMap { reader.flag($0, of: "services") } ?? false
        if let purposes: [Purpose] = node["denied-if-absent"].flatMap({
            reader.words($0, of: "denied-if-absent")
        }) {
            choice.deniedIfAbsent = purposes.reduce(into: []) { $0.formUnion(PurposeSet($1)) }
        }
        choice.except = node["except"].map { reader.texts($0, of: "except") } ?? []
        choice.values = node["values"].flatMap { values($0, of: "values") }
        choice.unless = node["unless"].flatMap { condition($0, of: "unless") }
        return choice
    }

    private func form(_ key: String, _ node: YAMLNode) -> ChoiceDefinition.Form? {
        if key != "objects" {
            for other in ["name", "value"] {
                guard let extra = node[other] else { continue }
                mistakes.add(
                    extra.line, "\(other) has no effect on \(key); only objects has leaves")
            }
        }
        switch key {
        case "members": return .members
        case "granted": return .granted
        case "denied": return .denied
        default:
            for leaf in ["name", "value"] where node[leaf] == nil {
                mistakes.add(
                    node.line, "missing key \(Wording.quoted(leaf)) in a choice of objects")
            }
            guard let name = node["name"].flatMap({ reader.path($0, of: "name") }),
                let value = node["value"].flatMap({ reader.path($0, of: "value") })
            else { return nil }
            return .objects(name: name, value: value)
        }
    }

    func values(_ node: YAMLNode, of key: String) -> ValueDefinition? {
        guard
            reader.checkKeys(node, of: key, required: ["granted", "denied"])
        else { return nil }
        var values = ValueDefinition()
        values.granted =
            node["granted"].map { reader.texts($0, of: "granted", mayBeEmpty: true) } ?? []
        values.denied =
            node["denied"].map { reader.texts($0, of: "denied", mayBeEmpty: true) } ?? []
        if let both = values.granted.first(where: values.denied.contains) {
            mistakes.add(
                node.line,
                "\(key) has \(Wording.quoted(both)) as granted and as denied; expected one of them")
        }
        return values
    }

    // MARK: Evidence

    func evidence(_ node: YAMLNode) -> [EvidenceDefinition] {
        let expected = "a list such as - {class: explicit, when: method, is: [explicit]}"
        let nodes = reader.list(node, of: "evidence", expected: expected) ?? []
        return reader.bounded(nodes, to: PlatformReader.mostRules, of: "evidence").compactMap {
            guard
                reader.checkKeys(
                    $0, of: "evidence", required: ["class"], optional: Self.conditionKeys + ["and"])
            else { return nil }
            let evidence: EvidenceClass? = $0["class"].flatMap { reader.word($0, of: "class") }
            var conditions = condition(keysOf: $0, of: "evidence").map { [$0] } ?? []
            conditions += $0["and"].map { self.conditions($0, of: "and") } ?? []
            guard let evidence, !conditions.isEmpty else { return nil }
            return EvidenceDefinition(evidence, if: conditions)
        }
    }

    /// A list of conditions that must all hold.
    func conditions(_ node: YAMLNode, of key: String) -> [ConditionDefinition] {
        let expected = "a list of conditions such as - {when: method, is: [explicit]}"
        let nodes = reader.list(node, of: key, expected: expected) ?? []
        return reader.bounded(nodes, to: PlatformReader.mostRules, of: key).compactMap {
            condition($0, of: key)
        }
    }

    static let tests = ["is", "is-not", "ends-with", "at-least", "is-time"]
    static let conditionKeys = ["when"] + tests + ["present", "absent", "choices"]

    private func condition(_ node: YAMLNode, of key: String) -> ConditionDefinition? {
        guard reader.checkKeys(node, of: key, required: [], optional: Self.conditionKeys) else {
            return nil
        }
        return condition(keysOf: node, of: key)
    }

    private func condition(keysOf node: YAMLNode, of key: String) -> ConditionDefinition? {
        let subjects = ["when", "present", "absent", "choices"].filter { node[$0] != nil }
        let tests = Self.tests.filter { node[$0] != nil }
        guard subjects.count == 1, let subject = subjects.first, let value = node[subject],
            tests.count == (subject == "when" ? 1 : 0)
        else {
            mistakes.add(
                node.line,
                "\(key) has no single condition; expected when with one of \(Self.tests.joined(separator: ", ")), or present, absent or choices"
            )
            return nil
        }
        if subject == "choices" {
            return reader.flag(value, of: subject).map {
                ConditionDefinition(path: "", test: $0 ? .hasChoices : .hasNoChoices)
            }
        }
        guard let path = reader.path(value, of: subject) else { return nil }
        switch subject {
        case "present": return ConditionDefinition(path: path, test: .present)
        case "absent": return ConditionDefinition(path: path, test: .absent)
        default:
            return tests.first.flatMap { test in
                node[test].flatMap { self.test(test, $0) }
            }.map { ConditionDefinition(path: path, test: $0) }
        }
    }

    private func test(_ key: String, _ node: YAMLNode) -> ConditionDefinition.Test? {
        switch key {
        case "is", "is-not":
            let texts = reader.texts(node, of: key)
            if texts.isEmpty { return nil }
            return key == "is" ? .isOneOf(texts) : .isNoneOf(texts)
        case "ends-with":
            return reader.text(node, of: key).map { .endsWith($0) }
        case "is-time":
            let unit: TimeDefinition.Unit? = reader.word(node, of: key)
            return unit.map { .isTime($0) }
        default:
            return reader.number(node, of: key, in: 0...1_000_000).map { .isAtLeast($0) }
        }
    }
}
