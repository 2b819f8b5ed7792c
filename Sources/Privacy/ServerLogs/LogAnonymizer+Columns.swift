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
        if request.isCollected { collect(line, in: columns) }
        output.reserve(line.count)
        var copied = 0
        treat(line, at: 0, in: columns, copied: &copied, into: &output)
        output.append(line, copied..<line.count)
        return true
    }

    /// Appends the lines of `block` from `position` on, with their terminators, up to the first that
    /// does not fit; returns how many there were, and `position` stands behind them.
    ///
    /// What stays of one line is copied together with what stays of the next.
    mutating func anonymizeLines(
        _ block: Span<UInt8>, from position: inout Int, in columns: LogColumns,
        into output: inout ByteBuffer
    ) -> Int {
        var count = 0
        var copied = position
        while position < block.count {
            if let line = columns.format.splitNext(block, from: position, into: &fields) {
                treat(block, at: 0, in: columns, copied: &copied, into: &output)
                position = line.terminator.upperBound
            } else {
                var cursor = LineCursor(from: position)
                guard let line = cursor.next(in: block),
                    columns.format.split(block.extracting(line.content), into: &fields)
                else { break }
                treat(block, at: position, in: columns, copied: &copied, into: &output)
                position = cursor.position
            }
            count &+= 1
        }
        output.append(block, copied..<position)
        return count
    }

    private mutating func collect(_ line: Span<UInt8>, in columns: LogColumns) {
        for (column, fact) in columns.facts {
            request.note(
                fact, line.extracting(fields[column]), isEscaped: fields.hasEscapes(column),
                style: columns.format.escapes)
        }
    }

    /// Treats the columns of the line that was split last; `start` of `text` is where fields count from.
    ///
    /// `copied` says up to where `text` was copied; what stays as it is is copied with what comes
    /// next, in one piece.
    @inline(__always)
    private mutating func treat(
        _ text: Span<UInt8>, at start: Int, in columns: LogColumns, copied: inout Int,
        into output: inout ByteBuffer
    ) {
        for index in columns.steps.indices {
            let first = columns.steps[index].first
            let range = fields.range(first, from: start)
            if case .mask(let context) = columns.steps[index].action {
                let last = fields.range(columns.steps[index].last, from: start)
                mask(
                    text, range.lowerBound..<last.upperBound, context, columns.steps[index].tag,
                    copied: &copied, into: &output)
                continue
            }
            let raw = text.extracting(range)
            if isMissing(raw) { continue }
            output.append(text, copied..<range.lowerBound)
            copied = range.upperBound
            let column = columns.steps[index].column
            if !fields.hasEscapes(first) {
                if columns.steps[index].action == .leaveOut {
                    values.tally.count(columns.columns[column].rule)
                    leaveOut(columns.columns[column], into: &output)
                    continue
                }
                if columns.steps[index].action == .truncate {
                    let mark = output.count
                    if values.truncateColumn(raw, columns.columns[column].rule, into: &output) {
                        continue
                    }
                    output.truncate(to: mark)
                    leaveOut(columns.columns[column], into: &output)
                    continue
                }
            }
            if columns.steps[index].action == .parts, let parts = columns.columns[column].parts {
                treatParts(raw, parts, columns.columns[column], columns, into: &output)
                continue
            }
            treatColumn(
                raw, columns.columns[column], isEscaped: fields.hasEscapes(first),
                style: columns.format.escapes, into: &output)
        }
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
