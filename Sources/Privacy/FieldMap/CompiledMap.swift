import Bytes

/// A field map compiled against one profile: what the engine runs on.
///
/// Table 0 holds the fields of the record itself; further tables those inside nested values.
package struct CompiledMap: Sendable {
    /// The profile that decided the treatments.
    package let profile: Profile
    private var tables: [FieldTable] = []

    /// Compiles the fields of an event, with the consent signals of the vendor.
    package init(
        eventFields: [FieldDefinition], profile: Profile, signals: [SignalField] = []
    ) {
        self.profile = profile
        _ = addTable(eventFields, signals: signals) { profile.treatment(of: $0) }
    }

    /// Compiles the columns of a log format.
    package init(logColumns: [FieldDefinition], profile: Profile) {
        self.profile = profile
        _ = addTable(logColumns, signals: []) { profile.logTreatment(of: $0) }
    }

    /// The rule for a field of the record itself.
    package func rule(for name: Span<UInt8>) -> FieldRule { tables[0].rule(for: name) }

    /// The rule for a field inside a nested value.
    func rule(for name: Span<UInt8>, table: Int) -> FieldRule { tables[table].rule(for: name) }

    private mutating func addTable(
        _ fields: [FieldDefinition], signals: [SignalField], treatment: (Kind) -> Treatment
    ) -> Int {
        let position = tables.count
        tables.append(FieldTable([]))
        var rules: [(pattern: String, rule: FieldRule)] = []
        for field in fields {
            var nested: NestedRule?
            if let codec = field.decode {
                let table = addTable(field.fields, signals: [], treatment: treatment)
                nested = NestedRule(codec: codec, table: table)
            }
            let rule = FieldRule(
                kind: field.kind, treatment: treatment(field.kind), nested: nested,
                shape: field.shape.flatMap(PseudonymShape.init(named:)) ?? .digits(10),
                fact: field.fact,
                loweredConsent: ConsentLowering.Field(name: field.pattern),
                signal: signals.first { $0.field == field.pattern }?.signal)
            rules.append((field.pattern, rule))
        }
        tables[position] = FieldTable(rules, treatment: treatment)
        return position
    }
}
