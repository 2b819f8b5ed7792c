import Bytes
package import Consent
package import Decoding

extension ConsentEvidence {
    /// Adds the signals that a vendor's map finds in the query string and the body of an event.
    ///
    /// A line overrides the query's field of the same name for the destination, but a refusal in
    /// either of them stays a refusal.
    package func add(
        _ event: borrowing RawEvent, layouts: [BodyLayout], map: CompiledMap
    ) {
        add(form: event.query, map: map)
        if layouts.contains(.formLines) {
            var lines = LineCursor()
            while let line = lines.next(in: event.body) {
                add(form: event.body.extracting(line.content), map: map)
            }
        } else if layouts.contains(.form) {
            add(form: event.body, map: map)
        }
    }

    private func add(form: Span<UInt8>, map: CompiledMap) {
        // Both stay without storage where nothing is encoded, as in most events.
        var name = ByteBuffer()
        var value = ByteBuffer()
        let fields = map.fields(ofTable: CompiledMap.Root.body)
        var cursor = FormCursor()
        while let field = cursor.next(in: form) {
            let written = form.extracting(field.name)
            // Signals have short names, so most fields need no look-up; encoded names do.
            guard written.count <= Self.longestSignalName else { continue }
            let isPlainName = !PercentCoding.needsDecoding(written, plusIsSpace: true)
            if !isPlainName {
                name.removeAll()
                PercentCoding.decode(written, plusIsSpace: true, into: &name)
            }
            guard let signal = fields.signal(of: name.decoded(written, isPlain: isPlainName))
            else { continue }
            let raw = form.extracting(field.value)
            let isPlainValue = !PercentCoding.needsDecoding(raw, plusIsSpace: true)
            if !isPlainValue {
                value.removeAll()
                PercentCoding.decode(raw, plusIsSpace: true, into: &value)
            }
            add(signal: signal, value: value.decoded(raw, isPlain: isPlainValue))
        }
    }

    /// Longest name of a signal field, every byte percent-encoded.
    private static let longestSignalName = 24
}
