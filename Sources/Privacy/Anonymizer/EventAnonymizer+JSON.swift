import Bytes
import Decoding

/// What the walk over a JSON text knows about the value it is at.
private enum JSONPlace {
    /// The record itself: an object whose members are named by a table.
    case object(table: Int)
    /// A value with a rule; objects inside need a nested table.
    case value(FieldRule)
}

extension EventAnonymizer {
    /// Walks a JSON text and appends what may leave: order, numbers and escapes of kept parts stay.
    ///
    /// An array's elements have the rule of the array. An object where the map expects a plain value
    /// is left out.
    mutating func anonymizeJSON(
        _ input: Span<UInt8>, map: CompiledMap, table: Int, into output: inout ByteBuffer,
        facts: inout FactsDraft
    ) throws(AnonymizerFault) {
        var cursor = JSONCursor()
        guard let token = try next(&cursor, input) else { throw .malformed }
        _ = try walk(
            token, at: .object(table: table), &cursor, input, map: map, into: &output,
            facts: &facts)
        guard try next(&cursor, input) == nil else { throw .malformed }
    }

    private func next(
        _ cursor: inout JSONCursor, _ input: Span<UInt8>
    ) throws(AnonymizerFault) -> JSONToken? {
        do { return try cursor.next(in: input) } catch { throw .malformed }
    }

    /// Walks one value.
    ///
    /// Returns `false`, with nothing appended, when it is left out.
    private mutating func walk(
        _ token: JSONToken, at place: JSONPlace, _ cursor: inout JSONCursor, _ input: Span<UInt8>,
        map: CompiledMap, into output: inout ByteBuffer, facts: inout FactsDraft
    ) throws(AnonymizerFault) -> Bool {
        switch token {
        case .beginObject:
            guard let table = place.objectTable else {
                try skip(token, &cursor, input)
                return false
            }
            try walkMembers(table, &cursor, input, map: map, into: &output, facts: &facts)
            return true
        case .beginArray:
            output.append(UInt8(ascii: "["))
            var isFirst = true
            while let element = try next(&cursor, input), element != .endArray {
                let mark = output.count
                if !isFirst { output.append(UInt8(ascii: ",")) }
                let stays = try walk(
                    element, at: place, &cursor, input, map: map, into: &output, facts: &facts)
                if stays { isFirst = false } else { output.truncate(to: mark) }
            }
            output.append(UInt8(ascii: "]"))
            return true
        case .string(let range):
            guard case .value(let rule) = place else { return false }
            return try treatString(range, rule, input, map: map, into: &output, facts: &facts)
        case .number(let range), .literal(let range):
            guard case .value(let rule) = place else { return false }
            return treatBare(input.extracting(range), rule, into: &output, facts: &facts)
        case .endObject, .endArray, .name:
            throw .malformed
        }
    }

    private mutating func walkMembers(
        _ table: Int, _ cursor: inout JSONCursor, _ input: Span<UInt8>, map: CompiledMap,
        into output: inout ByteBuffer, facts: inout FactsDraft
    ) throws(AnonymizerFault) {
        output.append(UInt8(ascii: "{"))
        var isFirst = true
        var fields = 0
        while let token = try next(&cursor, input), token != .endObject {
            guard case .name(let quoted) = token, let value = try next(&cursor, input) else {
                throw .malformed
            }
            fields += 1
            guard fields <= Self.maximumFields else { throw .tooLarge }
            let rule = rule(ofMember: input.extracting(quoted), map: map, table: table)
            if rule.isLeftOut {
                values.tally.count(rule)
                try skip(value, &cursor, input)
                continue
            }
            let mark = output.count
            if !isFirst { output.append(UInt8(ascii: ",")) }
            output.append(input, quoted)
            output.append(UInt8(ascii: ":"))
            let stays = try walk(
                value, at: .value(rule), &cursor, input, map: map, into: &output, facts: &facts)
            if stays { isFirst = false } else { output.truncate(to: mark) }
        }
        output.append(UInt8(ascii: "}"))
    }

    private mutating func rule(
        ofMember quoted: Span<UInt8>, map: CompiledMap, table: Int
    ) -> FieldRule {
        var name = scratch.take()
        JSONString.decode(quoted.extracting(1..<(quoted.count - 1)), into: &name)
        let rule = map.rule(for: name.span, table: table)
        scratch.give(&name)
        return rule
    }

    private mutating func treatString(
        _ range: Range<Int>, _ rule: FieldRule, _ input: Span<UInt8>, map: CompiledMap,
        into output: inout ByteBuffer, facts: inout FactsDraft
    ) throws(AnonymizerFault) -> Bool {
        guard scratch.hasRoom else { throw .tooLarge }
        var plain = scratch.take()
        var treated = scratch.take()
        defer {
            scratch.give(&treated)
            scratch.give(&plain)
        }
        JSONString.decode(
            input.extracting((range.lowerBound + 1)..<(range.upperBound - 1)), into: &plain)
        if let fact = rule.fact { values.note(fact, plain.span, in: &facts) }
        guard try treat(plain.span, rule, map: map, into: &treated, facts: &facts) else {
            return false
        }
        if treated.span.equals(plain.span) {
            output.append(input, range)
        } else {
            JSONString.encode(treated.span, into: &output)
        }
        return true
    }

    /// Numbers, `true`, `false` and `null`.
    ///
    /// A treatment may turn a number into text.
    private mutating func treatBare(
        _ value: Span<UInt8>, _ rule: FieldRule, into output: inout ByteBuffer,
        facts: inout FactsDraft
    ) -> Bool {
        if let fact = rule.fact { values.note(fact, value, in: &facts) }
        var treated = scratch.take()
        defer { scratch.give(&treated) }
        guard values.treat(value, rule, into: &treated) else { return false }
        if treated.span.equals(value) {
            output.append(value)
        } else {
            JSONString.encode(treated.span, into: &output)
        }
        return true
    }

    /// Steps over a value without looking at it.
    private func skip(
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

extension JSONPlace {
    var objectTable: Int? {
        switch self {
        case .object(let table): table
        case .value(let rule): rule.nested?.codec == .json ? rule.nested?.table : nil
        }
    }
}
