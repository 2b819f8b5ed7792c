import Bytes
package import Decoding

/// A log format joined with the kinds of its columns and compiled against one profile.
package final class CompiledLogFormat: Sendable {
    /// What happens to a stretch of the line.
    enum Step: Sendable {
        /// One column, decoded, treated and written back.
        case column(Int, Column)
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
    }

    /// As users name it: `combined`.
    package let name: String
    let format: AccessLogFormat
    let map: CompiledMap
    /// In the order of the line.
    ///
    /// What no step names is copied.
    let steps: [Step]

    /// Joins `format` with `columns`, whose patterns are the directives as the format writes them.
    ///
    /// A directive that no column names is `unknown`.
    package init(
        name: String, format: AccessLogFormat, columns: [FieldDefinition], profile: Profile
    ) {
        self.name = name
        self.format = format
        let map = CompiledMap(logColumns: columns, profile: profile)
        self.map = map
        var steps: [Step] = []
        for (index, field) in format.fields.enumerated() {
            let rule = map.rule(for: Array(field.text.utf8).span)
            var column = Column(rule: rule, isJSONValue: field.isJSONValue)
            switch rule.treatment {
            case .keep where field.shape != .anything && !field.isRelayed:
                // The line would not fit if the value were something else.
                continue
            case .keep:
                column = Column(
                    rule: FieldRule(kind: rule.kind, treatment: Self.unread(under: profile)),
                    shape: field.shape, isJSONValue: field.isJSONValue)
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
    }

    /// The treatment of a column that is to be kept, though nothing says what it may hold.
    ///
    /// A profile that only masks texts masks it; every other one scrubs it.
    private static func unread(under profile: Profile) -> Treatment {
        profile.logTreatment(of: .freeText) == .maskAddresses ? .maskAddresses : .scrub
    }

    /// Whether a line, given without terminator, is written in this format.
    package func fits(_ line: Span<UInt8>) -> Bool {
        var fields = LogFields()
        return format.split(line, into: &fields)
    }
}
