import Consent
import Privacy

/// Where consent stands in events: `signals`, which every vendor writes alike, and `consent`.
extension VendorReader {
    // MARK: Signals

    /// `gcs: gcs`, or `gcd: [gcd, sst.gcd]`.
    func signals(_ node: YAMLNode, of vendor: VendorDefinition) -> [SignalField] {
        let known = ConsentSignal.allCases.map(\.rawValue)
        let expected = "the name of a field, or a list of them"
        var signals: [SignalField] = []
        for entry in reader.entries(node, of: "signals", expected: "signals such as gcs: gcs") ?? []
        {
            let signal = ConsentSignal(rawValue: entry.key)
            if signal == nil {
                mistakes.add(entry.line, Wording.unknown("signal", entry.key, known: known))
            }
            var nodes = [entry.value]
            if case .list(let elements) = entry.value.content { nodes = elements }
            for node in nodes {
                guard let path = reader.text(node, of: entry.key, expected: expected),
                    checkField(path, in: vendor, carries: "a signal", node), let signal
                else { continue }
                signals.append(SignalField(signal: signal, field: path))
            }
        }
        return signals
    }

    // MARK: Added fields

    /// `{npa: "1"}`: what an event gets where marketing is not granted.
    func additions(_ node: YAMLNode, of vendor: VendorDefinition) -> [AddedField] {
        let expected = "a text such as \"1\""
        let entries =
            reader.entries(
                node, of: "when-no-marketing", expected: "fields such as npa: \"1\"") ?? []
        if entries.count > AddedField.mostOfVendor {
            mistakes.add(
                node.line,
                "when-no-marketing has \(entries.count) fields; expected at most \(AddedField.mostOfVendor)"
            )
        }
        return entries.compactMap { entry in
            guard let value = reader.text(entry.value, of: entry.key, expected: expected),
                checkField(entry.key, in: vendor, carries: "a choice", entry.value)
            else { return nil }
            guard Self.isTopLevel(entry.key, in: vendor) else {
                mistakes.add(
                    entry.line,
                    "when-no-marketing names \(Wording.quoted(entry.key)); expected an exact name at the top"
                )
                return nil
            }
            return AddedField(name: entry.key, value: value)
        }
    }

    // MARK: The vendor's own ways

    /// The fields in which the visitor's choice stands, in the order of the file.
    func consentFields(_ node: YAMLNode, of vendor: VendorDefinition) -> [ConsentField] {
        let expected = "a list of fields such as - {field: asc, purposes: […], denied: [D]}"
        return (reader.list(node, of: "consent", expected: expected) ?? []).compactMap {
            consentField($0, of: vendor)
        }
    }

    private func consentField(_ node: YAMLNode, of vendor: VendorDefinition) -> ConsentField? {
        guard
            reader.checkKeys(
                node, of: "a field of consent", required: ["field"],
                optional: [
                    "purposes", "granted", "denied", "categories", "granted-list", "denied-list",
                    "items", "counts", "others", "keeps",
                ]),
            let name = node["field"],
            let path = reader.text(name, of: "field", expected: "the name of a field"),
            let form = form(node),
            checkField(path, in: vendor, carries: "consent", name)
        else { return nil }
        var field = ConsentField(path: path, form: form, line: node.line)
        field.reading = node["counts"].flatMap { reader.word($0, of: "counts") } ?? .choices
        field.kept = node["keeps"].map { texts($0, of: "keeps") } ?? []
        field.keepsOthers = node["others"].map(keepsOthers) ?? false
        return field
    }

    /// A value with its words, an object of categories, or one with two lists of them.
    private func form(_ node: YAMLNode) -> ConsentField.Form? {
        if let items = node["items"] { return .items(words(items)) }
        guard let categories = node["categories"] else {
            guard let purposes = node["purposes"], let denied = node["denied"] else {
                mistakes.add(
                    node.line, "a field of consent needs categories, items, or purposes and denied")
                return nil
            }
            return .choice(
                purposes: purposeSet(purposes, of: "purposes"),
                granted: node["granted"].map { texts($0, of: "granted") } ?? [],
                denied: texts(denied, of: "denied"))
        }
        let words = words(categories)
        guard node["granted-list"] != nil || node["denied-list"] != nil else {
            return .members(words)
        }
        guard
            let granted = node["granted-list"].flatMap({ reader.text($0, of: "granted-list") }),
            let denied = node["denied-list"].flatMap({ reader.text($0, of: "denied-list") })
        else {
            mistakes.add(node.line, "categories in lists need granted-list and denied-list")
            return nil
        }
        return .lists(granted: granted, denied: denied, categories: words)
    }

