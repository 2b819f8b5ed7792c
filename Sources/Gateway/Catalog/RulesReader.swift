import Consent

/// Reads `config/rules/<name>.yaml`, and the same keys where a site changes a rule set.
struct RulesReader {
    let mistakes: MistakeList

    private var reader: YAMLReader { YAMLReader(mistakes: mistakes) }

    /// Keys of a rule set that a site may write as well.
    static let keys = [
        "grant-days", "global-privacy-control", "grant-beats-global-privacy-control",
        "do-not-track", "us-opt-out", "when-granted", "when-partly-granted", "when-denied",
        "when-unknown",
    ]
    /// Thirteen months are the most that the French authority allows; some shops ask every month.
    static let grantDays = 1...396

    /// The rule set, or `nil` if the file has not even the shape of one.
    func read(_ root: YAMLNode, name: String) -> ConsentRules? {
        guard
            reader.checkKeys(
                root, of: "a rules file", required: ["rules", "about", "sources"],
                optional: Self.keys)
        else { return nil }
        reader.checkName(root["rules"], key: "rules", name: name)
        _ = root["about"].flatMap { reader.text($0, of: "about", expected: "one sentence") }
        _ = root["sources"].map(reader.sources)
        var rules = ConsentRules(name: name)
        apply(root, to: &rules)
        return rules
    }

    /// Changes a rule set by those of ``keys`` that a mapping has; the caller checks its other keys.
    func apply(_ node: YAMLNode, to rules: inout ConsentRules) {
        if let value = node["grant-days"],
            let days = reader.number(value, of: "grant-days", in: Self.grantDays)
        {
            rules.grantDays = days
        }
        if let purposes = purposes(node, "global-privacy-control") {
            rules.globalPrivacyControl = purposes
        }
        if let purposes = purposes(node, "do-not-track") { rules.doNotTrack = purposes }
        if let purposes = purposes(node, "us-opt-out") { rules.usOptOut = purposes }
        let key = "grant-beats-global-privacy-control"
        if let flag = node[key].flatMap({ reader.flag($0, of: key) }) {
            rules.grantBeatsGlobalPrivacyControl = flag
        }
        rules.whenGranted = action(node, "when-granted") ?? rules.whenGranted
        rules.whenPartlyGranted = action(node, "when-partly-granted") ?? rules.whenPartlyGranted
        rules.whenDenied = refusal(node, "when-denied") ?? rules.whenDenied
        rules.whenUnknown = refusal(node, "when-unknown") ?? rules.whenUnknown
    }

    /// Purposes that a signal refuses; none is possible.
    private func purposes(_ node: YAMLNode, _ key: String) -> PurposeSet? {
        let purposes: [Purpose]? = node[key].flatMap {
            reader.words($0, of: key, mayBeEmpty: true)
        }
        return purposes?.reduce(into: []) { $0.formUnion(PurposeSet($1)) }
    }

    private func action(_ node: YAMLNode, _ key: String) -> ConsentAction? {
        node[key].flatMap { reader.word($0, of: key) }
    }

    /// What may happen without consent: nothing is sent under a profile that is made for consent.
    private func refusal(_ node: YAMLNode, _ key: String) -> ConsentAction? {
        guard let value = node[key], let action = action(node, key) else { return nil }
        guard action != .forward else {
            mistakes.add(
                value.line,
                "\(key) is \"forward\"; expected forward-anonymous, aggregate or drop")
            return nil
        }
        return action
    }
}
