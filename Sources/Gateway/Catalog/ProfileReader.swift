import Privacy

/// Reads `config/profiles/<name>.yaml`.
struct ProfileReader {
    let mistakes: MistakeList

    private var reader: YAMLReader { YAMLReader(mistakes: mistakes) }

    /// The profile, or `nil` if the file has not even the shape of one.
    func read(_ root: YAMLNode, name: String) -> Profile? {
        guard
            reader.checkKeys(
                root, of: "a profile file", required: ["profile", "about", "pseudonyms", "events"],
                optional: ["logs", "rare-values"])
        else { return nil }
        reader.checkName(root["profile"], key: "profile", name: name)
        _ = root["about"].flatMap { reader.text($0, of: "about", expected: "one sentence") }
        let pseudonyms = root["pseudonyms"].map { self.pseudonyms($0) }
        let events = root["events"].map { treatments($0, of: "events") } ?? []
        let logs = root["logs"].map { treatments($0, of: "logs") } ?? []
        checkMandatory(events)
        if case .some(.some(nil)) = pseudonyms { checkNoPseudonyms(events + logs) }
        return Profile(
            name: name, events: table(events), logs: table(logs),
            pseudonyms: (pseudonyms ?? nil) ?? nil,
            commonFrom: root["rare-values"].flatMap(commonFrom))
    }

    // MARK: Rare values

    /// How many visitors must share a combination; the table counts to 32.
    private static let usefulThresholds = 2...32

    private func commonFrom(_ node: YAMLNode) -> Int? {
        let range = Self.usefulThresholds
        let expected = "a number from \(range.lowerBound) to \(range.upperBound)"
        guard reader.checkKeys(node, of: "rare-values", required: ["fewer-than"]),
            let value = node["fewer-than"],
            let text = reader.text(value, of: "fewer-than", expected: expected)
        else { return nil }
        guard let number = Int(text), range.contains(number) else {
            mistakes.add(value.line, "fewer-than is \(value.form); expected \(expected)")
            return nil
        }
        return number
    }

    // MARK: Pseudonyms

    /// `none`, or how they are made; the outer `nil` after a mistake.
    private func pseudonyms(_ node: YAMLNode) -> PseudonymPolicy?? {
        let expected = "none, or rotate and collision"
        guard case .mapping = node.content else {
            guard let text = reader.text(node, of: "pseudonyms", expected: expected) else {
                return nil
            }
            if text == "none" { return .some(nil) }
            mistakes.add(node.line, "pseudonyms is \(node.form); expected \(expected)")
            return nil
        }
        guard
            reader.checkKeys(
                node, of: "pseudonyms", required: ["rotate"],
                optional: ["colliding-bits", "collision"])
        else { return nil }
        let rotation: Rotation? = node["rotate"].flatMap { reader.word($0, of: "rotate") }
        let bits = node["colliding-bits"].flatMap(collidingBits)
        let target = node["collision"].flatMap { CollisionReader(mistakes: mistakes).read($0) }
        if let both = node["collision"], bits != nil {
            mistakes.add(both.line, "collision and colliding-bits exclude each other; expected one")
        }
        return PseudonymPolicy(
            collidingBits: bits, space: target?.space, isShortLived: rotation != .never)
    }

    /// How often the key of the pseudonyms is replaced.
    private enum Rotation: String, CaseIterable {
        /// Kept in a file for as long as the shop likes.
        case never
        /// Kept in memory and replaced every day.
        case daily = "24h"
    }

    /// Fewer bits merge a small shop's visitors into a handful; with more hardly any two share.
    private static let usefulBits = 4...32

    private func collidingBits(_ node: YAMLNode) -> Int? {
        let expected =
            "a number from \(Self.usefulBits.lowerBound) to \(Self.usefulBits.upperBound)"
        guard let text = reader.text(node, of: "colliding-bits", expected: expected) else {
            return nil
        }
        guard let bits = Int(text), Self.usefulBits.contains(bits) else {
            mistakes.add(node.line, "colliding-bits is \(node.form); expected \(expected)")
            return nil
        }
        return bits
    }

    // MARK: Treatments

    private struct Row {
        let kind: Kind
        let treatment: Treatment
        let line: Int
    }

    private func table(_ rows: [Row]) -> [Kind: Treatment] {
        Dictionary(rows.map { ($0.kind, $0.treatment) }) { first, _ in first }
    }

    private func treatments(_ node: YAMLNode, of subject: String) -> [Row] {
        let expected = "kinds with treatments such as url: reduce-url"
        let kinds = Kind.allCases.map(\.rawValue)
        var rows: [Row] = []
        for entry in reader.entries(node, of: subject, expected: expected) ?? [] {
            let kind = Kind(rawValue: entry.key)
            if kind == nil {
                mistakes.add(entry.line, Wording.unknown("kind", entry.key, known: kinds))
            }
            let treatment: Treatment? = reader.word(entry.value, of: "treatment")
            guard let kind, let treatment else { continue }
            if !kind.accepts(treatment) {
                let possible = Treatment.allCases.filter(kind.accepts).map(\.rawValue)
                mistakes.add(
                    entry.value.line,
                    "the treatment \(treatment.rawValue) does not fit the kind \(kind.rawValue); expected \(Wording.oneOf(possible))"
                )
            }
            rows.append(Row(kind: kind, treatment: treatment, line: entry.value.line))
        }
        return rows
    }

    /// Kinds that no event may carry onwards as they are, whatever a shop writes.
    private static let personal: Set<Kind> = [
        .ip, .userID, .clickID, .deviceID, .email, .phone, .personName, .postalAddress, .birthDate,
        .hashedPerson, .secret, .opaque,
    ]

    private func checkMandatory(_ events: [Row]) {
        for row in events
        where Self.personal.contains(row.kind)
            && [.keep, .maskAddresses, .scrub].contains(row.treatment)
        {
            let possible = Treatment.allCases.filter {
                row.kind.accepts($0) && ![.keep, .maskAddresses, .scrub].contains($0)
            }
            mistakes.add(
                row.line,
                "\(row.treatment.rawValue) lets the kind \(row.kind.rawValue) of events through; expected \(Wording.oneOf(possible.map(\.rawValue)))"
            )
        }
    }

    private func checkNoPseudonyms(_ rows: [Row]) {
        for row in rows where row.treatment == .pseudonymise {
            mistakes.add(row.line, "pseudonymise needs a key; pseudonyms is none")
        }
    }
}

extension Kind {
    /// Whether a treatment makes sense for values of the kind.
    func accepts(_ treatment: Treatment) -> Bool {
        switch treatment {
        case .keep, .remove: true
        case .roundToMinute, .roundToHour: self == .timestamp
        case .regenerate: self == .random
        case .credential: self == .secret
        case .token: [.technical, .consent, .siteID].contains(self)
        case .eventName: self == .eventName
        case .maskAddresses, .scrub: self != .ip
        case .truncateAddress: self == .ip
        // It needs a key, which is no matter of a profile: `addresses` of a destination has it.
        case .encryptAddress: false
        case .reduceURL, .stripURL: self == .url || self == .referrer
        case .referrerOrigin, .referrerInternal: self == .referrer
        case .generaliseUserAgent: self == .userAgent
        case .primaryLanguage: self == .language
        case .bucketScreen: self == .screen
        case .country: self == .geo
        case .pseudonymise: isIdentifier
        }
    }
}
