import Bytes

/// The parts of a `multipart/form-data` body (RFC 7578, RFC 2046 5.1), one per call.
///
/// Invariants:
/// 1. `position` is at the first header line of the next part, or behind the end boundary; a fault
///    does not move it, so that every later call ends in a fault too.
/// 2. `boundary` lies in the body's first line, behind two dashes.
///
/// The boundary is taken from the body, because content types lie. Refused: text before the first
/// boundary, line ends other than CRLF, a missing end boundary, a line that only begins like a
/// boundary. What follows the end boundary's line is ignored (RFC 2046 5.1.1).
package struct MultipartCursor: Sendable {
    /// RFC 2046 5.1.1.
    package static let maximumBoundaryLength = 70
    /// The parts of one body.
    ///
    /// Real forms have dozens; who sends more pays with a refused body.
    package static let maximumParts = 1_000
    /// Header bytes of one part: a long file name, percent-encoded, fits.
    package static let maximumHeaderLength = 4_096

    /// The boundary without the two dashes before it.
    package let boundary: Range<Int>
    /// Where the next part begins.
    package private(set) var position: Int
    private var isAtEnd: Bool
    private var parts = 0

    /// Finds the boundary, or returns `nil` when the body does not begin with one.
    package init?(body: Span<UInt8>) {
        guard body.hasPrefix("--") else { return nil }
        let lineEnd = Self.endOfLine(at: 2, in: body) ?? body.count
        var end = lineEnd
        while end > 2, Self.isSpace(body[end - 1]) { end -= 1 }
        // A form without fields is an end boundary alone.
        isAtEnd = lineEnd + 2 >= body.count && end >= 4 && body.hasSuffix("--", at: end)
        if isAtEnd { end -= 2 } else if lineEnd == body.count { return nil }
        guard end > 2, end - 2 <= Self.maximumBoundaryLength else { return nil }
        for index in 2..<end where !Self.isBoundaryByte(body[index]) { return nil }
        boundary = 2..<end
        position = min(lineEnd + 2, body.count)
    }

    /// The next part, or `nil` behind the end boundary.
    package mutating func next(in body: Span<UInt8>) throws(MultipartFault) -> MultipartPart? {
        if isAtEnd { return nil }
        guard parts < Self.maximumParts else { throw MultipartFault(.tooManyParts, at: position) }
        var headers = MultipartHeaders()
        let start = try headers.read(from: position, in: body)
        guard let name = headers.name else {
            throw MultipartFault(.malformedDisposition, at: position)
        }
        // A boundary right behind the empty line would belong to a part without content.
        guard !startsBoundary(at: start - 2, in: body) else {
            throw MultipartFault(.malformedBoundary, at: start)
        }
        var delimiter = start
        while true {
            delimiter = body.offset(of: UInt8(ascii: "\r"), from: delimiter)
            guard delimiter < body.count else {
                throw MultipartFault(.unexpectedEnd, at: delimiter)
            }
            if startsBoundary(at: delimiter, in: body) { break }
            delimiter += 1
        }
        let part = MultipartPart(
            name: name, fileName: headers.fileName, content: start..<delimiter,
            headers: position..<start - 2)
        try passBoundary(at: delimiter, in: body)
        parts += 1
        return part
    }

    // MARK: Boundaries

    /// Whether CRLF, two dashes and the boundary stand at `offset`.
    private func startsBoundary(at offset: Int, in body: Span<UInt8>) -> Bool {
        guard body.hasPrefix("\r\n--", from: offset),
            body.count - (offset + 4) >= boundary.count
        else { return false }
        for index in 0..<boundary.count
        where body[offset + 4 + index] != body[boundary.lowerBound + index] {
            return false
        }
        return true
    }

    /// Moves behind the line of the boundary whose CRLF stands at `offset`.
    private mutating func passBoundary(
        at offset: Int, in body: Span<UInt8>
    ) throws(MultipartFault) {
        var end = offset + 4 + boundary.count
        let isLast = body.hasPrefix("--", from: end)
        if isLast { end += 2 }
        while end < body.count, Self.isSpace(body[end]) { end += 1 }
        if isLast, end == body.count {
            position = end
        } else if body.hasPrefix("\r\n", from: end) {
            position = end + 2
        } else {
            throw MultipartFault(
                end + 1 < body.count ? .malformedBoundary : .unexpectedEnd, at: end)
        }
        isAtEnd = isLast
    }

    // MARK: Bytes

    /// The offset of the CRLF at or after `offset`, or `nil`.
    static func endOfLine(at offset: Int, in body: Span<UInt8>) -> Int? {
        let end = body.offset(of: UInt8(ascii: "\r"), or: UInt8(ascii: "\n"), from: offset)
        return body.hasPrefix("\r\n", from: end) ? end : nil
    }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    /// Whether `byte` is a `bchars` (RFC 2046 5.1.1).
    private static func isBoundaryByte(_ byte: UInt8) -> Bool {
        if ASCII.isAlphanumeric(byte) { return true }
        switch byte {
        case UInt8(ascii: "'")...UInt8(ascii: ")"), UInt8(ascii: "+")...UInt8(ascii: "/"),
            UInt8(ascii: ":"), UInt8(ascii: "="), UInt8(ascii: "?"), UInt8(ascii: "_"), 0x20:
            return true
        default: return false
        }
    }
}

extension Span<UInt8> {
    /// Whether the bytes before `end` are those of `literal`.
    fileprivate func hasSuffix(_ literal: StaticString, at end: Int) -> Bool {
        hasPrefix(literal, from: end - literal.utf8CodeUnitCount)
    }
}
