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
                let position = Self.position(of: text.extracting(0..<colon), in: map.headerNames)
            else { continue }
            let name = text.extracting(0..<colon)
            let rule = map.rule(for: name, table: CompiledMap.Root.headers)
            let value = text.extracting(min(colon + 2, text.count)...)
            guard isRead(rule) else {
                leaveOut(name, value, rule)
                continue
            }
            var treated = scratch.take()
            defer { scratch.give(&treated) }
            guard
                try treatEvent(name, value, rule, map: map, into: &treated, facts: &facts),
                Self.isHeaderValue(treated.span)
            else { continue }
            let spelling = map.headerSpellings[position]
            output.append(spelling)
            output.append(": ")
            output.append(treated.span)
            output.append("\r\n")
        }
    }

    private static func position(of name: Span<UInt8>, in names: [[UInt8]]) -> Int? {
        for (position, known) in names.enumerated() where name.equals(known.span) {
            return position
        }
        return nil
    }

    /// Visible ASCII and spaces (RFC 9110 5.5).
    private static func isHeaderValue(_ value: Span<UInt8>) -> Bool {
        for index in value.indices where !(0x20..<0x7F).contains(value[index]) { return false }
        return !value.isEmpty
    }
}
