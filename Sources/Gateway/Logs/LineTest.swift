import Bytes
import Decoding
import Privacy

/// Rules out formats by what their outlines say: a look at a line costs less than a format file.
struct LineTest: Sendable {
    private let beginnings: [LineBeginning]
    private let layout: AccessLogFormat?
    private let isObject: Bool
    /// Names between quotes.
    private let members: [[UInt8]]

    init(_ outline: LogFormatOutline) {
        beginnings = outline.beginnings
        isObject = outline.codec == .json
        members = outline.members.map { Array("\"\($0)\"".utf8) }
        if outline.codec == .accessLog, let syntax = outline.syntax, let format = outline.format,
            case .success(let compiled) = AccessLogFormat.compiled(format, syntax: syntax)
        {
            layout = compiled
        } else {
            layout = nil
        }
    }

    /// Whether a line could be written in the format.
    ///
    /// Of an object whose names are written with escapes it says no: generic JSON reads it.
    func mayFit(_ line: Span<UInt8>) -> Bool {
        guard let first = line.indices.first else { return false }
        let byte = line[first]
        if !beginnings.isEmpty, !beginnings.contains(where: { $0.matches(byte) }) { return false }
        if let layout {
            var fields = LogFields()
            return layout.split(line, into: &fields)
        }
        guard isObject else { return true }
        guard byte == UInt8(ascii: "{") || byte == UInt8(ascii: " ") else { return false }
        for member in members where !Self.holds(line, member.span) { return false }
        return true
    }

    /// Whether a name stands in the line, quotes included, without regard to case.
    private static func holds(_ line: Span<UInt8>, _ name: Span<UInt8>) -> Bool {
        var from = 0
        while let quote = line.firstOffset(of: UInt8(ascii: "\""), from: from) {
            from = quote + 1
            guard quote + name.count <= line.count else { return false }
            if line.extracting(quote..<quote + name.count).equalsIgnoringCase(name) { return true }
        }
        return false
    }
}
