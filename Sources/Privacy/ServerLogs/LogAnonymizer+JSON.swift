import Bytes
import Decoding

/// What the walk over a JSON line knows about the members of an object.
enum JSONMembers {
    /// A table names them.
    case table(Int)
    /// They say which type the value of a rule has (`stringValue` of OpenTelemetry).
    case typed(FieldRule)
    /// No map names any of them.
    case unknown
}

extension LogAnonymizer {
    /// Appends a line of this format with its members treated.
    ///
    /// Kept are order, white space, and the spelling of numbers and texts that do not change. A
    /// known member that is removed is `"-"` if it was a string, else `null`; one that no map names
    /// leaves with its name. Returns `false` and appends nothing when the line is no JSON object, or
    /// lacks the names by which the format is told from others.
    mutating func anonymize(
        _ line: Span<UInt8>, in format: JSONLogFormat, into output: inout ByteBuffer
    ) -> Bool {
        guard JSONLogFormat.mayBeObject(line) else { return false }
        output.reserve(line.count)
        if walk(line, format, into: &output) { return true }
        var mended = scratch.take()
        defer { scratch.give(&mended) }
        return JSONRepair.mend(line, into: &mended) && walk(mended.span, format, into: &output)
    }

    /// Walks a whole line; appends nothing when it does not fit.
    private mutating func walk(
        _ line: Span<UInt8>, _ format: JSONLogFormat, into output: inout ByteBuffer
    ) -> Bool {
        let mark = output.count
        let firstTrace = traces?.count ?? 0
        let firstCollected = collected?.count ?? 0
        var cursor = JSONCursor()
        var seen: UInt32 = 0
        do throws(JSONFault) {
            if case .beginObject? = try cursor.next(in: line) {
                output.append(line, 0..<cursor.position)
                try walkMembers(
                    .table(0), &cursor, line, format, seen: &seen, path: "", into: &output)
                let end = cursor.position
                if try cursor.next(in: line) == nil, seen == format.wantedBits {
                    output.append(line, end..<line.count)
                    return true
                }
            }
        } catch {
            // Not JSON: what was read until here is forgotten.
        }
        output.truncate(to: mark)
        traces?.removeSubrange(firstTrace...)
        collected?.truncate(to: firstCollected)
        if nesting == 0 { request.forget() }
        return false
    }

    /// Walks the members of an object whose bracket has been read and written, and its end.
    mutating func walkMembers(
        _ members: JSONMembers, _ cursor: inout JSONCursor, _ input: Span<UInt8>,
        _ format: JSONLogFormat, seen: inout UInt32, path: String, into output: inout ByteBuffer
    ) throws(JSONFault) {
        let isTop = cursor.depth == 1
        var name = scratch.take()
        defer { scratch.give(&name) }
        var isFirst = true
        var end = cursor.position
        while let token = try cursor.next(in: input) {
            guard case .name(let quoted) = token else { break }
            name.wipeAll()
            JSONName.read(input, quoted, hasEscapes: cursor.hasEscapes, into: &name)
            if isTop { seen |= format.bit(of: name.span) }
            let rule = self.rule(ofMember: name.span, members, format)
            let valueStart = cursor.position
            guard let value = try cursor.next(in: input) else {
                throw JSONFault(.unexpectedEnd, at: input.count)
            }
            guard let rule else {
                note(leftOut: input, quoted, path: path, rule: format.unknown)
                try skip(value, &cursor, input)
                end = cursor.position
                continue
            }
            // White space, and the comma unless nothing stands before it any more.
            var gap = end..<quoted.lowerBound
            if isFirst, let comma = input.extracting(gap).firstOffset(of: UInt8(ascii: ",")) {
                gap = gap.lowerBound + comma + 1..<gap.upperBound
            }
            output.append(input, gap)
            isFirst = false
            writeName(input, quoted, format, into: &output)
            output.append(input, quoted.upperBound..<valueStart)
            let start = value.start(endingAt: cursor.position)
            output.append(input, valueStart..<start)
            let inner = traces == nil ? "" : path + name.span.string
            try walkValue(
                value, rule, isTyped: members.isTyped, &cursor, input, format, path: inner,
                into: &output)
            end = cursor.position
        }
        output.append(input, end..<cursor.position)
    }

    /// The rule of a member, or `nil` if it leaves with its name.
    private func rule(
        ofMember name: Span<UInt8>, _ members: JSONMembers, _ format: JSONLogFormat
    ) -> FieldRule? {
        switch members {
        case .table(let table):
            let rule = format.rule(for: name, table: table)
            return rule.line > 0 || rule.kind != .unknown || format.keepsUnknown ? rule : nil
        case .typed(let rule):
            if JSONMembers.isType(name) { return rule }
            return format.keepsUnknown ? format.unknown : nil
        case .unknown: return format.keepsUnknown ? format.unknown : nil
        }
    }

    /// A name that a map knows says nothing; where all names stay, an address may stand in one.
    private mutating func writeName(
        _ input: Span<UInt8>, _ quoted: Range<Int>, _ format: JSONLogFormat,
        into output: inout ByteBuffer
    ) {
        guard format.keepsUnknown else { return output.append(input, quoted) }
        mask(input, quoted, hasEscapes: true, context: .plain, into: &output)
    }

