import Bytes
import Decoding

extension LogAnonymizer {
    /// Appends a `#Fields` line, or a data line below one with its columns treated.
    ///
    /// Returns `false` and appends nothing when the line does not fit: a data line with another number
    /// of columns than the last directive names, one before any, and other directives, which are
    /// comments.
    mutating func anonymize(
        _ line: Span<UInt8>, in format: W3CLogFormat, into output: inout ByteBuffer
    ) -> Bool {
        guard !line.isEmpty else { return false }
        if line[0] == UInt8(ascii: "#") {
            return readDirective(line, in: format, into: &output)
        }
        guard let header = w3c.header, w3c.format === format,
            w3c.columns.split(line, expecting: header.columns.count),
            format.allows(isTabbed: w3c.columns.isTabbed)
        else { return false }
        for index in header.columns.indices {
            let column = header.columns[index]
            guard
                column.shape == .anything || column.isRelayed
                    || column.shape.fits(line.extracting(w3c.columns.ranges[index]))
            else { return false }
        }
        if request.isCollected { noteFacts(line, header) }
        output.reserve(line.count)
        var copied = 0
        for index in header.columns.indices where header.columns[index].way != .copied {
            let range = w3c.columns.ranges[index]
            output.append(line, copied..<range.lowerBound)
            treatValue(line.extracting(range), header.columns[index], into: &output)
            copied = range.upperBound
        }
        output.append(line, copied..<line.count)
        return true
    }

    private mutating func readDirective(
        _ line: Span<UInt8>, in format: W3CLogFormat, into output: inout ByteBuffer
    ) -> Bool {
        guard let header = format.header(line) else {
            // Columns that nobody can read have other meanings than those before.
            if line.count >= 7, line.extracting(0..<7).equalsIgnoringCase("#Fields") {
                w3c.header = nil
            }
            return false
        }
        w3c.header = header
        w3c.format = format
        // Names of unknown columns are an administrator's own words.
        guard let names = W3CDirective.fieldNames(line) else { return false }
        var copied = 0
        for (index, name) in names.enumerated() where !header.columns[index].isKnown {
            output.append(line, copied..<name.lowerBound)
            let mark = output.count
            scrub(line.extracting(name), into: &output)
            // A browser that is reduced has spaces; a name stays one word, or columns would shift.
            for index in mark..<output.count where output[index] == UInt8(ascii: " ") {
                output.truncate(to: mark)
                output.append(UInt8(ascii: "-"))
                break
            }
            copied = name.upperBound
        }
        output.append(line, copied..<line.count)
        return true
    }

    // MARK: Values

    private mutating func treatValue(
        _ raw: Span<UInt8>, _ column: W3CColumn, into output: inout ByteBuffer
    ) {
        guard !isMissing(raw) else { return output.append(raw) }
        let quote = UInt8(ascii: "\"")
        guard raw.count >= 2, raw[0] == quote, raw[raw.count - 1] == quote else {
            return treatBare(raw, column, into: &output)
        }
        output.append(quote)
        treatBare(raw.extracting(1..<raw.count - 1), column, into: &output)
        output.append(quote)
    }

    private mutating func treatBare(
        _ raw: Span<UInt8>, _ column: W3CColumn, into output: inout ByteBuffer
    ) {
        guard !isMissing(raw) else { return output.append(raw) }
        let missing = UInt8(ascii: "-")
        if column.way == .asWritten {
            let mark = output.count
            if treat(raw, column.rule, into: &output) { return }
            output.truncate(to: mark)
            return output.append(missing)
        }
        let text = W3CText(of: raw, isTabbed: w3c.columns.isTabbed)
        plain.wipeAll()
        treated.wipeAll()
        text.decode(raw, scratch: &treated, into: &plain)
        if column.way == .checked {
            return column.shape.fits(plain.span) ? output.append(raw) : output.append(missing)
        }
        guard treatPlain(column.rule) else { return output.append(missing) }
        if treated.span.equals(plain.span) { return output.append(raw) }
        text.encode(treated.span, into: &output)
    }

    private mutating func noteFacts(_ line: Span<UInt8>, _ header: W3CHeader) {
        for index in header.columns.indices {
            guard let fact = header.columns[index].rule.fact else { continue }
            let raw = line.extracting(w3c.columns.ranges[index])
            // URLs stay encoded.
            guard fact != .page, fact != .referrer else {
                request.note(fact, raw)
                continue
            }
            let text = W3CText(of: raw, isTabbed: w3c.columns.isTabbed)
            var value = ByteBuffer()
            text.decode(raw, scratch: &treated, into: &value)
            request.note(fact, value.span)
            value.wipe()
        }
    }
}
