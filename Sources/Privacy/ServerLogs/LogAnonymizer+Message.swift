import Bytes
import Decoding

extension LogAnonymizer {
    /// Appends a line of this format with its fields treated.
    ///
    /// Returns `false` and appends nothing when the line does not fit. A line that goes on with the
    /// message of the line before is text.
    mutating func anonymize(
        _ line: Span<UInt8>, in format: MessageLogFormat, into output: inout ByteBuffer
    ) -> Bool {
        var parts = MessageParts()
        guard format.layout.split(line, into: &parts) else {
            guard format.layout.isContinuation(line) else { return false }
            treatText(line, format.rule(for: .message), values: format.values, into: &output)
            return true
        }
        var copied = 0
        for index in 0..<parts.count {
            let part = parts[index]
            output.append(line, copied..<part.range.lowerBound)
            let mark = output.count
            let value = line.extracting(part.range)
            let rule = format.rule(for: part.field)
            treatField(value, part.field, rule, in: format, into: &output)
            note(part.field.rawValue, rule, value, output.span.extracting(mark..<output.count))
            copied = part.range.upperBound
        }
        output.append(line, copied..<line.count)
        return true
    }

    private mutating func treatField(
        _ value: Span<UInt8>, _ field: MessageField, _ rule: FieldRule, in format: MessageLogFormat,
        into output: inout ByteBuffer
    ) {
        guard !isMissing(value) else { return output.append(value) }
        switch field {
        case .message: treatText(value, rule, values: format.values, into: &output)
        case .statement where rule.treatment == .scrub:
            values.tally.count(rule)
            scrubText(value, values: format.values, isStatement: true, into: &output)
        case .time, .level, .process, .thread, .connection:
            treatProven(value, rule, into: &output)
        case .module where format.layout != .monolog: treatProven(value, rule, into: &output)
        case .client: treatClient(value, rule, in: format.layout, into: &output)
        case .upstream where AddressToken.split(value) != nil && rule.treatment != .remove:
            scrubStretch(value, into: &output)
        case .host, .server: treatSite(value, rule, into: &output)
        case .queue: treatNumber(value, rule, into: &output)
        case .context, .extra: treatObject(value, rule, in: format, into: &output)
        default: treatPart(value, rule, into: &output)
        }
    }

    /// A value that the line would not fit without: nothing but what it is called can be in it.
    private mutating func treatProven(
        _ value: Span<UInt8>, _ rule: FieldRule, into output: inout ByteBuffer
    ) {
        switch rule.treatment {
        case .keep, .maskAddresses:
            values.tally.count(rule)
            output.append(value)
        default: treatNumber(value, rule, into: &output)
        }
    }

    /// A number that is left out becomes zeros, so that programs still find one.
    mutating func treatNumber(
        _ value: Span<UInt8>, _ rule: FieldRule, into output: inout ByteBuffer
    ) {
        guard rule.treatment == .remove else { return treatPart(value, rule, into: &output) }
        values.tally.count(rule)
        for index in value.indices {
            output.append(ASCII.isAlphanumeric(value[index]) ? UInt8(ascii: "0") : value[index])
        }
    }

    // MARK: Clients and hosts

    private mutating func treatClient(
        _ value: Span<UInt8>, _ rule: FieldRule, in layout: MessageLayout,
        into output: inout ByteBuffer
    ) {
        guard rule.treatment == .truncateAddress || rule.treatment == .encryptAddress else {
            return treatPart(value, rule, into: &output)
        }
        if value.hasPrefix("unix:") || value.equals("localhost") {
            return scrubStretch(value, into: &output)
        }
        switch layout {
        case .apacheError:
            // `2001:db8::1:51236`: the last colon is the port's.
            if let port = Self.portStart(value), value.firstOffset(of: UInt8(ascii: "[")) == nil,
                AddressToken.split(value.extracting(0..<port)) != nil
            {
                treatPart(value.extracting(0..<port), rule, into: &output)
                return output.append(value, port..<value.count)
            }
            treatPart(value, rule, into: &output)
        case .liteSpeedError:
            // `198.51.100.23:51234-H:h2-5#vhost`
            var end = 0
            while end < value.count, value[end] != UInt8(ascii: "-"),
                value[end] != UInt8(ascii: "#")
            {
                end += 1
            }
            treatPart(value.extracting(0..<end), rule, into: &output)
            scrubStretch(value.extracting(end..<value.count), into: &output)
        default: treatPart(value, rule, into: &output)
        }
    }

    /// The offset of the colon before a port.
    private static func portStart(_ value: Span<UInt8>) -> Int? {
        var start = value.count
        while start > 0, value.count - start < 5, ASCII.isDigit(value[start - 1]) { start -= 1 }
        guard start > 1, start < value.count, value[start - 1] == UInt8(ascii: ":") else {
            return nil
        }
        return start - 1
    }

    /// The name of a site, or an address, which is cut; what else a client asked for goes.
    private mutating func treatSite(
        _ value: Span<UInt8>, _ rule: FieldRule, into output: inout ByteBuffer
    ) {
        guard rule.treatment == .keep else { return treatPart(value, rule, into: &output) }
        values.tally.count(rule)
        if AddressTruncation.truncateToken(value, prefixes: options.prefixes, into: &output) {
            return
        }
        let mark = output.count
        values.scrub(value, into: &output)
        let isSite = LogFieldShape.hostName.fits(output.span.extracting(mark..<output.count))
        if !isSite {
            output.truncate(to: mark)
            output.append(UInt8(ascii: "-"))
        }
    }

    // MARK: Objects

    /// JSON that goes with a message; the empty array stands for what is left out, or is none.
    private mutating func treatObject(
        _ value: Span<UInt8>, _ rule: FieldRule, in format: MessageLogFormat,
        into output: inout ByteBuffer
    ) {
        values.tally.count(rule)
        if treatJSON(value, table: 0, format.object, into: &output) { return }
        if rule.treatment == .maskAddresses { return treatPart(value, rule, into: &output) }
        output.append("[]")
    }
}
