import Bytes
import Decoding

/// Lines that a format string lays out, with what happens to each of their columns.
final class LogColumns: Sendable {
    /// What happens to a stretch of the line.
    enum Step: Sendable {
        /// One column, decoded, treated and written back.
        case column(Int, Column)
        /// Values without names in one column, each treated by what it looks like.
        case parts(Int, Column, LogColumnForm.Parts)
        /// Columns that only lose their addresses, with the text between them: one pass over all.
        case mask(ClosedRange<Int>, TextContext)
    }

    /// How one column is treated.
    struct Column: Sendable {
        let rule: FieldRule
        /// What the value must look like to stay at all.
        var shape = LogFieldShape.anything
        /// Whether JSON's own word stands for a value that is left out, because no quotes are around.
        let isJSONValue: Bool
        /// The byte that stands for a value that is left out; `nil` for nothing.
        var leftOut: UInt8? = UInt8(ascii: "-")
    }

    let format: AccessLogFormat
    let map: CompiledMap
    /// In the order of the line.
    ///
    /// What no step names is copied.
    let steps: [Step]

    /// Which columns say something that can be counted, and what.
    let facts: [(column: Int, fact: Fact)]
    /// What becomes of values that no name says the kind of.
    let partRules: PartRules

    /// Joins `format` with `columns`, whose patterns are the directives as the format writes them.
    ///
    /// A directive that no column names is `unknown`.
    init(format: AccessLogFormat, columns: [FieldDefinition], profile: Profile) {
        self.format = format
        let map = CompiledMap(logColumns: columns, profile: profile)
        self.map = map
        var steps: [Step] = []
        for (index, field) in format.fields.enumerated() {
            let rule = map.rule(for: Array(field.text.utf8).span)
            var column = Column(
                rule: rule, isJSONValue: field.isJSONValue, leftOut: field.leftOut)
            if let parts = field.parts, rule.treatment == .scrub {
                steps.append(.parts(index, column, parts))
                continue
            }
            switch rule.treatment {
            case .keep where field.shape != .anything && !field.isRelayed:
                // The line would not fit if the value were something else.
                continue
            case .keep:
                column = Column(
                    rule: FieldRule(kind: rule.kind, treatment: Self.unread(under: profile)),
                    shape: field.shape, isJSONValue: field.isJSONValue, leftOut: field.leftOut)
                steps.append(.column(index, column))
            case .maskAddresses:
                let context = rule.kind == .userAgent ? TextContext.userAgent : .plain
                if case .mask(let columns, context)? = steps.last, columns.upperBound == index - 1 {
                    steps[steps.count - 1] = .mask(columns.lowerBound...index, context)
                } else {
                    steps.append(.mask(index...index, context))
                }
            default:
                steps.append(.column(index, column))
            }
        }
        self.steps = steps
        partRules = PartRules(profile)
        facts = format.fields.enumerated().compactMap { index, field in
            map.rule(for: Array(field.text.utf8).span).fact.map { (index, $0) }
        }
    }

    /// The treatment of a column that is to be kept, though nothing says what it may hold.
    ///
    /// A profile that only masks texts masks it; every other one scrubs it.
    static func unread(under profile: Profile) -> Treatment {
        profile.logTreatment(of: .freeText) == .maskAddresses ? .maskAddresses : .scrub
    }
}
