import Bytes
import Decoding

extension LogAnonymizer {
    /// Appends a text that people or programs wrote, treated as `rule` says.
    ///
    /// Where it is to be scrubbed, what only the wording gives away goes first: see
    /// ``MessageCursor``. Nothing left of it is a dash.
    mutating func treatText(
        _ text: Span<UInt8>, _ rule: FieldRule, values names: MessageValues,
        into output: inout ByteBuffer
    ) {
        guard rule.treatment == .scrub else { return treatPart(text, rule, into: &output) }
        values.tally.count(rule)
        scrubText(text, values: names, into: &output)
    }

    /// Appends a text without what its wording gives away and what the detectors find.
    mutating func scrubText(
        _ text: Span<UInt8>, values names: MessageValues, isStatement: Bool = false,
        into output: inout ByteBuffer
    ) {
        var cursor = MessageCursor(isStatement: isStatement)
        var copied = 0
        while let find = cursor.next(in: text, values: names) {
            scrubStretch(text.extracting(copied..<find.range.lowerBound), into: &output)
            write(find, in: text, into: &output)
            copied = find.range.upperBound
        }
        scrubStretch(text.extracting(copied..<text.count), into: &output)
    }

    /// Appends a part of a line, or a dash where it is left out.
    ///
    /// A part that may stay stays only as far as the detectors let it: nothing says what it holds.
    mutating func treatPart(
        _ value: Span<UInt8>, _ rule: FieldRule, into output: inout ByteBuffer
    ) {
        guard !isMissing(value) else { return output.append(value) }
        if rule.treatment == .keep {
            values.tally.count(rule)
            return values.scrub(value, into: &output)
        }
        let mark = output.count
        if treat(value, rule, into: &output), output.count > mark { return }
        output.truncate(to: mark)
        output.append(UInt8(ascii: "-"))
    }

    private mutating func write(
        _ find: MessageCursor.Find, in text: Span<UInt8>, into output: inout ByteBuffer
    ) {
        let found = text.extracting(find.range)
        switch find.meaning {
        case .value(let rule) where rule.treatment == .scrub:
            values.tally.count(rule)
            scrubText(found, values: .none, into: &output)
        case .value(let rule): treatPart(found, rule, into: &output)
        case .user:
            values.tally.count(Self.user)
            output.append("{userid}")
        case .token:
            values.tally.count(Self.session)
            output.append(UInt8(ascii: "-"))
        case .host:
            values.tally.count(Self.machine)
            // Mail servers' own word for a host without a name.
            output.append("unknown")
        case .text:
            values.tally.count(Self.written)
            output.append("...")
        // As `mysqldumpslow` writes them.
        case .literal: output.append(UInt8(ascii: "S"))
        case .number: output.append(UInt8(ascii: "N"))
        }
    }

    private static let user = FieldRule(kind: .userID, treatment: .remove)
    private static let session = FieldRule(kind: .sessionID, treatment: .remove)
    private static let machine = FieldRule(kind: .deviceID, treatment: .remove)
    private static let written = FieldRule(kind: .freeText, treatment: .remove)
}
