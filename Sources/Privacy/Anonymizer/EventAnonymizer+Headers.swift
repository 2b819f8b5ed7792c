import Bytes
import Decoding

extension EventAnonymizer {
    /// Walks the headers that the map names and appends those that may leave, a line each.
    ///
    /// A value that could end its line is left out.
    mutating func anonymizeHeaders(
        _ headers: Span<UInt8>, map: CompiledMap, into output: inout ByteBuffer,
        facts: inout FactsDraft
    ) throws(AnonymizerFault) {
        guard !headers.isEmpty else { return }
        var lines = LineCursor()
        while let line = lines.next(in: headers) {
            let text = headers.extracting(line.content)
            guard let colon = text.firstOffset(of: UInt8(ascii: ":")),
                let position = map.headerNames.firstIndex(where: {
                    $0.span.equals(text.extracting(0..<colon))
                })
            else { continue }
            let name = text.extracting(0..<colon)
            let rule = map.rule(for: name, table: CompiledMap.Root.headers)
            guard isRead(rule) else {
                leaveOut(name, rule)
                continue
            }
            var treated = scratch.take()
            defer { scratch.give(&treated) }
            let value = text.extracting(min(colon + 2, text.count)...)
            guard
                try treatEvent(name, value, rule, map: map, into: &treated, facts: &facts),
                Self.isHeaderValue(treated.span)
            else { continue }
            output.append(map.headerSpellings[position].span)
            output.append(": ")
            output.append(treated.span)
            output.append("\r\n")
        }
    }

    /// Visible ASCII and spaces (RFC 9110 5.5).
    private static func isHeaderValue(_ value: Span<UInt8>) -> Bool {
        for index in value.indices where !(0x20..<0x7F).contains(value[index]) { return false }
        return !value.isEmpty
    }
}
