import Bytes

/// The parameters of a header such as `Sentry sentry_version=7, sentry_key=abc` or `a=b; c="d e"`.
///
/// Invariants:
/// 1. `position` is where the next element is looked for; it stays at an element that is refused, so
///    that every later call ends there too, and reaches the end only when the whole list was good.
/// 2. `scheme` is known after the first call.
///
/// Elements end at `,` or `;`; empty ones are skipped. A name is a token, a value a quoted string or
/// everything up to the next separator or white space (RFC 9110 5.6, 11.2, and what clients send:
/// `sentry_client=sentry.javascript.browser/10.0.0`). A name without `=` has an empty value.
///
/// Behind a scheme every name needs a value without `=`, so that the base64 of `Basic` and the token
/// of `Bearer` are refused.
package struct ParameterListCursor: Sendable {
    /// The end of the input when the list was read whole, less when something was refused.
    package private(set) var position: Int
    /// The word before the first parameter, such as `Sentry` in `X-Sentry-Auth`.
    package private(set) var scheme: Range<Int>?
    private var isBegun = false

    package init(from position: Int = 0) { self.position = position }

    /// The next parameter, or `nil` at the end of `input` and where it is refused.
    ///
    /// The range of a quoted value lies between the quotes and holds the escapes still.
    package mutating func next(in input: Span<UInt8>) -> PairField? {
        if !isBegun {
            isBegun = true
            readScheme(in: input)
        }
        skipSeparators(in: input)
        let nameEnd = Self.endOfToken(at: position, in: input)
        guard nameEnd > position else { return nil }
        let name = position..<nameEnd
        let equals = Self.endOfSpace(at: nameEnd, in: input)
        guard equals < input.count, input[equals] == UInt8(ascii: "=") else {
            guard scheme == nil, isEnd(equals, in: input) else { return nil }
            position = equals
            return PairField(name: name, value: nameEnd..<nameEnd)
        }
        let start = Self.endOfSpace(at: equals + 1, in: input)
        let isQuoted = start < input.count && input[start] == UInt8(ascii: "\"")
        guard
            let value = isQuoted
                ? Self.quoted(at: start, in: input) : unquoted(at: start, in: input)
        else { return nil }
        let end = Self.endOfSpace(at: isQuoted ? value.upperBound + 1 : value.upperBound, in: input)
        guard isEnd(end, in: input) else { return nil }
        position = end
        return PairField(name: name, value: value)
    }

    // MARK: Structure

    private mutating func readScheme(in input: Span<UInt8>) {
        let start = Self.endOfSpace(at: position, in: input)
        let end = Self.endOfToken(at: start, in: input)
        let next = Self.endOfSpace(at: end, in: input)
        guard end > start, next > end, next < input.count, !Self.isSeparator(input[next]),
            input[next] != UInt8(ascii: "=")
        else { return }
        scheme = start..<end
        position = next
    }

    private mutating func skipSeparators(in input: Span<UInt8>) {
        while position < input.count,
            Self.isSeparator(input[position]) || Self.isSpace(input[position])
        {
            position += 1
        }
    }

    private func isEnd(_ offset: Int, in input: Span<UInt8>) -> Bool {
        offset == input.count || Self.isSeparator(input[offset])
    }

    private func unquoted(at start: Int, in input: Span<UInt8>) -> Range<Int>? {
        var end = start
        while end < input.count, !Self.isSeparator(input[end]), !Self.isSpace(input[end]) {
            switch input[end] {
            case 0x00..<0x20, 0x7F, UInt8(ascii: "\""): return nil
            case UInt8(ascii: "=") where scheme != nil: return nil
            default: end += 1
            }
        }
        return end == start && scheme != nil ? nil : start..<end
    }

    /// The inside of the quoted string that opens at `start` (RFC 9110 5.6.4).
    private static func quoted(at start: Int, in input: Span<UInt8>) -> Range<Int>? {
        var end = start + 1
        while end < input.count {
            switch input[end] {
            case UInt8(ascii: "\""): return start + 1..<end
            case 0x00..<0x09, 0x0A..<0x20, 0x7F: return nil
            // A pair of a backslash and a byte, which may be a quote but no control byte.
            case UInt8(ascii: "\\") where end + 1 < input.count && input[end + 1] >= 0x20: end += 2
            default: end += 1
            }
        }
        return nil
    }

    // MARK: Bytes

    private static func endOfSpace(at offset: Int, in input: Span<UInt8>) -> Int {
        var end = offset
        while end < input.count, isSpace(input[end]) { end += 1 }
        return end
    }

    private static func endOfToken(at offset: Int, in input: Span<UInt8>) -> Int {
        var end = offset
        while end < input.count, ASCII.isToken(input[end]) { end += 1 }
        return end
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";")
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
