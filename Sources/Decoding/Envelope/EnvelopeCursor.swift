import Bytes

/// The items of a Sentry envelope, one per call.
///
/// Invariants:
/// 1. `position` is where the next line is looked for; a fault does not move it, so that every later
///    call ends in a fault too.
///
/// An envelope is a header line, then a header line and a payload for each item. A header with
/// `length` is followed by that many bytes, which may hold line ends; without, or with `null`, by
/// one line. Lines end with LF. Empty lines before a header and at the end are skipped, as the
/// receiver does. The last header may stand without a payload.
///
/// Names of an item header must not be escaped and `type` and `length` not be repeated: readers
/// would not agree on what the item is. The envelope's own header is left to the caller.
package struct EnvelopeCursor: Sendable {
    /// The items of one envelope.
    ///
    /// Clients send a handful; who sends more pays with a refused body.
    package static let maximumItems = 1_000

    /// Where the next line begins.
    package private(set) var position: Int
    private var isHeaderRead = false
    private var items = 0

    package init() { position = 0 }

    /// The envelope's first line, without its end.
    package mutating func header(in body: Span<UInt8>) throws(EnvelopeFault) -> Range<Int> {
        let line = Self.line(at: 0, in: body)
        guard !line.isEmpty else { throw EnvelopeFault(.missingHeader, at: 0) }
        if !isHeaderRead { position = min(line.upperBound + 1, body.count) }
        isHeaderRead = true
        return line
    }

    /// The next item, or `nil` at the end; reads over the envelope's header if nobody asked for it.
    package mutating func next(in body: Span<UInt8>) throws(EnvelopeFault) -> EnvelopeItem? {
        if !isHeaderRead { _ = try header(in: body) }
        while position < body.count, body[position] == UInt8(ascii: "\n") { position += 1 }
        guard position < body.count else { return nil }
        guard items < Self.maximumItems else { throw EnvelopeFault(.tooManyItems, at: position) }

        let line = Self.line(at: position, in: body)
        let header = try ItemHeader(line, in: body)
        let start = min(line.upperBound + 1, body.count)
        let payload: Range<Int>
        if let length = header.length {
            guard length <= body.count - start else {
                throw EnvelopeFault(.malformedLength, at: start)
            }
            payload = start..<start + length
            guard payload.upperBound == body.count || body[payload.upperBound] == UInt8(ascii: "\n")
            else { throw EnvelopeFault(.unterminatedPayload, at: payload.upperBound) }
        } else {
            payload = Self.line(at: start, in: body)
        }
        position = min(payload.upperBound + 1, body.count)
        items += 1
        return EnvelopeItem(header: line, type: header.type, payload: payload)
    }

    private static func line(at start: Int, in body: Span<UInt8>) -> Range<Int> {
        start..<body.offset(of: UInt8(ascii: "\n"), from: start)
    }
}

/// What an item header says about its item.
private struct ItemHeader {
    let type: Range<Int>
    let length: Int?

    init(_ line: Range<Int>, in body: Span<UInt8>) throws(EnvelopeFault) {
        let text = body.extracting(line)
        var cursor = JSONCursor()
        var found = Fields()
        do throws(JSONFault) {
            try found.read(with: &cursor, in: text)
        } catch {
            throw EnvelopeFault(.malformedHeader, at: line.lowerBound + error.offset)
        }
        if let fault = found.fault { throw EnvelopeFault(fault, at: line.lowerBound) }
        guard let type = found.type else {
            throw EnvelopeFault(.malformedType, at: line.lowerBound)
        }
        self.type = line.lowerBound + type.lowerBound..<line.lowerBound + type.upperBound
        length = found.length
    }

    private struct Fields {
        var type: Range<Int>?
        var length: Int?
        var hasLength = false
        var fault: EnvelopeFault.Code?

        mutating func read(
            with cursor: inout JSONCursor, in text: Span<UInt8>
        ) throws(JSONFault) {
            guard try cursor.next(in: text) == .beginObject else {
                fault = .malformedHeader
                return
            }
            while case .name(let name) = try cursor.next(in: text) {
                let word = text.extracting(name.lowerBound + 1..<name.upperBound - 1)
                guard word.firstOffset(of: UInt8(ascii: "\\")) == nil else {
                    fault = .malformedHeader
                    return
                }
                if word.equals("type") {
                    try readType(with: &cursor, in: text)
                } else if word.equals("length") {
                    try readLength(with: &cursor, in: text)
                } else {
                    _ = try cursor.skipValue(in: text)
                }
                if fault != nil { return }
            }
            _ = try cursor.next(in: text)
        }

        private mutating func readType(
            with cursor: inout JSONCursor, in text: Span<UInt8>
        ) throws(JSONFault) {
            guard type == nil else { return fault = .malformedHeader }
            guard case .string(let range) = try cursor.next(in: text) else {
                return fault = .malformedType
            }
            let inside = range.lowerBound + 1..<range.upperBound - 1
            guard text.extracting(inside).firstOffset(of: UInt8(ascii: "\\")) == nil else {
                return fault = .malformedType
            }
            type = inside
        }

        private mutating func readLength(
            with cursor: inout JSONCursor, in text: Span<UInt8>
        ) throws(JSONFault) {
            guard !hasLength else { return fault = .malformedHeader }
            hasLength = true
            switch try cursor.next(in: text) {
            case .literal(let word) where text[word.lowerBound] == UInt8(ascii: "n"): return
            case .number(let digits):
                var value = 0
                for index in digits {
                    guard ASCII.isDigit(text[index]), value < Int.max / 20 else {
                        return fault = .malformedLength
                    }
                    value = value * 10 + Int(text[index] - UInt8(ascii: "0"))
                }
                length = value
            default: fault = .malformedLength
            }
        }
    }
}
