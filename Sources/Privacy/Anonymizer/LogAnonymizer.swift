package import Bytes
import Decoding

/// Turns log lines into anonymous ones.
///
/// One per worker; the same engine that treats events.
///
/// Invariants:
/// 1. A line is appended whole or not at all.
/// 2. Between two calls all scratch buffers are empty.
package struct LogAnonymizer: ~Copyable {
    private var values: ValueTreatments
    private let options: EngineOptions
    private var fields = LogFields()
    private var plain = ByteBuffer(capacity: 1024)
    private var treated = ByteBuffer(capacity: 1024)
    private var scrubbed = ScrubCounts()

    package init(options: EngineOptions) {
        self.options = options
        values = ValueTreatments(options: options)
    }

    /// How many values of each kind were treated since the start.
    package var tally: TreatmentTally { values.tally }

    /// Appends `line`, given without terminator, with its columns treated.
    ///
    /// Returns `false` and appends nothing when the line does not fit the format.
    package mutating func anonymize(
        _ line: Span<UInt8>, as format: CompiledLogFormat, into output: inout ByteBuffer
    ) -> Bool {
        guard format.format.split(line, into: &fields) else { return false }
        output.reserve(line.count)
        var copied = 0
        for step in format.steps {
            switch step {
            case .mask(let columns, let context):
                let range =
                    fields[columns.lowerBound].lowerBound..<fields[columns.upperBound].upperBound
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
                    style: format.format.escapes, into: &output)
                copied = range.upperBound
            }
        }
        output.append(line, copied..<line.count)
        return true
    }

    /// Appends a line that fits no format, or free text, without what the detectors find.
    package mutating func scrub(_ line: Span<UInt8>, into output: inout ByteBuffer) {
        Scrubber.scrub(line, prefixes: options.prefixes, counts: &scrubbed, into: &output)
    }

    // MARK: Columns

    /// A column that is left out becomes `-`, the format's own word for "missing", or `null` where
    /// a dash would break the JSON around it.
    private mutating func treatColumn(
        _ raw: Span<UInt8>, _ column: CompiledLogFormat.Column, isEscaped: Bool,
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

    private func leaveOut(_ column: CompiledLogFormat.Column, into output: inout ByteBuffer) {
        if column.isJSONValue { return output.append("null") }
        output.append(UInt8(ascii: "-"))
    }

    /// Treats `plain` into `treated`.
    private mutating func treatPlain(_ rule: FieldRule) -> Bool {
        var value = ByteBuffer()
        var result = ByteBuffer()
        swap(&value, &plain)
        swap(&result, &treated)
        let stays = treat(value.span, rule, into: &result)
        swap(&value, &plain)
        swap(&result, &treated)
        return stays
    }

    private mutating func treat(
        _ value: Span<UInt8>, _ rule: FieldRule, into output: inout ByteBuffer
    ) -> Bool {
        guard rule.nested?.structure == .requestLine, rule.descends else {
            return values.treat(value, rule, into: &output)
        }
        return treatRequestLine(value, rule, into: &output)
    }

    /// Method and version stay if they are in their grammar; the target is what the rule is about.
    ///
    /// What is no request line, such as a TLS greeting on a plain port, is left out.
    private mutating func treatRequestLine(
        _ line: Span<UInt8>, _ rule: FieldRule, into output: inout ByteBuffer
    ) -> Bool {
        guard let parts = RequestLine.split(line),
            LogFieldShape.method.fits(line.extracting(parts.method)),
            LogFieldShape.protocolVersion.fits(line.extracting(parts.version ?? 0..<0))
        else { return false }
        output.append(line, parts.method)
        output.append(UInt8(ascii: " "))
        guard values.treat(line.extracting(parts.target), rule, into: &output) else { return false }
        if let version = parts.version {
            output.append(UInt8(ascii: " "))
            output.append(line, version)
        }
        return true
    }

    private func isMissing(_ raw: Span<UInt8>) -> Bool {
        raw.isEmpty || raw.count == 1 && raw[0] == UInt8(ascii: "-")
    }
}
