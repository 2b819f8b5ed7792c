import Bytes
import Decoding

extension EventAnonymizer {
    /// Takes off the codecs around a value, walks what is inside, and puts them on again.
    ///
    /// What is not wrapped although the map says so is read as it is: clients differ. A compressed
    /// value leaves plain.
    mutating func unwrap(
        _ value: Span<UInt8>, _ rule: FieldRule, _ nested: NestedRule, depth: Int,
        map: CompiledMap, into output: inout ByteBuffer, facts: inout FactsDraft
    ) throws(AnonymizerFault) -> Bool {
        guard depth < nested.wrapperCount else {
            return try split(value, rule, nested, map: map, into: &output, facts: &facts)
        }
        var inside = scratch.take()
        var treated = scratch.take()
        defer {
            scratch.give(&treated)
            scratch.give(&inside)
        }
        var form: Base64Form?
        switch nested.wrapper(at: depth) {
        case .base64:
            form = Base64.decode(value, into: &inside)
            guard form != nil else {
                guard Self.isStructured(value) else { return false }
                return try unwrap(
                    value, rule, nested, depth: depth + 1, map: map, into: &output, facts: &facts)
            }
        case .percent:
            PercentCoding.decode(value, plusIsSpace: false, into: &inside)
        default:
            guard Compression.sniff(value) != nil, try inflate(value, into: &inside) else {
                return try unwrap(
                    value, rule, nested, depth: depth + 1, map: map, into: &output, facts: &facts)
            }
        }
        guard
            try unwrap(
                inside.span, rule, nested, depth: depth + 1, map: map, into: &treated,
                facts: &facts)
        else { return false }
        if treated.span.equals(inside.span), nested.wrapper(at: depth) != .inflate {
            output.append(value)
        } else if let form {
            Base64.encode(treated.span, as: form, into: &output)
        } else if nested.wrapper(at: depth) == .percent {
            PercentCoding.encode(treated.span, allowing: .formValue, into: &output)
        } else {
            output.append(treated.span)
        }
        return true
    }

    /// Whether a value begins like JSON or a form, and so is not wrapped.
    private static func isStructured(_ value: Span<UInt8>) -> Bool {
        guard let first = value.indices.first else { return false }
        return value[first] == UInt8(ascii: "{") || value[first] == UInt8(ascii: "[")
            || value[first] == UInt8(ascii: "?")
    }

    /// Walks the fields inside an unwrapped value.
    private mutating func split(
        _ value: Span<UInt8>, _ rule: FieldRule, _ nested: NestedRule, map: CompiledMap,
        into output: inout ByteBuffer, facts: inout FactsDraft
    ) throws(AnonymizerFault) -> Bool {
        let table = Int(nested.table)
        let start = output.count
        switch nested.structure {
        case .json,
            .object where Self.isStructured(value):
            // JSON in a text: a form has no objects, and a shop's own may be broken. Then only this
            // field goes.
            do throws(AnonymizerFault) {
                try anonymizeJSON(value, map: map, table: table, into: &output, facts: &facts)
            } catch {
                guard error == .malformed else { throw error }
                return false
            }
        case .plain, .object:
            return treatPlain(value, rule, map: map, into: &output)
        case .form:
            let hasMark = !value.isEmpty && value[0] == UInt8(ascii: "?")
            if hasMark { output.append(UInt8(ascii: "?")) }
            let first = output.count
            try anonymizeForm(
                value.extracting((hasMark ? 1 : 0)...), map: map, table: table, into: &output,
                facts: &facts)
            return output.count > first
        case .tildeItem:
            anonymizeItem(value, map: map, table: table, into: &output)
        case .parameters:
            anonymizeParameters(value, map: map, table: table, into: &output)
        case .semicolons:
            anonymizeSemicolons(value, map: map, table: table, into: &output)
        case .userData:
            anonymizeUserData(value, map: map, table: table, into: &output)
        case .linker, .requestLine, .logLine, .namedValues:
            // A linker carries a checksum over ids that do not leave; the rest stands in logs only.
            return false
        }
        return output.count > start
    }

    // MARK: Pairs

    /// Treats one pair; appends the value alone and says whether it stays.
    private mutating func treatPair(
        _ name: Span<UInt8>, _ value: Span<UInt8>, map: CompiledMap, table: Int,
        into output: inout ByteBuffer
    ) -> Bool {
        let rule = map.rule(for: name, table: table)
        if rule.kind != .unknown { knownFields += 1 }
        guard isRead(rule) else {
            leaveOut(name, value, rule)
            return false
        }
        let stays = treatPlain(value, rule, map: map, into: &output)
        if !values.isSurveying {
            trace?.begin(name, rule)
            trace?.end(rule, value: value, result: output.span, stays: stays)
        }
        return stays
    }

