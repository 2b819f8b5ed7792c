import Privacy

/// Tells in which file the rule of a field is written: the vendor's map, or the destination's own fields.
struct RuleFiles {
    /// File of the vendor's map.
    let vendor: String
    let configuration: String
    /// The fields that the destination adds in the configuration.
    let own: [FieldDefinition]

    /// `FILE:LINE`; `nil` where no map names the field.
    func origin(of step: TreatmentTrace.Step) -> String? {
        let line = Int(step.rule.line)
        guard line > 0 else { return nil }
        let isOwn = own.contains { field in
            Self.covers(field.pattern, step.path.first ?? "")
                && Self.lines(of: field).contains(line)
        }
        return "\(isOwn ? configuration : vendor):\(line)"
    }

    private static func covers(_ pattern: String, _ name: String) -> Bool {
        pattern.hasSuffix("*") || pattern.hasSuffix("#")
            ? name.hasPrefix(pattern.dropLast()) : name == pattern
    }

    private static func lines(of field: FieldDefinition) -> [Int] {
        [field.line] + field.fields.flatMap(lines)
    }
}
