import Bytes
package import Consent
import Decoding

/// A field map compiled against one profile: what the engine runs on.
///
/// A class, because every field of every record is looked up here: passing it on must not copy.
package final class CompiledMap: Sendable {
    /// The tables that an event begins with; further ones are those inside nested values.
    enum Root {
        static let body = 0
        static let query = 1
        static let headers = 2
    }

    /// The profile that decided the treatments.
    package let profile: Profile
    /// Request headers that the map names, in lower case; no other is looked at.
    package let headerNames: [[UInt8]]
    /// Headers as the map writes them, in the order of ``headerNames``.
    let headerSpellings: [[UInt8]]
    private let tables: [FieldTable]
    /// Closed lists of values, each sorted as the map has it.
    private let lists: [[[UInt8]]]
    /// What the marks of rules point at.
    let consentFields: [CompiledConsentField]
    /// What has to be granted for a TC string to go on; `nil` where none ever does.
    let transparencyNeeds: PurposeSet?
    /// What a query string gets where marketing is not granted.
    let queryAdditions: [CompiledAddition]
    /// What a form in the body gets where marketing is not granted.
    let bodyAdditions: [CompiledAddition]

    /// Compiles the fields of an event, with the consent signals and consent fields of the vendor.
    ///
    /// `query` are the fields of the query string where they differ from those of the body.
    package init(
        eventFields: [FieldDefinition], query: [FieldDefinition]? = nil,
        headers: [FieldDefinition] = [], profile: Profile, signals: [SignalField] = [],
        consent: [ConsentField] = [], additions: [AddedField] = [],
        transparencyNeeds: PurposeSet? = nil
    ) {
        self.profile = profile
        headerNames = headers.map { Array($0.pattern.lowercased().utf8) }
        headerSpellings = headers.map { Array($0.pattern.utf8) }
        var compiler = MapCompiler(treatment: profile.treatment(of:))
        compiler.compile(
            roots: [
                Self.withStandardNames(eventFields), Self.withStandardNames(query ?? eventFields),
                headers.map { header in
                    var header = header
                    header.pattern = header.pattern.lowercased()
                    return header
                },
            ], consent: ConsentPath.paths(signals, consent))
        tables = compiler.tables
        lists = compiler.lists
        consentFields = consent.map(CompiledConsentField.init)
        self.transparencyNeeds = transparencyNeeds
        queryAdditions = Self.compiled(additions, knownTo: query ?? eventFields)
        bodyAdditions = Self.compiled(additions, knownTo: eventFields)
    }

    /// The additions that an endpoint knows: to another one they mean nothing.
    private static func compiled(
        _ additions: [AddedField], knownTo fields: [FieldDefinition]
    ) -> [CompiledAddition] {
        additions.prefix(AddedField.mostOfVendor).filter { addition in
            fields.contains { $0.pattern == addition.name && $0.kind == .consent }
        }.map(CompiledAddition.init)
    }

    /// The fields, and the consent parameters that mean the same everywhere: they are read although
    /// the map does not name them, and then stay here.
    private static func withStandardNames(_ fields: [FieldDefinition]) -> [FieldDefinition] {
        let missing = ConsentSignal.standardNames.map(\.name).filter { name in
            !fields.contains { $0.pattern == name }
        }
        return fields + missing.map { FieldDefinition(pattern: $0, kind: nil) }
    }

    /// Compiles the columns of a log format.
    package init(logColumns: [FieldDefinition], profile: Profile) {
        self.profile = profile
        headerNames = []
        headerSpellings = []
        var compiler = MapCompiler(treatment: profile.logTreatment(of:))
        compiler.compile(roots: [logColumns], consent: [])
        tables = compiler.tables
        lists = compiler.lists
        consentFields = []
        transparencyNeeds = nil
        queryAdditions = []
        bodyAdditions = []
    }

    /// The rule for a field of the record itself.
    package func rule(for name: Span<UInt8>) -> FieldRule { tables[0].rule(for: name) }

    /// The rule for a field of a table.
    func rule(for name: Span<UInt8>, table: Int) -> FieldRule { tables[table].rule(for: name) }

    /// One table, for a walk that looks up many fields of one level: the map is asked once.
    func fields(ofTable table: Int) -> FieldTable { tables[table] }

    /// Whether a value is in the list that a rule points at.
    func list(_ position: Int32, holds value: Span<UInt8>) -> Bool {
        for known in lists[Int(position)] where value.equals(known.span) { return true }
        return false
    }
}