    /// Walks a GA4 item, `id42~nmFiets~pr499`.
    private mutating func anonymizeItem(
        _ input: Span<UInt8>, map: CompiledMap, table: Int, into output: inout ByteBuffer
    ) {
        let personal = personalSuffixes(of: input)
        var cursor = TildeItemCursor()
        var plain = scratch.take()
        var treated = scratch.take()
        let start = output.count
        while let field = cursor.next(in: input) {
            plain.wipeAll()
            treated.wipeAll()
            TildeItem.decode(input.extracting(field.value), into: &plain)
            guard !isPersonalParameter(input.extracting(field.key), in: personal),
                treatPair(
                    input.extracting(field.key), plain.span, map: map, table: table, into: &treated)
            else { continue }
            if output.count > start { output.append(UInt8(ascii: "~")) }
            output.append(input, field.key)
            TildeItem.encode(treated.span, into: &output)
        }
        scratch.give(&treated)
        scratch.give(&plain)
    }

    /// The endings of an item's own parameters whose names are personal: `k0` of `k0klantnr~v04711`.
    ///
    /// Names and values are apart, so that the names have to be read first.
    private mutating func personalSuffixes(of input: Span<UInt8>) -> [4 of UInt64] {
        var suffixes = [4 of UInt64](repeating: 0)
        var cursor = TildeItemCursor()
        var plain = scratch.take()
        defer { scratch.give(&plain) }
        while let field = cursor.next(in: input) {
            guard field.key.count == 2, input[field.key.lowerBound] == UInt8(ascii: "k") else {
                continue
            }
            plain.wipeAll()
            TildeItem.decode(input.extracting(field.value), into: &plain)
            guard !PersonalNames.isHarmless(plain.span) else { continue }
            let suffix = Int(input[field.key.lowerBound + 1])
            suffixes[suffix / 64] |= 1 &<< UInt64(suffix % 64)
        }
        return suffixes
    }

    private func isPersonalParameter(_ key: Span<UInt8>, in suffixes: [4 of UInt64]) -> Bool {
        guard key.count == 2, key[0] == UInt8(ascii: "k") || key[0] == UInt8(ascii: "v") else {
            return false
        }
        return suffixes[Int(key[1]) / 64] & (1 &<< UInt64(key[1] % 64)) != 0
    }

    /// Walks GA4 user data, `tv.1~em.<hash>~ct0.<city>`.
    private mutating func anonymizeUserData(
        _ input: Span<UInt8>, map: CompiledMap, table: Int, into output: inout ByteBuffer
    ) {
        var cursor = UserDataCursor()
        var treated = scratch.take()
        let start = output.count
        while let field = cursor.next(in: input) {
            treated.wipeAll()
            let name = input.extracting(field.name)
            guard
                treatPair(
                    name, input.extracting(field.value), map: map, table: table, into: &treated)
            else { continue }
            if output.count > start { output.append(UInt8(ascii: "~")) }
            output.append(name)
            output.append(UInt8(ascii: "."))
            output.append(treated.span)
        }
        scratch.give(&treated)
    }

    /// Walks `event=purchase;value=49.95`; a value that would end its part is left out.
    private mutating func anonymizeSemicolons(
        _ input: Span<UInt8>, map: CompiledMap, table: Int, into output: inout ByteBuffer
    ) {
        var cursor = SemicolonCursor()
        var treated = scratch.take()
        let start = output.count
        while let field = cursor.next(in: input) {
            treated.wipeAll()
            let name = input.extracting(field.name)
            guard
                treatPair(
                    name, input.extracting(field.value), map: map, table: table, into: &treated),
                treated.span.firstOffset(of: UInt8(ascii: ";")) == nil
            else { continue }
            if output.count > start { output.append(UInt8(ascii: ";")) }
            output.append(name)
            output.append(UInt8(ascii: "="))
            output.append(treated.span)
        }
        scratch.give(&treated)
    }

    /// Walks `Sentry sentry_version=7, sentry_key=abc`; what stays is written with commas.
    private mutating func anonymizeParameters(
        _ input: Span<UInt8>, map: CompiledMap, table: Int, into output: inout ByteBuffer
    ) {
        var cursor = ParameterListCursor()
        var treated = scratch.take()
        var hasParameter = false
        let start = output.count
        while let field = cursor.next(in: input) {
            treated.wipeAll()
            let name = input.extracting(field.name)
            guard
                treatPair(
                    name, input.extracting(field.value), map: map, table: table, into: &treated),
                Self.isParameterValue(treated.span)
            else { continue }
            if hasParameter {
                output.append(", ")
            } else if let scheme = cursor.scheme, input.extracting(scheme).equals("Sentry") {
                output.append(input, scheme)
                output.append(" ")
            }
            hasParameter = true
            output.append(name)
            output.append(UInt8(ascii: "="))
            output.append(treated.span)
        }
        if !hasParameter { output.truncate(to: start) }
        scratch.give(&treated)
    }

    /// What needs no quotes and can end neither the parameter nor the line.
    private static func isParameterValue(_ value: Span<UInt8>) -> Bool {
        for index in value.indices where !ASCII.isAlphanumeric(value[index]) {
            guard "-._~/+:@".utf8.contains(value[index]) else { return false }
        }
        return !value.isEmpty
    }
}
