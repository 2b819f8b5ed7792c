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
        // What stays as it is is copied with what comes next, in one piece.
        var copied = 0
        for index in columns.steps.indices {
            let tag = columns.steps[index].tag
            let first = columns.steps[index].first
            let place = columns.steps[index].column
            let range = fields[first]
            switch columns.steps[index].action {
            case .mask(let context):
                let range = range.lowerBound..<fields[columns.steps[index].last].upperBound
                mask(line, range, context, tag, copied: &copied, into: &output)
            case .truncate where !fields.hasEscapes(first):
                let raw = line.extracting(range)
                if isMissing(raw) { continue }
                output.append(line, copied..<range.lowerBound)
                copied = range.upperBound
                let mark = output.count
                if values.truncateColumn(raw, columns.columns[place].rule, into: &output) {
                    continue
                }
                output.truncate(to: mark)
                leaveOut(columns.columns[place], into: &output)
            case .leaveOut where !fields.hasEscapes(first):
                if isMissing(line.extracting(range)) { continue }
                output.append(line, copied..<range.lowerBound)
                copied = range.upperBound
                values.tally.count(columns.columns[place].rule)
                leaveOut(columns.columns[place], into: &output)
            case .truncate, .leaveOut, .treat:
                let raw = line.extracting(range)
                if isMissing(raw) { continue }
                output.append(line, copied..<range.lowerBound)
                copied = range.upperBound
                treatColumn(
                    raw, columns.columns[place], isEscaped: fields.hasEscapes(first),
                    style: columns.format.escapes, into: &output)
            }
        }
        output.append(line, copied..<line.count)
        return true
    }

    /// Cuts the addresses of `range`; what was not copied before and stays is not copied here.
    @inline(__always)
    private mutating func mask(
        _ line: Span<UInt8>, _ range: Range<Int>, _ context: TextContext, _ tag: ValueMemo.Tag,
        copied: inout Int, into output: inout ByteBuffer
    ) {
        guard let place = ValueMemo.place(of: line.extracting(range), tag: tag) else {
            let found = AddressMasker.mask(
                line, range, copied: &copied, prefixes: options.prefixes, context: context,
                into: &output)
            return values.tally.countAddresses(found)
        }
        let value = line.extracting(range)
        // An unchanged value takes no part in copying, a rewritten one has to be appended here.
        guard let known = memo.memory(of: value, at: place) else {
            output.append(line, copied..<range.lowerBound)
            copied = range.upperBound
            let mark = output.count
            let found = AddressMasker.mask(
                value, prefixes: options.prefixes, context: context, into: &output)
            memo.remember(
                value, at: place, found == 0 ? .unchanged : .rewritten,
                result: output.span.extracting(mark..<output.count), addresses: found)
            return values.tally.countAddresses(found)
        }
        if known.outcome == .unchanged { return }
        output.append(line, copied..<range.lowerBound)
        copied = range.upperBound
        memo.write(known, into: &output)
        values.tally.countAddresses(known.addresses)
    }

    /// A column that is left out becomes `-`, the format's own word for "missing", or `null` where
    /// a dash would break the JSON around it.
    private mutating func treatColumn(
        _ raw: Span<UInt8>, _ column: LogColumns.Column, isEscaped: Bool,
        style: LogEscapes.Style,
        into output: inout ByteBuffer
    ) {
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
        output.append(UInt8(ascii: "-"))
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
