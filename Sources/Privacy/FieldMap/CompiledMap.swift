import Bytes

/// A field map compiled against one profile: what the engine runs on.
///
/// Table 0 holds the fields of the record itself; further tables those inside nested values. A class,
/// because every field of every record is looked up here: passing it on must not copy.
package final class CompiledMap: Sendable {
    /// The profile that decided the treatments.
    package let profile: Profile
    private let tables: [FieldTable]

    /// Compiles the fields of an event, with the consent signals of the vendor.
    package init(
        eventFields: [FieldDefinition], profile: Profile, signals: [SignalField] = []
    ) {
        self.profile = profile
        tables = MapCompiler(treatment: profile.treatment(of:)).compile(
            eventFields, signals: signals)
    }

    /// Compiles the columns of a log format.
    package init(logColumns: [FieldDefinition], profile: Profile) {
        self.profile = profile
        tables = MapCompiler(treatment: profile.logTreatment(of:)).compile(logColumns, signals: [])
    }

    /// The rule for a field of the record itself.
    package func rule(for name: Span<UInt8>) -> FieldRule { tables[0].rule(for: name) }

    /// The rule for a field inside a nested value.
    func rule(for name: Span<UInt8>, table: Int) -> FieldRule { tables[table].rule(for: name) }
}

/// Joins fields with treatments, level by level.
private struct MapCompiler {
    let treatment: (Kind) -> Treatment

    /// The tables of all levels, the outermost first.
    func compile(_ fields: [FieldDefinition], signals: [SignalField]) -> [FieldTable] {
        var tables: [FieldTable] = []
        _ = add(fields, signals: signals, to: &tables)
        return tables
    }

    private func add(
        _ fields: [FieldDefinition], signals: [SignalField], to tables: inout [FieldTable]
    ) -> Int {
        let position = tables.count
        tables.append(FieldTable([], treatment: treatment))
        var rules: [(pattern: String, rule: FieldRule)] = []
        for field in fields {
            var nested: NestedRule?
            if let codec = field.decode {
                let table = add(field.fields, signals: [], to: &tables)
                nested = NestedRule(codec: codec, table: table)
            }
            let rule = FieldRule(
                kind: field.kind, treatment: treatment(field.kind), nested: nested,
                shape: field.shape.flatMap(PseudonymShape.init(named:)) ?? .digits(10),
                fact: field.fact, loweredConsent: ConsentLowering.Field(name: field.pattern),
                signal: signals.first { $0.field == field.pattern }?.signal)
            rules.append((field.pattern, rule))
        }
        tables[position] = FieldTable(rules, treatment: treatment)
        return position
    }
}
