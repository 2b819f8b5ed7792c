import Bytes
import Decoding

extension EventAnonymizer {
    /// Walks a Sentry envelope: the header line, then each item whose type the map names.
    ///
    /// The map's fields are `header`, `item` (what may stay of an item's own header) and one for
    /// each type of item. Lengths are written anew. Source: Sentry's developer documentation,
    /// "Envelopes".
    mutating func anonymizeEnvelope(
        _ body: Span<UInt8>, _ route: EventRoute, into output: inout ByteBuffer,
        target: inout ByteBuffer, facts: inout FactsDraft
    ) throws(AnonymizerFault) {
        let map = route.map
        var cursor = EnvelopeCursor()
        let header = body.extracting(try self.header(&cursor, in: body))
        if route.isTunnel { try redirect(header, into: &target) }
        if !(try appendObject(header, named: "header", map: map, into: &output, facts: &facts)) {
            output.append("{}")
        }
        var items = 0
        while let item = try next(&cursor, in: body) {
            items += 1
            guard items <= Self.maximumEvents else { throw .tooLarge }
            try appendItem(item, in: body, map: map, into: &output, facts: facts)
        }
        // A header without items is no event.
        if output.span.firstOffset(of: UInt8(ascii: "\n")) == nil { output.removeAll() }
    }

    // MARK: Items

    private mutating func appendItem(
        _ item: EnvelopeItem, in body: Span<UInt8>, map: CompiledMap,
        into output: inout ByteBuffer, facts: FactsDraft
    ) throws(AnonymizerFault) {
        let name = body.extracting(item.type)
        // Names of the map's own, not of items.
        guard !name.equals("header"), !name.equals("item") else { return }
        let rule = map.rule(for: name, table: CompiledMap.Root.body)
        if rule.kind != .unknown || rule.descends { knownFields += 1 }
        if rule.kind == .opaque, rule.treatment == .remove { hasBlockedStream = true }
        guard isRead(rule) || rule.kind == .opaque else {
            return leaveOut(name, body.extracting(item.payload), rule)
        }
        var payload = scratch.take()
        var header = scratch.take()
        defer {
            scratch.give(&header)
            scratch.give(&payload)
        }
        var own = facts
        if rule.kind == .opaque {
            guard rule.treatment == .keep else {
                return leaveOut(name, body.extracting(item.payload), rule)
            }
            payload.append(body, item.payload)
        } else if rule.descends, let nested = rule.nested {
            if !values.isSurveying { trace?.begin(name, rule) }
            try anonymizeJSON(
                body.extracting(item.payload), map: map, table: Int(nested.table), into: &payload,
                facts: &own)
            if !values.isSurveying {
                trace?.end(
                    rule, value: body.extracting(item.payload), result: payload.span,
                    stays: !payload.isEmpty)
            }
        }
        if rule.isEvent { try finish(own) }
        guard !payload.isEmpty else { return }
        _ = try appendObject(
            body.extracting(item.header), named: "item", map: map, into: &header, facts: &own)
        output.append("\n{\"type\":\"")
        output.append(name)
        output.append("\",\"length\":")
        output.append(decimal: payload.count)
        if header.count > 2 {
            output.append(",")
            output.append(header.span, 1..<(header.count - 1))
        }
        output.append("}\n")
        output.append(payload.span)
    }

    /// Appends what may stay of a JSON object whose fields the map has under `name`.
    private mutating func appendObject(
        _ object: Span<UInt8>, named name: StaticString, map: CompiledMap,
        into output: inout ByteBuffer, facts: inout FactsDraft
    ) throws(AnonymizerFault) -> Bool {
        var key = scratch.take()
        defer { scratch.give(&key) }
        key.append(name)
        let rule = map.rule(for: key.span, table: CompiledMap.Root.body)
        guard rule.descends, let nested = rule.nested else { return false }
        let start = output.count
        try anonymizeJSON(
            object, map: map, table: Int(nested.table), into: &output, facts: &facts)
        return output.count > start
    }

    // MARK: Framing

    private func header(
        _ cursor: inout EnvelopeCursor, in body: Span<UInt8>
    ) throws(AnonymizerFault) -> Range<Int> {
        do { return try cursor.header(in: body) } catch { throw .malformed }
    }

    private func next(
        _ cursor: inout EnvelopeCursor, in body: Span<UInt8>
    ) throws(AnonymizerFault) -> EnvelopeItem? {
        do { return try cursor.next(in: body) } catch { throw .malformed }
    }

    /// Writes the target that the envelope's DSN names, if its server is the destination's own.
    ///
    /// Without the comparison a tunnel would be an open relay.
    private mutating func redirect(
        _ header: Span<UInt8>, into target: inout ByteBuffer
    ) throws(AnonymizerFault) {
        var text = scratch.take()
        defer { scratch.give(&text) }
        guard Self.appendMember("dsn", of: header, into: &text),
            let dsn = SentryDSN(text.span)
        else { throw .malformed }
        guard
            !options.upstreamHost.isEmpty,
            text.span.extracting(dsn.host).equals(options.upstreamHost.span)
        else { throw .foreignDestination }
        target.removeAll()
        target.append("/api/")
        target.append(text.span, dsn.project)
        target.append("/envelope/?sentry_version=7&sentry_key=")
        target.append(text.span, dsn.key)
    }

    /// Appends the text of a member of a JSON object, decoded.
    private static func appendMember(
        _ name: StaticString, of object: Span<UInt8>, into output: inout ByteBuffer
    ) -> Bool {
        var cursor = JSONCursor()
        do {
            while let token = try cursor.next(in: object) {
                guard case .name(let quoted) = token, cursor.depth == 1,
                    object.extracting(quoted.dropFirst().dropLast()).equals(name)
                else { continue }
                guard case .string(let value)? = try cursor.next(in: object) else { return false }
                JSONString.decode(
                    object.extracting(value.dropFirst().dropLast()), into: &output)
                return true
            }
        } catch {
            return false
        }
        return false
    }
}

/// The parts of a Sentry DSN, `https://<key>@<host>/<project>`.
private struct SentryDSN {
    let key: Range<Int>
    let host: Range<Int>
    let project: Range<Int>

    /// Reads a DSN whose key is hexadecimal and whose project is a number; anything else is none.
    init?(_ text: Span<UInt8>) {
        let start = text.hasPrefix("https://") ? 8 : text.hasPrefix("http://") ? 7 : 0
        guard start > 0, let at = text.firstOffset(of: UInt8(ascii: "@"), from: start),
            let slash = text.firstOffset(of: UInt8(ascii: "/"), from: at)
        else { return nil }
        key = start..<at
        host = at + 1..<slash
        project = slash + 1..<text.count
        guard (16...64).contains(key.count), (1...20).contains(project.count), !host.isEmpty else {
            return nil
        }
        for index in key where !ASCII.isHexDigit(text[index]) { return nil }
        for index in project where !ASCII.isDigit(text[index]) { return nil }
    }
}
