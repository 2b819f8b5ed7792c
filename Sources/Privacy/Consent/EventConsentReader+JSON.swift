import Bytes
import Decoding

extension EventConsentReader {
    /// Nesting of a text inside another value, as the engine has it.
    private static let innerDepth = 24

    /// Reads a JSON text whose record is named by a table.
    func read(json: Span<UInt8>, map: CompiledMap, table: Int) {
        var cursor = isInside ? JSONCursor(depthLimit: Self.innerDepth) : JSONCursor()
        do throws(JSONFault) {
            guard let token = try cursor.next(in: json) else { return statements.breakOff() }
            try walk(token, table: table, rule: nil, &cursor, json, map: map)
            guard try cursor.next(in: json) == nil else { return statements.breakOff() }
        } catch {
            statements.breakOff()
        }
    }

    /// Walks one value: an object is named by `table`; `rule` is `nil` for the record itself.
    private func walk(
        _ token: JSONToken, table: Int?, rule: FieldRule?, _ cursor: inout JSONCursor,
        _ input: Span<UInt8>, map: CompiledMap
    ) throws(JSONFault) {
        switch token {
        case .beginObject:
            // The bracket has been read.
            let start = cursor.position - 1
            if let rule, rule.consent.isObject {
                try skip(to: cursor.depth - 1, &cursor, input)
                return read(value: input.extracting(start..<cursor.position), rule, map: map)
            }
            guard let table else { return try skip(to: cursor.depth - 1, &cursor, input) }
            let mark = rule?.isEvent ?? false ? statements.openEvent() : nil
            try walkMembers(table, &cursor, input, map: map)
            if let mark { statements.closeEvent(mark) }
        case .beginArray:
            while let element = try cursor.next(in: input), element != .endArray {
                // A list of records is a list of events.
                let mark = rule == nil ? statements.openEvent() : nil
                try walk(element, table: table, rule: rule, &cursor, input, map: map)
                if let mark { statements.closeEvent(mark) }
            }
        case .string(let range):
            guard let rule else { return }
            let inside = input.extracting(range.lowerBound + 1..<range.upperBound - 1)
            let isPlain = !cursor.hasEscapes
            var plain = ByteBuffer()
            if !isPlain { JSONString.decode(inside, into: &plain) }
            read(value: plain.decoded(inside, isPlain: isPlain), rule, map: map)
        case .number(let range), .literal(let range):
            guard let rule else { return }
            read(value: input.extracting(range), rule, map: map)
        case .endObject, .endArray, .name:
            throw JSONFault(.unexpectedByte, at: cursor.position)
        }
    }

    private func walkMembers(
        _ table: Int, _ cursor: inout JSONCursor, _ input: Span<UInt8>, map: CompiledMap
    ) throws(JSONFault) {
        let fields = map.fields(ofTable: table)
        var name = ByteBuffer()
        while case .name(let quoted) = try cursor.next(in: input) {
            let written = input.extracting(quoted.lowerBound + 1..<quoted.upperBound - 1)
            let isPlain = !cursor.hasEscapes
            if !isPlain {
                name.removeAll()
                JSONString.decode(written, into: &name)
            }
            guard let rule = fields.consentRule(of: name.decoded(written, isPlain: isPlain)) else {
                _ = try cursor.skipValue(in: input)
                continue
            }
            guard let token = try cursor.next(in: input) else { return }
            try walk(
                token, table: rule.consent.isOnTheWay ? rule.nestedTable : nil, rule: rule,
                &cursor, input, map: map)
        }
    }

    private func skip(
        to depth: Int, _ cursor: inout JSONCursor, _ input: Span<UInt8>
    ) throws(JSONFault) {
        while cursor.depth > depth { _ = try cursor.next(in: input) }
    }
}

extension FieldRule {
    /// The table of an object of the same text, as the engine reads one.
    fileprivate var nestedTable: Int? {
        guard let nested else { return nil }
        switch nested.structure {
        case .object, .json, .form: return Int(nested.table)
        default: return nil
        }
    }
}
