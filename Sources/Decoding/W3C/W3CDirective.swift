import Bytes

/// The directive that names the columns of a log (W3C Extended Log File Format, working draft
/// WD-logfile-960323, "Directives").
package enum W3CDirective {
    /// The names after `#Fields:`, or `nil` if the line is no such directive, has no name, or more than
    /// ``W3CColumns/capacity``.
    package static func fieldNames(_ line: Span<UInt8>) -> [Range<Int>]? {
        let head: StaticString = "#Fields:"
        guard line.count > head.utf8CodeUnitCount,
            line.extracting(0..<head.utf8CodeUnitCount).equalsIgnoringCase(head)
        else { return nil }
        var names: [Range<Int>] = []
        var position = head.utf8CodeUnitCount
        while position < line.count {
            if isBlank(line[position]) {
                position += 1
                continue
            }
            let start = position
            while position < line.count, !isBlank(line[position]) { position += 1 }
            guard names.count < W3CColumns.capacity else { return nil }
            names.append(start..<position)
        }
        return names.isEmpty ? nil : names
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }
}
