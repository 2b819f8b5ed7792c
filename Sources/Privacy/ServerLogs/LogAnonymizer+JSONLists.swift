import Bytes
import Decoding

extension LogAnonymizer {
    // MARK: Objects with a name and a value

    /// The rule of an object such as `{"key":"client.address","value":…}`, whose bracket has been
    /// read, or `nil` if no map names it: then it leaves, because its name may hold anything.
    func rule(
        ofNamed cursor: JSONCursor, _ input: Span<UInt8>, _ list: FieldRule,
        _ format: JSONLogFormat
    ) throws(JSONFault) -> FieldRule? {
        guard let nested = list.nested else { return nil }
        var ahead = cursor
        let depth = ahead.depth
        var name = ByteBuffer()
        while let token = try ahead.next(in: input), ahead.depth >= depth {
            guard case .name(let quoted) = token, ahead.depth == depth else { continue }
            name.removeAll()
            JSONName.read(input, quoted, hasEscapes: ahead.hasEscapes, into: &name)
            guard name.span.equals("key") || name.span.equals("name") else { continue }
            guard case .string(let value)? = try ahead.next(in: input) else { break }
            name.removeAll()
            JSONName.read(input, value, hasEscapes: ahead.hasEscapes, into: &name)
            let rule = format.rule(for: name.span, table: Int(nested.table))
            if rule.line > 0 || rule.kind != .unknown { return rule }
            break
        }
        return format.keepsUnknown ? format.unknown : nil
    }

    /// Walks the members of such an object: the name stays, the value has the rule.
    mutating func walkNamed(
        _ rule: FieldRule, in list: FieldRule, _ cursor: inout JSONCursor, _ input: Span<UInt8>,
        _ format: JSONLogFormat, path: String, into output: inout ByteBuffer
    ) throws(JSONFault) {
        var name = scratch.take()
        defer { scratch.give(&name) }
        var isFirst = true
        var end = cursor.position
        var label = ""
        while let token = try cursor.next(in: input) {
            guard case .name(let quoted) = token else { break }
            name.wipeAll()
            JSONName.read(input, quoted, hasEscapes: cursor.hasEscapes, into: &name)
            let isName = name.span.equals("key") || name.span.equals("name")
            let isValue = name.span.equals("value") || name.span.equals("values")
            let valueStart = cursor.position
            guard let value = try cursor.next(in: input) else {
                throw JSONFault(.unexpectedEnd, at: input.count)
            }
            guard isName || isValue || format.keepsUnknown else {
                try skip(value, &cursor, input)
                end = cursor.position
                continue
            }
            var gap = end..<quoted.lowerBound
            if isFirst, let comma = input.extracting(gap).firstOffset(of: UInt8(ascii: ",")) {
                gap = gap.lowerBound + comma + 1..<gap.upperBound
            }
            output.append(input, gap)
            isFirst = false
            output.append(input, quoted.lowerBound..<valueStart)
            let start = value.start(endingAt: cursor.position)
            output.append(input, valueStart..<start)
            if isName, case .string(let range) = value, !format.keepsUnknown {
                name.wipeAll()
                JSONName.read(input, range, hasEscapes: cursor.hasEscapes, into: &name)
                let known = format.rule(for: name.span, table: Int(list.nested?.table ?? 0))
                // There may be two names, of which the map knows one.
                if known.line > 0 || known.kind != .unknown {
                    output.append(input, range)
                    if traces != nil { label = input.extracting(range).string }
                } else {
                    output.append("\"-\"")
                }
            } else {
                try walkValue(
                    value, isValue ? rule : format.unknown, isTyped: isValue, &cursor, input,
                    format, path: traces == nil ? "" : path + label, into: &output)
            }
            end = cursor.position
        }
        output.append(input, end..<cursor.position)
    }

    // MARK: Texts as lists of bytes

    /// Treats a line that is written as a list of its bytes, as journald does where it is no UTF-8.
    ///
    /// Returns `false`, with nothing read or written, when it is no such list.
    mutating func treatBytes(
        _ cursor: inout JSONCursor, _ input: Span<UInt8>, _ rule: FieldRule,
        into output: inout ByteBuffer
    ) throws(JSONFault) -> Bool {
        var ahead = cursor
        var plain = scratch.take()
        defer { scratch.give(&plain) }
        while let token = try ahead.next(in: input), token != .endArray {
            guard case .number(let range) = token, let byte = Self.byte(input.extracting(range))
            else { return false }
            plain.append(byte)
        }
        var treated = scratch.take()
        defer { scratch.give(&treated) }
        let start = cursor.position - 1
        cursor = ahead
        guard treatInner(plain.span, rule, into: &treated) else {
            output.append("null")
            return true
        }
        if treated.span.equals(plain.span) {
            output.append(input, start..<cursor.position)
            return true
        }
        let bytes = treated.span
        output.append(UInt8(ascii: "["))
        for index in bytes.indices {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            output.append(decimal: Int(bytes[index]))
        }
        output.append(UInt8(ascii: "]"))
        return true
    }

    private static func byte(_ number: Span<UInt8>) -> UInt8? {
        guard number.count <= 3 else { return nil }
        var value = 0
        for index in number.indices {
            guard ASCII.isDigit(number[index]) else { return nil }
            value = value * 10 + Int(number[index] & 15)
        }
        return UInt8(exactly: value)
    }
}
