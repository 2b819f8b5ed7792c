import Bytes
import Decoding

extension EventAnonymizer {
    /// Walks `a=1&b=2` and appends what may leave, kept fields byte for byte and in their order.
    ///
    /// Appends no separator before the first field, so that the caller decides what stands there.
    mutating func anonymizeForm(
        _ input: Span<UInt8>, map: CompiledMap, table: Int, into output: inout ByteBuffer,
        facts: inout FactsDraft
    ) throws(AnonymizerFault) {
        var name = scratch.take()
        var plain = scratch.take()
        defer {
            scratch.give(&plain)
            scratch.give(&name)
        }
        var cursor = FormCursor()
        var fields = 0
        let start = output.count
        while let field = cursor.next(in: input) {
            fields += 1
            guard fields <= Self.maximumFields else { throw .tooLarge }
            name.wipeAll()
            PercentCoding.decode(input.extracting(field.name), plusIsSpace: true, into: &name)
            let rule = map.rule(for: name.span, table: table)
            if rule.kind != .unknown || rule.descends { knownFields += 1 }
            guard isRead(rule) else {
                leaveOut(name.span, input.extracting(field.value), rule)
                continue
            }
            plain.wipeAll()
            PercentCoding.decode(input.extracting(field.value), plusIsSpace: true, into: &plain)

            var treated = scratch.take()
            let stays = try treatEvent(
                name.span, plain.span, rule, map: map, into: &treated, facts: &facts)
            if stays {
                if output.count > start { output.append(UInt8(ascii: "&")) }
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
    }

    /// Treats a field whose name and value are plain already, and appends it as one of a form.
    mutating func writeField(
        _ name: Span<UInt8>, _ value: Span<UInt8>, map: CompiledMap, table: Int,
        into output: inout ByteBuffer, facts: inout FactsDraft
    ) throws(AnonymizerFault) {
        let rule = map.rule(for: name, table: table)
        if rule.kind != .unknown || rule.descends { knownFields += 1 }
        guard isRead(rule) else { return leaveOut(name, value, rule) }
        var treated = scratch.take()
        defer { scratch.give(&treated) }
        guard
            try treatEvent(name, value, rule, map: map, into: &treated, facts: &facts)
        else { return }
        if !output.isEmpty { output.append(UInt8(ascii: "&")) }
        PercentCoding.encode(name, allowing: .formValue, into: &output)
        output.append(UInt8(ascii: "="))
        PercentCoding.encode(treated.span, allowing: .formValue, into: &output)
    }

    // MARK: One value

    /// Whether a field's value has to be looked at.
    func isRead(_ rule: FieldRule) -> Bool {
        values.isSurveying ? rule.isSurveyed : !rule.isLeftOut
    }

    /// Ends a field that is not looked at.
    mutating func leaveOut(_ name: Span<UInt8>, _ value: Span<UInt8>, _ rule: FieldRule) {
        guard !values.isSurveying else { return }
        values.tally.count(rule)
        trace?.leaveOut(name, value, rule)
    }

    /// As ``treat(_:_:map:into:facts:)``, for a value that may be an event of its own, and noted for
    /// `explain` under its name.
    mutating func treatEvent(
        _ name: Span<UInt8>, _ value: Span<UInt8>, _ rule: FieldRule, map: CompiledMap,
        into output: inout ByteBuffer, facts: inout FactsDraft
    ) throws(AnonymizerFault) -> Bool {
        let trace = values.isSurveying ? nil : trace
        trace?.begin(name, rule)
        var stays = false
        if rule.isEvent {
            var own = facts
            stays = try treat(value, rule, map: map, into: &output, facts: &own)
            try finish(own)
        } else {
            if let fact = rule.fact, !values.isSurveying { values.note(fact, value, in: &facts) }
            stays = try treat(value, rule, map: map, into: &output, facts: &facts)
        }
        trace?.end(rule, value: value, result: output.span, stays: stays)
        return stays
    }

    /// Hands a plain value to its treatment, or a nested one to its codec.
    ///
    /// Returns `false` when the field is left out; the output is then to be forgotten.
    mutating func treat(
        _ value: Span<UInt8>, _ rule: FieldRule, map: CompiledMap, into output: inout ByteBuffer,
        facts: inout FactsDraft
    ) throws(AnonymizerFault) -> Bool {
        guard rule.descends, let nested = rule.nested else {
            return treatPlain(value, rule, map: map, into: &output)
        }
        if !values.isSurveying { values.tally.count(rule) }
        try scratch.enter()
        defer { scratch.leave() }
        return try unwrap(
            value, rule, nested, depth: 0, map: map, into: &output, facts: &facts)
    }

    /// Treats a value that holds no others.
    ///
    /// One of a closed list stays as it is, every other value is left out where there is a list.
    mutating func treatPlain(
        _ value: Span<UInt8>, _ rule: FieldRule, map: CompiledMap, into output: inout ByteBuffer
    ) -> Bool {
        guard rule.values >= 0, rule.treatment != .remove, rule.loweredConsent == nil else {
            return values.treat(value, rule, into: &output)
        }
        if !values.isSurveying { values.tally.count(rule) }
        guard map.list(rule.values, holds: value) else { return false }
        output.append(value)
        return true
    }
}
