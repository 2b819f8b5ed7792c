import Bytes

/// The parameters of RFC 5424 structured data, one per call.
///
/// `[origin ip="198.51.100.23" software="rsyslogd"][meta sequenceId="7"]`
package struct StructuredDataCursor: Sendable {
    /// One parameter: its name, and its value without quotes, escapes as they stand.
    package struct Parameter: Sendable, Equatable {
        package let name: Range<Int>
        package let value: Range<Int>
    }

    private var position: Int

    /// `start` is where the first bracket stands; ``end(of:from:)`` has accepted what follows.
    package init(from start: Int) { position = start }

    /// The next parameter before `end`, or `nil`.
    package mutating func next(in line: Span<UInt8>, before end: Int) -> Parameter? {
        while position < end {
            guard line[position] == UInt8(ascii: "\"") else {
                position += 1
                continue
            }
            var name = position - 1
            while name > 0, Self.isNameByte(line[name - 1]) { name -= 1 }
            let start = position + 1
            let close = Self.quoteEnd(line, from: start)
            position = close + 1
            return Parameter(name: name..<start - 2, value: start..<close)
        }
        return nil
    }

    /// The end of the groups at `start`, or `nil` where something else stands (RFC 5424 6.3).
    package static func end(of line: Span<UInt8>, from start: Int) -> Int? {
        var position = start
        while position < line.count, line[position] == UInt8(ascii: "[") {
            guard let group = groupEnd(line, from: position + 1) else { return nil }
            position = group
        }
        return position > start ? position : nil
    }

    /// Whether `text` can stand between the quotes of a value (6.3.3).
    package static func isValue(_ text: Span<UInt8>) -> Bool {
        var position = 0
        while position < text.count {
            switch text[position] {
            case UInt8(ascii: "\""), UInt8(ascii: "]"): return false
            case UInt8(ascii: "\\"): position += 2
            default: position += 1
            }
        }
        return position == text.count
    }

    private static func groupEnd(_ line: Span<UInt8>, from start: Int) -> Int? {
        var position = nameEnd(line, from: start)
        guard position > start else { return nil }
        while position < line.count {
            if line[position] == UInt8(ascii: "]") { return position + 1 }
            guard line[position] == UInt8(ascii: " ") else { return nil }
            let name = nameEnd(line, from: position + 1)
            guard name > position + 1, line.hasPrefix("=\"", from: name) else { return nil }
            let close = quoteEnd(line, from: name + 2)
            guard close < line.count else { return nil }
            position = close + 1
        }
        return nil
    }

    /// The offset of the quote that closes a value, or the end of the line.
    private static func quoteEnd(_ line: Span<UInt8>, from start: Int) -> Int {
        var position = start
        while position < line.count, line[position] != UInt8(ascii: "\"") {
            position += line[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(position, line.count)
    }

    private static func nameEnd(_ line: Span<UInt8>, from start: Int) -> Int {
        var position = start
        while position < line.count, position - start < longestName, isNameByte(line[position]) {
            position += 1
        }
        return position
    }

    /// Printable ASCII but `=`, `]` and `"` (6.3.3).
    private static func isNameByte(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "=") && byte != UInt8(ascii: "]")
            && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "[")
    }

    /// RFC 5424 6.3.2; the one byte more is the closing bracket or a mistake.
    private static let longestName = 32
}
