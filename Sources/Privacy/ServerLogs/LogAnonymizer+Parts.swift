import Bytes
import Decoding

extension LogAnonymizer {
    /// Appends a column that holds several values without names, each treated by what it looks like.
    ///
    /// Nothing stands where a value was left out: that is how servers write a captured header that was
    /// not there.
    mutating func treatParts(
        _ raw: Span<UInt8>, _ parts: LogColumnForm.Parts, _ column: LogColumns.Column,
        _ columns: LogColumns, into output: inout ByteBuffer
    ) {
        var position = 0
        while position < raw.count {
            let end: Int
            switch parts {
            case .bars:
                end = raw.firstOffset(of: UInt8(ascii: "|"), from: position) ?? raw.count
                treatPart(raw.extracting(position..<end), parts, columns, into: &output)
            case .quoted:
                let quote = UInt8(ascii: "\"")
                let isQuoted = raw[position] == quote
                let first = isQuoted ? position + 1 : position
                let close =
                    raw.firstOffset(of: isQuoted ? quote : UInt8(ascii: " "), from: first)
                    ?? raw.count
                if isQuoted { output.append(quote) }
                treatPart(raw.extracting(first..<close), parts, columns, into: &output)
                if isQuoted { output.append(quote) }
                end = isQuoted ? min(close + 1, raw.count) : close
            }
            guard end < raw.count else { return }
            output.append(raw[end] == UInt8(ascii: "|") ? raw[end] : UInt8(ascii: " "))
            position =
                raw[end] == UInt8(ascii: "|") || raw[end] == UInt8(ascii: " ") ? end + 1 : end
        }
    }

    private mutating func treatPart(
        _ raw: Span<UInt8>, _ parts: LogColumnForm.Parts, _ columns: LogColumns,
        into output: inout ByteBuffer
    ) {
        guard !isMissing(raw) else { return output.append(raw) }
        plain.wipeAll()
        treated.wipeAll()
        LogEscapes.decode(raw, style: columns.format.escapes, into: &plain)
        let rule = columns.partRules.rule(for: plain.span)
        guard treatPlain(rule) else {
            if parts == .quoted { output.append(UInt8(ascii: "-")) }
            return
        }
        if treated.span.equals(plain.span) { return output.append(raw) }
        if columns.format.escapes == .haproxy {
            LogEscapes.encodeHashes(treated.span, inCapture: parts == .bars, into: &output)
        } else {
            LogEscapes.encode(treated.span, style: columns.format.escapes, into: &output)
        }
    }
}