    private func words(_ node: YAMLNode) -> [CategoryDefinition] {
        let expected = "words with purposes such as Analytics: [statistics]"
        return (reader.entries(node, of: "categories", expected: expected) ?? []).map {
            CategoryDefinition(word: $0.key, purposes: purposeSet($0.value, of: $0.key))
        }
    }

    private func purposeSet(_ node: YAMLNode, of key: String) -> PurposeSet {
        let purposes: [Purpose] = reader.words(node, of: key) ?? []
        return purposes.reduce(into: []) { $0.formUnion(PurposeSet($1)) }
    }

    private func texts(_ node: YAMLNode, of key: String) -> [String] {
        let expected = "a list of texts such as [\"1\", granted]"
        return (reader.list(node, of: key, expected: expected) ?? []).compactMap {
            reader.text($0, of: key, expected: expected)
        }
    }

    private func keepsOthers(_ node: YAMLNode) -> Bool {
        guard let text = reader.text(node, of: "others", expected: "keep") else { return false }
        if text != "keep" {
            mistakes.add(node.line, "others is \(Wording.quoted(text)); expected keep")
        }
        return true
    }

    // MARK: The Global Vendor List

    /// `{id: 755, consent: [1, 3, 4], legitimate-interest: [2, 7]}`, or the number alone.
    ///
    /// Of a number alone nothing else is known, so it is taken to ask consent for every purpose: a
    /// legitimate interest then never counts.
    func transparency(_ node: YAMLNode) -> TransparencyVendor? {
        guard case .mapping = node.content else {
            return number(node, of: "tcf").map {
                TransparencyVendor(id: UInt16($0), consent: Array(Self.purposes))
            }
        }
        guard
            reader.checkKeys(
                node, of: "tcf", required: ["id"],
                optional: ["consent", "legitimate-interest", "flexible", "special-purposes"]),
            let id = node["id"].flatMap({ number($0, of: "id") })
        else { return nil }
        return TransparencyVendor(
            id: UInt16(id), consent: numbers(node, "consent"),
            interest: numbers(node, "legitimate-interest"), flexible: numbers(node, "flexible"),
            specialPurposes: numbers(node, "special-purposes"))
    }

    /// Purposes of the framework since version 2.2.
    private static let purposes = 1...11

    private func numbers(_ node: YAMLNode, _ key: String) -> [Int] {
        guard let node = node[key] else { return [] }
        let expected = "a list of purposes such as [1, 3, 4]"
        var numbers: [Int] = []
        for element in reader.list(node, of: key, expected: expected) ?? [] {
            guard let text = reader.text(element, of: key, expected: expected) else { continue }
            if let number = Int(text), Self.purposes.contains(number), !numbers.contains(number) {
                numbers.append(number)
            } else {
                mistakes.add(element.line, "\(key) holds \(element.form); expected \(expected)")
            }
        }
        return numbers
    }

    // MARK: Paths

    /// Whether a path leads to a field of any endpoint, and the field is of the kind that it has to be.
    private func checkField(
        _ path: String, in vendor: VendorDefinition, carries what: String, _ node: YAMLNode
    ) -> Bool {
        let levels =
            [vendor.map.fields] + vendor.endpoints.compactMap(\.query)
            + vendor.endpoints.compactMap(\.fields)
        let found = levels.compactMap { Self.field(at: path[...], in: $0) }
        guard let definition = found.first else {
            let known = levels.joined().map(\.pattern).filter { !$0.isWildcard }
            mistakes.add(node.line, Wording.unknown("field", path, known: known))
            return false
        }
        // An object may be a mere structure: as a whole it is consent.
        if let other = found.first(where: { $0.kind != .consent && $0.fields.isEmpty }) {
            mistakes.add(
                node.line,
                "the field \(Wording.quoted(path)) carries \(what) and has the kind \(other.kind?.rawValue ?? "none") (line \(definition.line)); expected consent"
            )
            return false
        }
        return true
    }

    private static func isTopLevel(_ name: String, in vendor: VendorDefinition) -> Bool {
        let fields =
            vendor.map.fields
            + vendor.endpoints.flatMap { ($0.query ?? []) + ($0.fields ?? []) }
        return !name.isWildcard && fields.contains { $0.pattern == name }
    }

    private static func field(at path: Substring, in fields: [FieldDefinition]) -> FieldDefinition?
    {
        for field in fields {
            if field.pattern == path { return field }
            let rest = path.dropFirst(field.pattern.count)
            guard path.hasPrefix(field.pattern), rest.first == "." else { continue }
            if let found = self.field(at: rest.dropFirst(), in: field.fields) { return found }
        }
        return nil
    }
}

extension String {
    var isWildcard: Bool { hasSuffix("*") || hasSuffix("#") }
}