    /// Walks one value, and writes something in its place in any case.
    mutating func walkValue(
        _ token: JSONToken, _ rule: FieldRule, isTyped: Bool, _ cursor: inout JSONCursor,
        _ input: Span<UInt8>, _ format: JSONLogFormat, path: String,
        into output: inout ByteBuffer
    ) throws(JSONFault) {
        let start = token.start(endingAt: cursor.position)
        let mark = output.count
        var isContainer = false
        switch token {
        case .string(let range):
            treatString(
                input, range, hasEscapes: cursor.hasEscapes, rule, format, into: &output)
        case .number(let range), .literal(let range):
            treatBare(input.extracting(range), token, rule, format, into: &output)
        case .beginObject:
            isContainer = try walkObject(
                rule, isTyped: isTyped, &cursor, input, format, path: path, into: &output)
        case .beginArray:
            isContainer = try walkArray(
                rule, isTyped: isTyped, &cursor, input, format, path: path, into: &output)
        case .endObject, .endArray, .name:
            throw JSONFault(.unexpectedByte, at: cursor.position)
        }
        guard traces != nil, !isContainer else { return }
        note(
            path, rule, input.extracting(start..<cursor.position),
            output.span.extracting(mark...))
    }

    /// Walks an object where `rule` says what may stand in it, else leaves it out whole.
    ///
    /// Returns whether it was walked.
    private mutating func walkObject(
        _ rule: FieldRule, isTyped: Bool, _ cursor: inout JSONCursor, _ input: Span<UInt8>,
        _ format: JSONLogFormat, path: String, into output: inout ByteBuffer
    ) throws(JSONFault) -> Bool {
        let members: JSONMembers
        if isTyped {
            members = .typed(rule)
        } else if rule.descends, let nested = rule.nested, nested.structure.holdsMembers {
            members = .table(Int(nested.table))
        } else if format.keepsUnknown {
            members = .unknown
        } else {
            try skip(.beginObject, &cursor, input)
            output.append("null")
            return false
        }
        output.append(UInt8(ascii: "{"))
        var seen: UInt32 = 0
        try walkMembers(
            members, &cursor, input, format, seen: &seen,
            path: path.isEmpty ? path : path + ".", into: &output)
        return true
    }

    /// Walks an array, whose elements have its rule.
    ///
    /// Returns whether it was walked, and not read as one value.
    private mutating func walkArray(
        _ rule: FieldRule, isTyped: Bool, _ cursor: inout JSONCursor, _ input: Span<UInt8>,
        _ format: JSONLogFormat, path: String, into output: inout ByteBuffer
    ) throws(JSONFault) -> Bool {
        if rule.nested?.structure == .logLine, rule.descends,
            try treatBytes(&cursor, input, rule, into: &output)
        {
            return false
        }
        let isNamed = rule.nested?.structure == .namedValues && rule.descends
        output.append(UInt8(ascii: "["))
        var isFirst = true
        var end = cursor.position
        let inner = traces == nil ? "" : path + "[]"
        while let token = try cursor.next(in: input), token != .endArray {
            var own = rule
            if isNamed, case .beginObject = token {
                guard let named = try self.rule(ofNamed: cursor, input, rule, format) else {
                    try skip(token, &cursor, input)
                    end = cursor.position
                    continue
                }
                own = named
            }
            let start = token.start(endingAt: cursor.position)
            var gap = end..<start
            if isFirst, let comma = input.extracting(gap).firstOffset(of: UInt8(ascii: ",")) {
                gap = gap.lowerBound + comma + 1..<gap.upperBound
            }
            output.append(input, gap)
            isFirst = false
            if isNamed, case .beginObject = token {
                output.append(UInt8(ascii: "{"))
                try walkNamed(own, in: rule, &cursor, input, format, path: inner, into: &output)
            } else if case .number = token, rule.nested?.structure == .logLine,
                !format.keepsUnknown
            {
                // Bytes of a text that cannot be read as a whole.
                output.append("null")
            } else {
                try walkValue(
                    token, own, isTyped: isTyped, &cursor, input, format, path: inner,
                    into: &output)
            }
            end = cursor.position
        }
        output.append(input, end..<cursor.position)
        return true
    }

    /// Steps over a value whose first token has been read.
    func skip(
        _ token: JSONToken, _ cursor: inout JSONCursor, _ input: Span<UInt8>
    ) throws(JSONFault) {
        switch token {
        case .beginObject, .beginArray:
            let outer = cursor.depth
            while cursor.depth >= outer { _ = try cursor.next(in: input) }
        default: break
        }
    }
}

extension JSONMembers {
    /// Whether objects further inside say types too.
    fileprivate var isTyped: Bool {
        if case .typed = self { true } else { false }
    }

    /// Whether a name, in lower case, says the type of a value (OpenTelemetry `AnyValue`).
    static func isType(_ name: Span<UInt8>) -> Bool {
        name.equals("stringvalue") || name.equals("intvalue") || name.equals("doublevalue")
            || name.equals("boolvalue") || name.equals("arrayvalue") || name.equals("values")
    }
}

extension JSONToken {
    /// Where the value begins whose first token ends at `position`.
    func start(endingAt position: Int) -> Int {
        switch self {
        case .string(let range), .number(let range), .literal(let range), .name(let range):
            range.lowerBound
        default: position - 1
        }
    }
}
