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
        // Most names and values are plain as they stand, and most values stay or go as a whole:
        // then nothing is copied but what leaves.
        var name = scratch.take()
        var plain = scratch.take()
        var treated = scratch.take()
        defer {
            scratch.give(&treated)
            scratch.give(&plain)
            scratch.give(&name)
        }
        let known = map.fields(ofTable: table)
        var cursor = FormCursor()
        var fields = 0
        let start = output.count
        let additions = additions(map, table: table)
        var closing = FormClosing()
        while let field = cursor.next(in: input) {
            fields += 1
            guard fields <= Self.maximumFields else { throw .tooLarge }
            let written = input.extracting(field.name)
            let isPlainName = !PercentCoding.needsDecoding(written, plusIsSpace: true)
            if !isPlainName {
                name.wipeAll()
                PercentCoding.decode(written, plusIsSpace: true, into: &name)
            }
            let rule = known.rule(for: name.decoded(written, isPlain: isPlainName))
            if rule.kind != .unknown || rule.descends { knownFields += 1 }
            guard isRead(rule) else {
                leaveOut(
                    name.decoded(written, isPlain: isPlainName), input.extracting(field.value),
                    rule)
                continue
            }
            let raw = input.extracting(field.value)
            let isPlainValue = !PercentCoding.needsDecoding(raw, plusIsSpace: true)
            if !isPlainValue {
                plain.wipeAll()
                PercentCoding.decode(raw, plusIsSpace: true, into: &plain)
            }
            let value = plain.decoded(raw, isPlain: isPlainValue)
            if rule.loweredConsent == .lawApplies, !values.isSurveying, value.equals("1") {
                closing.saysLawApplies = true
                continue
            }
            var isUnchanged = true
            if let stays = judge(value, rule, map: map, facts: &facts) {
                guard stays else { continue }
            } else {
                treated.wipeAll()
                guard
                    try treatEvent(
                        name.decoded(written, isPlain: isPlainName), value, rule, map: map,
                        into: &treated,
                        facts: &facts)
                else { continue }
                isUnchanged = treated.span.equals(value)
            }
            if rule.kind == .consent,
                !leaves(
                    name.decoded(written, isPlain: isPlainName),
                    treated.decoded(value, isPlain: isUnchanged), rule, among: additions, &closing)
            {
                continue
            }
            if output.count > start { output.append(UInt8(ascii: "&")) }
            if isPlainName, rule.hasPlainName {
                output.append(written)
            } else {
                PercentCoding.encode(
                    name.decoded(written, isPlain: isPlainName), allowing: .formValue,
                    into: &output)
            }
            // A name alone may have got a value: a refusal.
            if field.hasValue || !isUnchanged { output.append(UInt8(ascii: "=")) }
            if isUnchanged {
                output.append(raw)
            } else {
                PercentCoding.encode(treated.span, allowing: .formValue, into: &output)
            }
        }
        close(closing, additions, map: map, table: table, from: start, into: &output)
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

    /// Notes the fact that a value is, and says whether the value stays as it is.
    ///
    /// `nil`, with nothing done, where it has to be treated: see ``treatEvent(_:_:_:map:into:facts:)``.
    mutating func judge(
        _ value: Span<UInt8>, _ rule: FieldRule, map: CompiledMap, facts: inout FactsDraft
    ) -> Bool? {
        guard rule.isJudged, !values.isSurveying, trace == nil else { return nil }
        let stays: Bool
        if rule.values >= 0 {
            values.tally.count(rule)
            stays = map.list(rule.values, holds: value)
        } else {
            guard let judged = values.judge(value, rule) else { return nil }
            stays = judged
        }
        if let fact = rule.fact { values.note(fact, value, in: &facts) }
        return stays
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
            stays = try treatNoting(value, rule, map: map, into: &output, facts: &facts)
        }
        trace?.end(rule, value: value, result: output.span, stays: stays)
        return stays
    }

    /// As ``treat(_:_:map:into:facts:)``, and notes the fact that the value is.
    mutating func treatNoting(
        _ value: Span<UInt8>, _ rule: FieldRule, map: CompiledMap, into output: inout ByteBuffer,
        facts: inout FactsDraft
    ) throws(AnonymizerFault) -> Bool {
        guard let fact = rule.fact, !values.isSurveying else {
            return try treat(value, rule, map: map, into: &output, facts: &facts)
        }
        guard fact == .page, rule.reducesWhole else {
            values.note(fact, value, in: &facts)
            return try treat(value, rule, map: map, into: &output, facts: &facts)
        }
        // The page is read from what leaves: a URL is reduced only once.
        let start = output.count
        let stays = values.treat(value, rule, into: &output)
        values.note(reducedPage: output.span.extracting(start...), in: &facts)
        return stays
    }

    /// Hands a plain value to its treatment, or a nested one to its codec.
    ///
    /// Returns `false` when the field is left out; the output is then to be forgotten.
    mutating func treat(
        _ value: Span<UInt8>, _ rule: FieldRule, map: CompiledMap, into output: inout ByteBuffer,
        facts: inout FactsDraft
    ) throws(AnonymizerFault) -> Bool {
        guard rule.descends, !rule.consent.isObject, let nested = rule.nested else {
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
        guard rule.values >= 0, rule.treatment != .remove, !rule.isLowered else {
            return values.treat(value, rule, into: &output)
        }
        if !values.isSurveying { values.tally.count(rule) }
        guard map.list(rule.values, holds: value) else { return false }
        output.append(value)
        return true
    }
}