/// Joins fields with treatments, level by level.
private struct MapCompiler {
    let treatment: (Kind) -> Treatment
    let personal: [FieldRule]
    var tables: [FieldTable] = []
    var lists: [[[UInt8]]] = []

    init(treatment: @escaping (Kind) -> Treatment) {
        self.treatment = treatment
        personal = Kind.allCases.map { FieldRule(kind: $0, treatment: treatment($0)) }
    }

    /// Fills the tables: the roots first, in their order, then those of all levels inside.
    mutating func compile(roots: [[FieldDefinition]], consent: [ConsentPath]) {
        tables = roots.map { _ in FieldTable([], personal: personal) }
        for (position, fields) in roots.enumerated() {
            fill(position, fields, consent: consent)
        }
    }

    private mutating func fill(
        _ position: Int, _ fields: [FieldDefinition], consent: [ConsentPath]
    ) {
        var rules: [(pattern: String, rule: FieldRule)] = []
        let consent = consent.filter { $0.leads(into: fields) }
        for field in fields {
            let mark = ConsentPath.mark(of: field, by: consent)
            // An object that is lowered as a whole is consent, whatever stands in it.
            let kind = mark.isObject ? .consent : field.kind
            let rule = FieldRule(
                kind: kind ?? .unknown,
                treatment: mark.isObject ? treatment(.consent) : treatment(of: field),
                nested: nested(field, level: position, consent: consent), isStructure: kind == nil,
                shape: field.shape.flatMap(PseudonymShape.init(named:)) ?? .digits(10),
                fact: field.fact,
                loweredConsent: field.kind == .consent && mark.place < 0
                    ? ConsentLowering.Field(name: field.pattern) : nil,
                consent: mark,
                values: list(field.values), isEvent: field.isEvent,
                hasPlainName: Self.isPlain(field.pattern),
                isBrowser: field.isBrowser, isNamed: field.isNamed,
                grammar: field.grammar ?? .anything, line: Int32(field.line))
            rules.append((field.pattern, rule))
        }
        tables[position] = FieldTable(rules, personal: personal)
    }

    /// Whether a form writes the name as it stands; other names are looked at when they are written.
    private static func isPlain(_ pattern: String) -> Bool {
        pattern.utf8.allSatisfy { PercentCoding.Set.formValue.contains($0) }
    }

    /// The treatment of the kind, but for secrets and nonces that the protocol cannot do without.
    private func treatment(of field: FieldDefinition) -> Treatment {
        guard let kind = field.kind else { return .remove }
        let decided = treatment(kind)
        if field.isRequired, kind == .secret { return .credential }
        if decided == .regenerate, field.shape == nil { return .remove }
        return decided
    }

    private mutating func nested(
        _ field: FieldDefinition, level: Int, consent: [ConsentPath]
    ) -> NestedRule? {
        if field.isRecursive { return NestedRule(chain: field.decode, table: level) }
        guard !field.fields.isEmpty else {
            return field.decode.isEmpty ? nil : NestedRule(chain: field.decode, table: level)
        }
        let table = tables.count
        tables.append(FieldTable([], personal: personal))
        fill(table, field.fields, consent: consent.compactMap { $0.inside(field) })
        return NestedRule(chain: field.decode, table: table)
    }

    private mutating func list(_ values: [String]) -> Int32 {
        guard !values.isEmpty else { return -1 }
        lists.append(values.map { Array($0.utf8) })
        return Int32(lists.count - 1)
    }
}
