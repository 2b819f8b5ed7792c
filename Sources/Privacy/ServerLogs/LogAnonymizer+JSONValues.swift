import Bytes
import Decoding

extension LogAnonymizer {
    /// Treats a string, given with its quotes; one that is removed becomes `"-"`.
    mutating func treatString(
        _ input: Span<UInt8>, _ range: Range<Int>, hasEscapes: Bool, _ rule: FieldRule,
        _ format: JSONLogFormat, into output: inout ByteBuffer
    ) {
        let written = input.extracting(range.lowerBound + 1..<range.upperBound - 1)
        guard !isMissing(written) else { return output.append(input, range) }
        var plain = scratch.take()
        defer { scratch.give(&plain) }
        if hasEscapes { JSONString.decode(written, into: &plain) }
        let text = plain.decoded(written, isPlain: !hasEscapes)
        if let fact = rule.fact, request.isCollected { request.note(fact, text) }
        let rule = rule.settled(format)
        if rule.treatment == .maskAddresses, rule.nested?.structure != .logLine {
            let context: TextContext = rule.kind == .userAgent ? .userAgent : .plain
            return mask(input, range, hasEscapes: hasEscapes, context: context, into: &output)
        }
        if rule.isKept(text, isNumber: false) { return output.append(input, range) }
        if rule.treatment == .keep, format.keepsUnknown {
            // What is no time is a text like others.
            return mask(input, range, hasEscapes: hasEscapes, context: .plain, into: &output)
        }
        var treated = scratch.take()
        defer { scratch.give(&treated) }
        guard treatText(text, rule, format, into: &treated) else { return output.append("\"-\"") }
        if treated.span.equals(text) {
            output.append(input, range)
        } else if format.keepsUnknown, isMasked(text, treated.span) {
            // Nothing but addresses changed, so the escapes around them stay as they were.
            mask(input, range, hasEscapes: hasEscapes, context: .plain, into: &output)
        } else {
            JSONString.encode(treated.span, into: &output)
        }
    }

    /// Whether a treated text is the text with its addresses cut.
    private mutating func isMasked(_ text: Span<UInt8>, _ treated: Span<UInt8>) -> Bool {
        var masked = scratch.take()
        defer { scratch.give(&masked) }
        AddressMasker.mask(text, prefixes: options.prefixes, context: .plain, into: &masked)
        return masked.span.equals(treated)
    }

    /// Numbers, `true`, `false` and `null`; one that is removed becomes `null`.
    ///
    /// A treatment may turn a number into a text.
    mutating func treatBare(
        _ value: Span<UInt8>, _ token: JSONToken, _ rule: FieldRule, _ format: JSONLogFormat,
        into output: inout ByteBuffer
    ) {
        if value.equals("null") { return output.append(value) }
        if let fact = rule.fact, request.isCollected { request.note(fact, value) }
        let rule = rule.settled(format)
        // A number that is no text holds no address.
        if rule.treatment == .maskAddresses || rule.treatment == .keep && format.keepsUnknown {
            return output.append(value)
        }
        var isNumber = false
        if case .number = token { isNumber = true }
        if rule.isKept(value, isNumber: isNumber) { return output.append(value) }
        var treated = scratch.take()
        defer { scratch.give(&treated) }
        guard isNumber || rule.treatment != .keep,
            treatText(value, rule, format, into: &treated)
        else { return output.append("null") }
        if treated.span.equals(value) {
            output.append(value)
        } else {
            JSONString.encode(treated.span, into: &output)
        }
    }

    /// Treats a decoded text; `false` when it is left out.
    private mutating func treatText(
        _ text: Span<UInt8>, _ rule: FieldRule, _ format: JSONLogFormat,
        into output: inout ByteBuffer
    ) -> Bool {
        if let nested = rule.nested, rule.descends {
            if nested.wrapperCount > 0 {
                return treatPercent(text, rule, nested, format, into: &output)
            }
            switch nested.structure {
            case .logLine: return treatInner(text, rule, into: &output)
            case .requestLine: return treat(text, rule, into: &output)
            case .json:
                if treatJSON(text, table: Int(nested.table), format, into: &output) { return true }
            default: break
            }
        }
        guard rule.treatment == .keep else { return values.treat(text, rule, into: &output) }
        // What has a grammar, and does not keep to it, is something else than the map says.
        guard rule.kind != .timestamp, rule.grammar == .anything else { return false }
        return values.treat(
            text, FieldRule(kind: rule.kind, treatment: format.unread), into: &output)
    }

    /// Treats a text that is percent-encoded once more than its place asks for.
    private mutating func treatPercent(
        _ text: Span<UInt8>, _ rule: FieldRule, _ nested: NestedRule, _ format: JSONLogFormat,
        into output: inout ByteBuffer
    ) -> Bool {
        guard nested.wrapperCount == 1, nested.wrapper(at: 0) == .percent,
            nested.structure == .plain
        else { return false }
        var plain = scratch.take()
        var treated = scratch.take()
        defer {
            scratch.give(&treated)
            scratch.give(&plain)
        }
        PercentCoding.decode(text, plusIsSpace: false, into: &plain)
        guard values.treat(plain.span, rule, into: &treated) else { return false }
        if treated.span.equals(plain.span) {
            output.append(text)
        } else {
            PercentCoding.encode(treated.span, allowing: .formValue, into: &output)
        }
        return true
    }

