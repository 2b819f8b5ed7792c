import Bytes

/// Cuts lines that end in CRLF from bytes that arrive piece by piece.
///
/// Invariants:
/// 1. `lineStart <= scanned`; the bytes in between hold no control byte other than HTAB, except that
///    a CR whose next byte has not arrived may stand at `scanned`.
/// 2. No byte before `scanned` is read again, so slow senders do not cost more than fast ones.
struct LineScanner: Sendable {
    private(set) var lineStart = 0
    private(set) var scanned = 0

    /// The next whole line without its CRLF, or `nil` when its end has not arrived.
    ///
    /// Refused: a line whose CRLF ends after `limit` (with `tooLong`), LF without CR, CR without LF
    /// and every other control byte (RFC 9112 2.2, RFC 9110 5.5).
    @inline(__always)
    mutating func next(
        in input: Span<UInt8>, limit: Int, tooLong: HTTPFault.Code
    ) throws(HTTPFault) -> Range<Int>? {
        let end = input.firstControl(from: scanned)
        // The same test for a line that is too long and for one that can only become so: whether
        // the bytes came at once or one by one, the answer is the same.
        guard end &+ 2 <= limit else { throw HTTPFault(tooLong, at: limit) }
        scanned = end
        guard end < input.count else { return nil }
        guard input[end] == 0x0D else {
            throw HTTPFault(input[end] == 0x0A ? .bareLF : .controlByte, at: end)
        }
        guard end &+ 1 < input.count else { return nil }
        guard input[end &+ 1] == 0x0A else { throw HTTPFault(.bareCR, at: end) }
        let line = lineStart..<end
        skip(to: end &+ 2)
        return line
    }

    /// Moves on to a line that begins at `offset`.
    mutating func skip(to offset: Int) {
        lineStart = offset
        scanned = offset
    }

    /// Counts from a new beginning, `consumed` bytes after the old one.
    mutating func rebase(by consumed: Int) {
        lineStart -= consumed
        scanned -= consumed
    }
}
