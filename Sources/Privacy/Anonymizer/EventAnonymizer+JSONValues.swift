import Bytes
import Decoding

extension EventAnonymizer {
    mutating func treatString(
        _ range: Range<Int>, hasEscapes: Bool, _ rule: FieldRule, _ input: Span<UInt8>,
        map: CompiledMap, into output: inout ByteBuffer, facts: inout FactsDraft
    ) throws(AnonymizerFault) -> Bool {
        if rule.kind == .opaque { return passOpaque(input.extracting(range), rule, into: &output) }
        guard isRead(rule) else { return false }
        let inside = input.extracting(range.lowerBound &+ 1..<range.upperBound &- 1)
        var plain = scratch.take()
        defer { scratch.give(&plain) }
        if hasEscapes { JSONString.decode(inside, into: &plain) }
        let text = plain.decoded(inside, isPlain: !hasEscapes)
        if let stays = judge(text, rule, map: map, facts: &facts) {
            if stays { output.append(input, range) }
            return stays
        }
        var treated = scratch.take()
        defer { scratch.give(&treated) }
        var stays = false
        if rule.isEvent {
            var own = facts
            stays = try treat(text, rule, map: map, into: &treated, facts: &own)
            try finish(own)
        } else {
            stays = try treatNoting(text, rule, map: map, into: &treated, facts: &facts)
        }
        guard stays else { return false }
        if treated.span.equals(text) {
            output.append(input, range)
        } else {
            JSONString.encode(treated.span, into: &output)
        }
        return true
    }

    /// Numbers, `true`, `false` and `null`.
    ///
    /// A treatment may turn a number into text; a number that stays one is written as one.
    mutating func treatBare(
        _ value: Span<UInt8>, _ rule: FieldRule, map: CompiledMap, into output: inout ByteBuffer,
        facts: inout FactsDraft
    ) -> Bool {
        if rule.kind == .opaque { return passOpaque(value, rule, into: &output) }
        guard isRead(rule) else { return false }
        if let stays = judge(value, rule, map: map, facts: &facts) {
            if stays { output.append(value) }
            return stays
        }
        if let fact = rule.fact, !values.isSurveying { values.note(fact, value, in: &facts) }
        var treated = scratch.take()
        defer { scratch.give(&treated) }
        guard treatPlain(value, rule, map: map, into: &treated) else { return false }
        if treated.span.equals(value) || Self.isBare(treated.span) {
            output.append(treated.span)
        } else {
            JSONString.encode(treated.span, into: &output)
        }
        return true
    }

    /// A word of JSON, or digits with at most one point between them, as JSON writes numbers.
    private static func isBare(_ text: Span<UInt8>) -> Bool {
        if text.equals("true") || text.equals("false") || text.equals("null") { return true }
        guard let first = text.indices.first, ASCII.isDigit(text[first]),
            ASCII.isDigit(text[text.count - 1]), text.count == 1 || text[0] != UInt8(ascii: "0")
        else { return false }
        var points = 0
        for index in text.indices where !ASCII.isDigit(text[index]) {
            guard text[index] == UInt8(ascii: ".") else { return false }
            points += 1
        }
        return points <= 1
    }

    /// Writes an object that holds the visitor's choice, as a whole: its bracket has been read.
    mutating func lowerObject(
        _ rule: FieldRule, _ cursor: inout JSONCursor, _ input: Span<UInt8>, map: CompiledMap,
        into output: inout ByteBuffer
    ) throws(AnonymizerFault) -> Bool {
        let start = cursor.position - 1
        try skip(.beginObject, &cursor, input)
        return treatPlain(
            input.extracting(start..<cursor.position), rule, map: map, into: &output)
    }

    // MARK: Streams and skips

    /// A stream inside a text: whole, where the profile keeps streams, else blocked.
    mutating func passOpaque(
        _ value: Span<UInt8>, _ rule: FieldRule, into output: inout ByteBuffer
    ) -> Bool {
        guard rule.treatment == .keep else {
            hasBlockedStream = true
            return false
        }
        output.append(value)
        return true
    }

    mutating func passOpaque(
        _ token: JSONToken, at place: JSONPlace, _ cursor: inout JSONCursor, _ input: Span<UInt8>,
        into output: inout ByteBuffer
    ) throws(AnonymizerFault) -> Bool {
        // The bracket that opened the value has been read.
        let start = cursor.position - 1
        try skip(token, &cursor, input)
        guard case .value(let rule) = place, rule.kind == .opaque else { return false }
        return passOpaque(input.extracting(start..<cursor.position), rule, into: &output)
    }

    /// Steps over a value without looking at it.
    func skip(
        _ token: JSONToken, _ cursor: inout JSONCursor, _ input: Span<UInt8>
    ) throws(AnonymizerFault) {
        var depth = 0
        var current = token
        while true {
            switch current {
            case .beginObject, .beginArray: depth += 1
            case .endObject, .endArray: depth -= 1
            default: break
            }
            if depth == 0 { return }
            guard let following = try next(&cursor, input) else { throw .malformed }
            current = following
        }
    }
}
