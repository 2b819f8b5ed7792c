import Bytes
import Decoding

/// What the walk over a JSON text knows about the value it is at.
enum JSONPlace {
    /// The record itself: an object whose members are named by a table.
    case object(table: Int)
    /// A value with a rule; objects inside need a table of the same text.
    case value(FieldRule)

    /// The table of an object at this place.
    var objectTable: Int? {
        switch self {
        case .object(let table): return table
        case .value(let rule):
            guard rule.descends, let nested = rule.nested else { return nil }
            switch nested.structure {
            // Batches hold query strings or, from other clients, objects with the same names.
            case .object, .json, .form: return Int(nested.table)
            default: return nil
            }
        }
    }

    /// Whether this is the record itself.
    var isRecord: Bool {
        if case .object = self { true } else { false }
    }

    /// Whether each array here is a name of the sender's own and its value.
    var isNamed: Bool {
        if case .value(let rule) = self { rule.isNamed } else { false }
    }

    /// Whether each object here is an event of its own.
    var isEvent: Bool {
        if case .value(let rule) = self { rule.isEvent } else { false }
    }
}

extension EventAnonymizer {
    /// Nesting of a text inside another value; the walk's own depth is bounded by both together.
    private static let innerDepth = 24

    /// Walks a JSON text and appends what may leave: order, numbers and escapes of kept parts stay.
    ///
    /// An array's elements have the rule of the array. An object where the map expects a plain value
    /// is left out, and so is an object or array of which nothing stays.
    mutating func anonymizeJSON(
        _ input: Span<UInt8>, map: CompiledMap, table: Int, into output: inout ByteBuffer,
        facts: inout FactsDraft
    ) throws(AnonymizerFault) {
        var cursor =
            scratch.isInside ? JSONCursor(depthLimit: Self.innerDepth) : JSONCursor()
        guard let token = try next(&cursor, input) else { throw .malformed }
        _ = try walk(
            token, at: .object(table: table), &cursor, input, map: map, into: &output,
            facts: &facts)
        guard try next(&cursor, input) == nil else { throw .malformed }
    }

