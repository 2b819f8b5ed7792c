package import Bytes
import Decoding

/// What became of one column of a log line: what `explain` prints.
package struct ColumnTrace: Sendable {
    /// The directive or variable as the format writes it: `%h`, `$remote_addr`.
    package let directive: String
    package let rule: FieldRule
    /// What the column gets, which may be stricter than the rule where its grammar proves nothing.
    package let treatment: Treatment
    /// The value as it stands in the line.
    package let input: String
    /// What leaves; `nil` where the value is left out.
    package let result: String?
}

extension LogAnonymizer {
    /// Treats one line, given without terminator, and says what became of each column.
    ///
    /// Appends the treated line. Returns `nil` and appends nothing when the line does not fit the
    /// format; a treated line whose columns cannot be told apart again has no traces. What was left out
    /// has the format's own word for "missing" in its place.
    package mutating func explain(
        _ line: Span<UInt8>, as format: CompiledLogFormat, into output: inout ByteBuffer
    ) -> [ColumnTrace]? {
        if case .alternatives(let formats) = format.codec {
            for format in formats {
                if let traces = explain(line, as: format, into: &output) { return traces }
            }
            return nil
        }
        guard case .columns(let columns) = format.codec else {
            traces = []
            defer { traces = nil }
            return anonymize(line, as: format, into: &output) ? traces : nil
        }
        var before = LogFields()
        guard columns.format.split(line, into: &before) else { return nil }
        let start = output.count
        guard anonymize(line, as: format, into: &output) else { return nil }
        let treated = output.span.extracting(start...)
        var after = LogFields()
        guard columns.format.split(treated, into: &after) else { return [] }
        return columns.format.fields.indices.map { index in
            let field = columns.format.fields[index]
            let rule = columns.map.rule(for: Array(field.text.utf8).span)
            let value = line.extracting(before[index])
            let result = treated.extracting(after[index])
            let isLeftOut = !result.equals(value) && Self.isMissing(result)
            return ColumnTrace(
                directive: field.text, rule: rule,
                treatment: columns.treatment(ofColumn: index, else: rule.treatment),
                input: value.string, result: isLeftOut ? nil : result.string)
        }
    }

    /// Notes what became of a value, while somebody asks; `result` is as it stands in the line.
    mutating func note(
        _ directive: String, _ rule: FieldRule, _ value: Span<UInt8>, _ result: Span<UInt8>
    ) {
        guard traces != nil else { return }
        let isLeftOut =
            !result.equals(value) && (Self.isMissing(result) || result.equals("\"-\""))
        traces?.append(
            ColumnTrace(
                directive: directive, rule: rule, treatment: rule.treatment, input: value.string,
                result: isLeftOut ? nil : result.string))
    }

    /// Notes a member that leaves with its name.
    ///
    /// The name may hold anything, so that only one that a program would choose is printed.
    mutating func note(
        leftOut input: Span<UInt8>, _ quoted: Range<Int>, path: String, rule: FieldRule
    ) {
        guard traces != nil else { return }
        let name = input.extracting(quoted.lowerBound + 1..<quoted.upperBound - 1)
        traces?.append(
            ColumnTrace(
                directive: path + (PersonalNames.isHarmless(name) ? name.string : "(another name)"),
                rule: rule, treatment: rule.treatment, input: "", result: nil))
    }

    /// Whether a column holds what the format writes for a value that is left out.
    private static func isMissing(_ value: Span<UInt8>) -> Bool {
        value.isEmpty || value.equals("-") || value.equals("null")
    }
}

extension LogColumns {
    /// What a column gets: of one that its grammar proves harmless what the rule says.
    fileprivate func treatment(ofColumn index: Int, else decided: Treatment) -> Treatment {
        for step in steps where step.first <= index && index <= step.last {
            if case .mask = step.action { return .maskAddresses }
            return columns[step.column].rule.treatment
        }
        return decided
    }
}
