import Bytes

/// The columns of one data line of a W3C extended log.
///
/// One value is reused for all lines, so that splitting allocates nothing.
package struct W3CColumns: ~Copyable {
    /// More columns than any server or delivery network can write.
    package static let capacity = 128

    package private(set) var ranges: [Range<Int>] = []
    /// Whether tabs stand between the columns, as CloudFront writes them; else spaces do.
    package private(set) var isTabbed = false

    package init() { ranges.reserveCapacity(Self.capacity) }

    /// Splits a line that has `expected` columns; `false` if it has another number.
    ///
    /// A tab anywhere means that tabs separate. Where that or spaces give another number, the line is
    /// read once more with spaces inside double quotes belonging to a value, as the draft has strings.
    package mutating func split(_ line: Span<UInt8>, expecting expected: Int) -> Bool {
        isTabbed = line.firstOffset(of: UInt8(ascii: "\t")) != nil
        if split(line, expected, honoursQuotes: false) { return true }
        return !isTabbed && split(line, expected, honoursQuotes: true)
    }

    private mutating func split(
        _ line: Span<UInt8>, _ expected: Int, honoursQuotes: Bool
    ) -> Bool {
        let separator = isTabbed ? UInt8(ascii: "\t") : UInt8(ascii: " ")
        let quote = UInt8(ascii: "\"")
        ranges.removeAll(keepingCapacity: true)
        var position = 0
        while ranges.count < expected {
            let start = position
            if honoursQuotes, start < line.count, line[start] == quote {
                // A quote inside a string is doubled.
                position = start + 1
                while position < line.count {
                    if line[position] == quote {
                        guard position + 1 < line.count, line[position + 1] == quote else { break }
                        position += 1
                    }
                    position += 1
                }
                guard position < line.count else { return false }
                position += 1
                guard position == line.count || line[position] == separator else { return false }
            } else {
                position = line.offset(of: separator, from: start)
            }
            // Between two spaces stands nothing; a missing value is a dash.
            guard position > start || isTabbed else { return false }
            ranges.append(start..<position)
            if position == line.count { break }
            position += 1
            // A separator at the end of the line ends its last column.
            if position == line.count, !isTabbed { break }
        }
        return ranges.count == expected && position == line.count
    }
}
