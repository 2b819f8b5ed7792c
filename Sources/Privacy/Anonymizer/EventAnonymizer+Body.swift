import Bytes
import Decoding

extension EventAnonymizer {
    /// Tells the layout of a body and walks it.
    ///
    /// What was wrapped around it is undone before, see ``BodyLayers``: consent is read in the same
    /// bytes, so nothing may be undone here that consent did not see.
    mutating func anonymizeBody(
        _ body: Span<UInt8>, _ route: EventRoute, into output: inout ByteBuffer,
        target: inout ByteBuffer, facts: inout FactsDraft
    ) throws(AnonymizerFault) -> BodyLayout {
        if route.body.first == .opaque { return try passStream(body, route, into: &output) }
        let layout = route.layout(of: body)
        guard !body.isEmpty else { return layout }
        let map = route.map
        let table = CompiledMap.Root.body
        let known = knownFields
        switch layout {
        case .none:
            throw .malformed
        case .form:
            try anonymizeForm(body, map: map, table: table, into: &output, facts: &facts)
            guard knownFields > known else { throw .malformed }
        case .formLines, .jsonLines:
            isSettledByQuery = target.span.firstOffset(of: UInt8(ascii: "?")) != nil
            try anonymizeLines(body, of: layout, map: map, shared: facts, into: &output)
        case .json:
            try anonymizeJSON(body, map: map, table: table, into: &output, facts: &facts)
            guard knownFields > known else { throw .malformed }
        case .multipart:
            try anonymizeParts(body, map: map, table: table, into: &output, facts: &facts)
        case .envelope:
            try anonymizeEnvelope(body, route, into: &output, target: &target, facts: &facts)
        case .opaque:
            throw .opaque
        }
        return layout
    }

    /// Undoes gzip or zlib around a value, within what the record may unfold to.
    ///
    /// Returns `false` where a text only begins like zlib, as `hC…` does.
    mutating func inflate(
        _ bytes: Span<UInt8>, into output: inout ByteBuffer
    ) throws(AnonymizerFault) -> Bool {
        do {
            try Compression.inflate(bytes, limit: inflationBudget, into: &output)
            inflationBudget -= output.count
            return true
        } catch {
            if error == .malformed, Compression.sniff(bytes) == .zlib {
                output.wipeAll()
                return false
            }
            throw error == .tooLarge ? .tooLarge : .malformed
        }
    }

    // MARK: Streams and lines

    /// A stream passes whole or not at all; nothing in it is looked at.
    private mutating func passStream(
        _ body: Span<UInt8>, _ route: EventRoute, into output: inout ByteBuffer
    ) throws(AnonymizerFault) -> BodyLayout {
        guard route.map.profile.treatment(of: .opaque) == .keep else { throw .opaque }
        if !values.isSurveying { output.append(body) }
        return .opaque
    }

    /// Each line is an event: a form, or a JSON text.
    private mutating func anonymizeLines(
        _ lines: Span<UInt8>, of layout: BodyLayout, map: CompiledMap, shared: FactsDraft,
        into body: inout ByteBuffer
    ) throws(AnonymizerFault) {
        let table = CompiledMap.Root.body
        var cursor = LineCursor()
        while let line = cursor.next(in: lines) {
            guard !line.content.isEmpty else { continue }
            let text = lines.extracting(line.content)
            var facts = shared
            let mark = body.count
            if mark > 0 { body.append(UInt8(ascii: "\n")) }
            let start = body.count
            let known = knownFields
            trace?.beginLine()
            if layout == .jsonLines {
                try anonymizeJSON(text, map: map, table: table, into: &body, facts: &facts)
            } else {
                try anonymizeForm(text, map: map, table: table, into: &body, facts: &facts)
            }
            guard knownFields > known else { throw .malformed }
            if body.count == start { body.truncate(to: mark) }
            try finish(facts)
        }
    }

    /// Reads the parts of a multipart body and writes those that may leave as a form.
    ///
    /// Files never leave; they are counted as streams.
    private mutating func anonymizeParts(
        _ body: Span<UInt8>, map: CompiledMap, table: Int, into output: inout ByteBuffer,
        facts: inout FactsDraft
    ) throws(AnonymizerFault) {
        guard var cursor = MultipartCursor(body: body) else { throw .malformed }
        var parts = 0
        while let part = try next(&cursor, in: body) {
            parts += 1
            guard parts <= Self.maximumFields else { throw .tooLarge }
            guard part.fileName == nil else {
                hasBlockedStream = true
                continue
            }
            try writeField(
                body.extracting(part.name), body.extracting(part.content), map: map, table: table,
                into: &output, facts: &facts)
        }
    }

    private func next(
        _ cursor: inout MultipartCursor, in body: Span<UInt8>
    ) throws(AnonymizerFault) -> MultipartPart? {
        do { return try cursor.next(in: body) } catch { throw .malformed }
    }
}
