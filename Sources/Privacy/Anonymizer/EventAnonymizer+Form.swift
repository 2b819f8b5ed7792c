import Bytes
import Decoding

extension EventAnonymizer {
    /// Walks `a=1&b=2` and appends what may leave, kept fields byte for byte and in their order.
    ///
    /// Appends no separator before the first field, so that the caller decides what stands there.
    /// Returns whether the map knows any of the fields: what has none is not the vendor's format.
    @discardableResult
    mutating func anonymizeForm(
        _ input: Span<UInt8>, map: CompiledMap, table: Int, into output: inout ByteBuffer,
        facts: inout FactsDraft
    ) throws(AnonymizerFault) -> Bool {
        guard scratch.hasRoom else { throw .tooLarge }
        var name = scratch.take()
        var plain = scratch.take()
        defer {
            scratch.give(&plain)
            scratch.give(&name)
        }
        var cursor = FormCursor()
        var fields = 0
        var isFirst = true
        var isKnown = false
        while let field = cursor.next(in: input) {
            fields += 1
            guard fields <= Self.maximumFields else { throw .tooLarge }
            name.wipeAll()
            PercentCoding.decode(input.extracting(field.name), plusIsSpace: true, into: &name)
            let rule = map.rule(for: name.span, table: table)
            isKnown = isKnown || rule.kind != .unknown
            guard !rule.isLeftOut else {
                values.tally.count(rule)
                continue
            }
            plain.wipeAll()
            PercentCoding.decode(input.extracting(field.value), plusIsSpace: true, into: &plain)
            if let fact = rule.fact { values.note(fact, plain.span, in: &facts) }

            var treated = scratch.take()
            let stays = try treat(plain.span, rule, map: map, into: &treated, facts: &facts)
            if stays {
                if !isFirst { output.append(UInt8(ascii: "&")) }
                isFirst = false
                PercentCoding.encode(name.span, allowing: .formValue, into: &output)
                if field.hasValue { output.append(UInt8(ascii: "=")) }
                if treated.span.equals(plain.span) {
                    output.append(input, field.value)
                } else {
                    PercentCoding.encode(treated.span, allowing: .formValue, into: &output)
                }
            }
            scratch.give(&treated)
        }
        return isKnown
    }

    /// Hands a plain value to its treatment, or a nested one to its codec.
    ///
    /// Returns `false` when the field is left out; the output is then to be forgotten.
    mutating func treat(
        _ value: Span<UInt8>, _ rule: FieldRule, map: CompiledMap, into output: inout ByteBuffer,
        facts: inout FactsDraft
    ) throws(AnonymizerFault) -> Bool {
        guard rule.treatment != .remove, let nested = rule.nested else {
            return values.treat(value, rule, into: &output)
        }
        values.tally.count(rule)
        switch nested.codec {
        case .form:
            try anonymizeForm(value, map: map, table: nested.table, into: &output, facts: &facts)
        case .tildeItem:
            anonymizeItem(value, map: map, table: nested.table, into: &output)
        case .json:
            // A shop's own JSON inside a parameter may be broken; then only this field goes.
            do {
                try anonymizeJSON(
                    value, map: map, table: nested.table, into: &output, facts: &facts)
            } catch .malformed {
                return false
            }
        case .requestLine:
            return false
        }
        return !output.isEmpty
    }

    /// Walks a GA4 item, `id42~nmFiets~pr499`.
    private mutating func anonymizeItem(
        _ input: Span<UInt8>, map: CompiledMap, table: Int, into output: inout ByteBuffer
    ) {
        var cursor = TildeItemCursor()
        var plain = scratch.take()
        var treated = scratch.take()
        while let field = cursor.next(in: input) {
            let rule = map.rule(for: input.extracting(field.key), table: table)
            plain.wipeAll()
            treated.wipeAll()
            TildeItem.decode(input.extracting(field.value), into: &plain)
            guard values.treat(plain.span, rule, into: &treated) else { continue }
            if !output.isEmpty { output.append(UInt8(ascii: "~")) }
            output.append(input, field.key)
            TildeItem.encode(treated.span, into: &output)
        }
        scratch.give(&treated)
        scratch.give(&plain)
    }
}
