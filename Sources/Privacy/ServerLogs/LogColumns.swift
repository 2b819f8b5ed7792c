import Bytes
import Decoding

/// Lines that a format string lays out, with what happens to each of their columns.
final class LogColumns: Sendable {
    /// What happens to a stretch of the line.
    ///
    /// Small, because every line walks all of them; what only some values need is in ``Column``.
    struct Step: Sendable {
        enum Action: Sendable, Equatable {
            /// Columns that only lose their addresses, with the text between them: one pass.
            case mask(TextContext)
            /// One column that holds an address and nothing else.
            case truncate
            /// One column that never stays.
            case leaveOut
            /// One column, decoded, treated and written back.
            case treat
            /// Values without names in one column, each treated by what it looks like.
            case parts
        }

        let action: Action
        let first: Int
        var last: Int
        /// Stands for the rule where results are remembered, else ``ValueMemo/Tag/none``.
        var tag: ValueMemo.Tag
        /// The place of the (first) column in ``LogColumns/columns``.
        let column: Int
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
        /// How the values without names in the column are told apart; `nil` for one value.
        var parts: LogColumnForm.Parts?
    }

    let format: AccessLogFormat
    let map: CompiledMap
    /// In the order of the line.
    ///
    /// What no step names is copied.
    let steps: [Step]

    /// What steps refer to.
    let columns: [Column]

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
        var treated: [Column] = []
        for (index, field) in format.fields.enumerated() {
            let rule = map.rule(for: Array(field.text.utf8).span)
            var column = Column(
                rule: rule, isJSONValue: field.isJSONValue, leftOut: field.leftOut)
            if rule.treatment == .scrub { column.parts = field.parts }
            if rule.treatment == .keep {
                // The line would not fit if the value were something else.
                if field.shape != .anything && !field.isRelayed { continue }
                column = Column(
                    rule: FieldRule(kind: rule.kind, treatment: Self.unread(under: profile)),
                    shape: field.shape, isJSONValue: field.isJSONValue, leftOut: field.leftOut)
            }
            let step = Self.step(for: column, at: index, decided: rule, column: treated.count)
            if case .mask(let context) = step.action,
                case .mask(context)? = steps.last?.action, steps[steps.count - 1].last == index - 1
            {
                steps[steps.count - 1].last = index
                steps[steps.count - 1].tag = .none
                continue
            }
            steps.append(step)
            treated.append(column)
        }
        self.steps = steps
        self.columns = treated
        partRules = PartRules(profile)
        facts = format.fields.enumerated().compactMap { index, field in
            map.rule(for: Array(field.text.utf8).span).fact.map { (index, $0) }
        }
    }

    private static func step(
        for column: Column, at index: Int, decided rule: FieldRule, column place: Int
    ) -> Step {
        let action: Step.Action
        var tag = ValueMemo.Tag.none
        switch rule.treatment {
        case _ where column.parts != nil: action = .parts
        case .maskAddresses:
            let context = rule.kind == .userAgent ? TextContext.userAgent : .plain
            action = .mask(context)
            // Other columns hold something new in most lines, or too little to be worth a look.
            if rule.kind == .userAgent || rule.kind == .referrer { tag = .masked(context) }
        case .truncateAddress where column.shape == .anything: action = .truncate
        case .remove where column.shape == .anything: action = .leaveOut
        default: action = .treat
        }
        return Step(action: action, first: index, last: index, tag: tag, column: place)
    }

    /// The treatment of a column that is to be kept, though nothing says what it may hold.
    ///
    /// A profile that only masks texts masks it; every other one scrubs it.
    static func unread(under profile: Profile) -> Treatment {
        profile.logTreatment(of: .freeText) == .maskAddresses ? .maskAddresses : .scrub
    }
}