    /// Appends an object or list of JSON that is a text inside another value, its members treated.
    ///
    /// Returns `false` and appends nothing when the text is none, or nests too deeply.
    mutating func treatJSON(
        _ text: Span<UInt8>, table: Int, _ format: JSONLogFormat, into output: inout ByteBuffer
    ) -> Bool {
        guard nesting < Self.deepestNesting else { return false }
        nesting += 1
        defer { nesting -= 1 }
        let mark = output.count
        var cursor = JSONCursor(depthLimit: Self.innerDepth)
        do throws(JSONFault) {
            guard let token = try cursor.next(in: text) else { return false }
            switch token {
            case .beginObject, .beginArray: break
            default: return false
            }
            output.append(text, 0..<cursor.position - 1)
            let rule = FieldRule(
                kind: .unknown, treatment: .remove, nested: NestedRule(chain: [], table: table),
                isStructure: true)
            try walkValue(
                token, rule, isTyped: false, &cursor, text, format, path: "", into: &output)
            let end = cursor.position
            guard try cursor.next(in: text) == nil else { throw JSONFault(.trailingBytes, at: end) }
            output.append(text, end..<text.count)
            return true
        } catch {
            output.truncate(to: mark)
            return false
        }
    }

    /// Nesting of a JSON text inside a string.
    private static let innerDepth = 24

    /// Appends a string, given with its quotes, with its addresses cut and nothing else changed.
    ///
    /// Where an address shows only after the escapes are resolved, the string is spelled anew.
    mutating func mask(
        _ input: Span<UInt8>, _ range: Range<Int>, hasEscapes: Bool, context: TextContext,
        into output: inout ByteBuffer
    ) {
        let mark = output.count
        let found = AddressMasker.mask(
            input.extracting(range), prefixes: options.prefixes, context: context, into: &output)
        values.tally.countAddresses(found)
        guard hasEscapes, input.extracting(range).firstOffset(of: UInt8(ascii: "\\")) != nil else {
            return
        }
        var plain = scratch.take()
        var treated = scratch.take()
        defer {
            scratch.give(&treated)
            scratch.give(&plain)
        }
        JSONString.decode(output.span.extracting(mark + 1..<output.count - 1), into: &plain)
        AddressMasker.mask(
            plain.span, prefixes: options.prefixes, context: context, into: &treated)
        guard !treated.span.equals(plain.span) else { return }
        plain.wipeAll()
        treated.wipeAll()
        JSONString.decode(
            input.extracting(range.lowerBound + 1..<range.upperBound - 1), into: &plain)
        let hidden = AddressMasker.mask(
            plain.span, prefixes: options.prefixes, context: context, into: &treated)
        values.tally.countAddresses(hidden)
        output.truncate(to: mark)
        JSONString.encode(treated.span, into: &output)
    }
}

extension FieldRule {
    /// The rule for a plain value: a field that only holds others is unknown as one.
    fileprivate func settled(_ format: JSONLogFormat) -> FieldRule {
        guard kind == .unknown, treatment == .remove, let nested else { return self }
        switch nested.structure {
        case .json where !format.keepsUnknown: return self
        default: return format.unknown
        }
    }

    /// Whether a value that is to be kept is written as its field says.
    fileprivate func isKept(_ text: Span<UInt8>, isNumber: Bool) -> Bool {
        guard treatment == .keep, nested.map({ $0.structure == .object }) ?? true else {
            return false
        }
        if grammar != .anything { return grammar.fits(text) }
        if kind == .timestamp {
            return EpochTime.isOne(text)
                || !EpochTime.isDigits(text) && LogFieldShape.time.fits(text)
        }
        if text.equals("true") || text.equals("false") { return true }
        return isNumber && text.count <= Self.longestNumber
    }

    /// A double in full, with sign and exponent.
    private static let longestNumber = 24
}

/// Times as numbers.
enum EpochTime {
    /// Whether a text is a plausible number of seconds, or of thousandths, millionths or
    /// thousand-millionths of them, since 1970.
    ///
    /// A telephone number is none: between 2000 and 2100 the numbers of seconds have nine or ten
    /// digits, and the other units three digits more each.
    static func isOne(_ text: Span<UInt8>) -> Bool {
        var whole: UInt64 = 0
        var digits = 0
        while digits < text.count, ASCII.isDigit(text[digits]) {
            guard digits < longest else { return false }
            whole = whole * 10 + UInt64(text[digits] & 15)
            digits += 1
        }
        guard digits > 0, text[0] != UInt8(ascii: "0") else { return false }
        var position = digits
        if position < text.count, text[position] == UInt8(ascii: ".") {
            position += 1
            while position < text.count, ASCII.isDigit(text[position]) { position += 1 }
            guard position > digits + 1, position - digits <= longestFraction else { return false }
        }
        guard position == text.count else { return false }
        for unit: UInt64 in [1, 1000, 1_000_000, 1_000_000_000] {
            if (first * unit..<last * unit).contains(whole) { return true }
        }
        return false
    }

    /// Whether a text is digits alone, as a telephone number is too.
    static func isDigits(_ text: Span<UInt8>) -> Bool {
        for index in text.indices where !ASCII.isDigit(text[index]) { return false }
        return true
    }

    /// The start of 2000.
    private static let first: UInt64 = 946_684_800
    /// The start of 2100.
    private static let last: UInt64 = 4_102_444_800
    /// Digits of thousand-millionths.
    private static let longest = 19
    /// A point and nine digits.
    private static let longestFraction = 10
}
