import Bytes
import Decoding

extension LogAnonymizer {
    /// Appends a line of a format string's layout with its columns treated.
    ///
    /// Returns `false` and appends nothing when the line does not fit.
    mutating func anonymize(
        _ line: Span<UInt8>, in columns: LogColumns, into output: inout ByteBuffer
    ) -> Bool {
        guard columns.format.split(line, into: &fields) else { return false }
        if request.isCollected {
            for (column, fact) in columns.facts {
                request.note(
                    fact, line.extracting(fields[column]), isEscaped: fields.hasEscapes(column),
                    style: columns.format.escapes)
            }
        }
        output.reserve(line.count)
        var copied = 0
        for step in columns.steps {
            switch step {
            case .mask(let masked, let context):
                let range =
                    fields[masked.lowerBound].lowerBound..<fields[masked.upperBound].upperBound
                output.append(line, copied..<range.lowerBound)
                let found = AddressMasker.mask(
                    line.extracting(range), prefixes: options.prefixes, context: context,
                    into: &output)
                values.tally.countAddresses(found)
                copied = range.upperBound
            case .column(let index, let column):
                let range = fields[index]
                output.append(line, copied..<range.lowerBound)
                treatColumn(
                    line.extracting(range), column, isEscaped: fields.hasEscapes(index),
                    style: columns.format.escapes, into: &output)
                copied = range.upperBound
            case .parts(let index, let column, let parts):
                let range = fields[index]
                output.append(line, copied..<range.lowerBound)
                treatParts(
                    line.extracting(range), parts, column, columns, into: &output)
                copied = range.upperBound
            }
        }
        output.append(line, copied..<line.count)
        return true
    }

    /// A column that is left out becomes `-`, the format's own word for "missing", or `null` where
    /// a dash would break the JSON around it.
    private mutating func treatColumn(
        _ raw: Span<UInt8>, _ column: LogColumns.Column, isEscaped: Bool,
        style: LogEscapes.Style,
        into output: inout ByteBuffer
    ) {
        guard !isMissing(raw) else { return output.append(raw) }
        guard column.shape == .anything || column.shape.fits(raw) else {
            return leaveOut(column, into: &output)
        }
        if !isEscaped {
            let mark = output.count
            if treat(raw, column.rule, into: &output) { return }
            output.truncate(to: mark)
            return leaveOut(column, into: &output)
        }
        plain.wipeAll()
        treated.wipeAll()
        LogEscapes.decode(raw, style: style, into: &plain)
        guard treatPlain(column.rule) else { return leaveOut(column, into: &output) }
        if treated.span.equals(plain.span) {
            output.append(raw)
        } else {
            let seen = LogEscapes.style(seenIn: raw, else: style)
            LogEscapes.encode(treated.span, style: seen, into: &output)
        }
    }

    private func leaveOut(_ column: LogColumns.Column, into output: inout ByteBuffer) {
        if column.isJSONValue { return output.append("null") }
        if let byte = column.leftOut { output.append(byte) }
    }

    /// Treats `plain` into `treated`.
    mutating func treatPlain(_ rule: FieldRule) -> Bool {
        var value = ByteBuffer()
        var result = ByteBuffer()
        swap(&value, &plain)
        swap(&result, &treated)
        let stays = treat(value.span, rule, into: &result)
        swap(&value, &plain)
        swap(&result, &treated)
        return stays
    }
}