    func next(
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
            if case .value(let rule) = place, rule.consent.isObject {
                return try lowerObject(rule, &cursor, input, map: map, into: &output)
            }
            guard let table = place.objectTable else {
                return try passOpaque(token, at: place, &cursor, input, into: &output)
            }
            guard place.isEvent else {
                return try walkMembers(
                    table, &cursor, input, map: map, into: &output, facts: &facts)
            }
            var own = facts
            let stays = try walkMembers(
                table, &cursor, input, map: map, into: &output, facts: &own)
            try finish(own)
            return stays
        case .beginArray where place.isNamed:
            return try walkNamed(
                at: place, &cursor, input, map: map, into: &output, facts: &facts)
        case .beginArray:
            return try walkElements(
                at: place, &cursor, input, map: map, into: &output, facts: &facts)
        case .string(let range):
            guard case .value(let rule) = place else { return false }
            return try treatString(
                range, hasEscapes: cursor.hasEscapes, rule, input, map: map, into: &output,
                facts: &facts)
        case .number(let range), .literal(let range):
            guard case .value(let rule) = place else { return false }
            return treatBare(
                input.extracting(range), rule, map: map, into: &output, facts: &facts)
        case .endObject, .endArray, .name:
            throw .malformed
        }
    }

    private mutating func walkElements(
        at place: JSONPlace, _ cursor: inout JSONCursor, _ input: Span<UInt8>,
        map: CompiledMap, into output: inout ByteBuffer, facts: inout FactsDraft
    ) throws(AnonymizerFault) -> Bool {
        let start = output.count
        output.append(UInt8(ascii: "["))
        var isFirst = true
        var isEmpty = true
        while let element = try next(&cursor, input) {
            if case .endArray = element { break }
            isEmpty = false
            let mark = output.count
            if !isFirst { output.append(UInt8(ascii: ",")) }
            var stays = false
            if place.isRecord, !scratch.isInside {
                // A list of records is a list of events.
                var own = facts
                stays = try walk(
                    element, at: place, &cursor, input, map: map, into: &output, facts: &own)
                try finish(own)
            } else {
                stays = try walk(
                    element, at: place, &cursor, input, map: map, into: &output, facts: &facts)
            }
            if stays { isFirst = false } else { output.truncate(to: mark) }
        }
        guard !isFirst || isEmpty else {
            output.truncate(to: start)
            return false
        }
        output.append(UInt8(ascii: "]"))
        return true
    }

    private mutating func walkMembers(
        _ table: Int, _ cursor: inout JSONCursor, _ input: Span<UInt8>, map: CompiledMap,
        into output: inout ByteBuffer, facts: inout FactsDraft
    ) throws(AnonymizerFault) -> Bool {
        let start = output.count
        output.append(UInt8(ascii: "{"))
        var isFirst = true
        var fields = 0
        let known = map.fields(ofTable: table)
        var name = scratch.take()
        defer { scratch.give(&name) }
        while let token = try next(&cursor, input) {
            if case .endObject = token { break }
            guard case .name(let quoted) = token else { throw .malformed }
            let written = input.extracting(quoted.lowerBound &+ 1..<quoted.upperBound &- 1)
            let isPlain = !cursor.hasEscapes
            guard let value = try next(&cursor, input) else { throw .malformed }
            fields += 1
            guard fields <= Self.maximumFields else { throw .tooLarge }
            if !isPlain {
                name.wipeAll()
                JSONString.decode(written, into: &name)
            }
            let rule = known.rule(for: name.decoded(written, isPlain: isPlain))
            if rule.kind != .unknown || rule.descends { knownFields += 1 }
            guard isRead(rule) || rule.kind == .opaque else {
                // The bracket of an object or array has been read.
                let start = cursor.position - 1
                try skip(value, &cursor, input)
                let range = value.range ?? start..<cursor.position
                leaveOut(
                    name.decoded(written, isPlain: isPlain), input.extracting(range), rule)
                continue
            }
            let mark = output.count
            if !isFirst { output.append(UInt8(ascii: ",")) }
            output.append(input, quoted)
            output.append(UInt8(ascii: ":"))
            let valueStart = output.count
            let from = cursor.position - 1
            let trace = values.isSurveying ? nil : trace
            trace?.begin(name.decoded(written, isPlain: isPlain), rule)
            let stays = try walk(
                value, at: .value(rule), &cursor, input, map: map, into: &output, facts: &facts)
            trace?.end(
                rule, value: input.extracting(value.range ?? from..<cursor.position),
                result: output.span.extracting(min(valueStart, output.count)...), stays: stays)
            if stays {
                isFirst = false
            } else if case .beginObject = value, rule.descends, !values.isSurveying {
                // Some destinations refuse an event that lacks the object, empty or not.
                output.append("{}")
                isFirst = false
            } else {
                output.truncate(to: mark)
            }
        }
        guard !isFirst || fields == 0 else {
            output.truncate(to: start)
            return false
        }
        output.append(UInt8(ascii: "}"))
        return true
    }

    /// Walks an array of a name and a value; see ``isHarmlessName(_:in:)``.
    private mutating func walkNamed(
        at place: JSONPlace, _ cursor: inout JSONCursor, _ input: Span<UInt8>,
        map: CompiledMap, into output: inout ByteBuffer, facts: inout FactsDraft
    ) throws(AnonymizerFault) -> Bool {
        let start = output.count
        guard let first = try next(&cursor, input) else { throw .malformed }
        guard case .string(let name) = first else {
            if first != .endArray { try skip(first, &cursor, input) }
            while first != .endArray, let token = try next(&cursor, input), token != .endArray {
                try skip(token, &cursor, input)
            }
            return false
        }
        let isHarmless = isHarmlessName(name, in: input)
        output.append(UInt8(ascii: "["))
        output.append(input, name)
        while let token = try next(&cursor, input), token != .endArray {
            guard isHarmless else {
                try skip(token, &cursor, input)
                continue
            }
            let mark = output.count
            output.append(UInt8(ascii: ","))
            let stays = try walk(
                token, at: place, &cursor, input, map: map, into: &output, facts: &facts)
            if !stays { output.truncate(to: mark) }
        }
        output.append(UInt8(ascii: "]"))
        if !isHarmless { output.truncate(to: start) }
        return isHarmless
    }
}

extension JSONToken {
    /// The bytes of a plain value; `nil` for a bracket.
    var range: Range<Int>? {
        switch self {
        case .string(let range), .number(let range), .literal(let range), .name(let range): range
        default: nil
        }
    }
}
