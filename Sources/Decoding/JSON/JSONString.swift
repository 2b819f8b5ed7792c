package import Bytes

/// The text inside JSON strings (RFC 8259 7).
package enum JSONString {
    /// Appends the text of `body`, a string without its quotes; says if its escapes were well
    /// formed.
    ///
    /// A surrogate without its partner becomes U+FFFD. An escape that a ``JSONCursor`` would refuse
    /// stays literal.
    @discardableResult
    package static func decode(_ body: Span<UInt8>, into output: inout ByteBuffer) -> Bool {
        var wellFormed = true
        var position = 0
        while position < body.count {
            let escape = body.offset(of: UInt8(ascii: "\\"), from: position)
            output.append(body, position..<escape)
            guard escape < body.count else { break }
            position = escape + 2
            let kind = escape + 1 < body.count ? body[escape + 1] : 0
            switch kind {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): output.append(kind)
            case UInt8(ascii: "b"): output.append(0x08)
            case UInt8(ascii: "f"): output.append(0x0C)
            case UInt8(ascii: "n"): output.append(0x0A)
            case UInt8(ascii: "r"): output.append(0x0D)
            case UInt8(ascii: "t"): output.append(0x09)
            case UInt8(ascii: "u"):
                if let next = decodeUnicode(at: escape, in: body, into: &output) {
                    position = next
                } else {
                    fallthrough
                }
            default:
                output.append(UInt8(ascii: "\\"))
                position = escape + 1
                wellFormed = false
            }
        }
        return wellFormed
    }

    /// Appends `text` as a JSON string with quotes.
    ///
    /// Escaped is only what must be: quote, backslash, control bytes. Bytes that are not UTF-8
    /// become U+FFFD, so that the result is JSON whatever came in.
    package static func encode(_ text: Span<UInt8>, into output: inout ByteBuffer) {
        output.append(UInt8(ascii: "\""))
        var position = 0
        while position < text.count {
            let special = JSONLexer.firstSpecial(in: text, from: position)
            output.append(text, position..<special)
            guard special < text.count else { break }
            position = special + 1
            let byte = text[special]
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                output.append(UInt8(ascii: "\\"))
                output.append(byte)
            case 0x08: output.append("\\b")
            case 0x09: output.append("\\t")
            case 0x0A: output.append("\\n")
            case 0x0C: output.append("\\f")
            case 0x0D: output.append("\\r")
            case 0x00..<0x20:
                output.append("\\u00")
                output.append(ASCII.hexDigit(byte >> 4))
                output.append(ASCII.hexDigit(byte & 15))
            default:
                if let length = UTF8Sequence.length(at: special, in: text) {
                    output.append(text, special..<special + length)
                    position = special + length
                } else {
                    output.append(UTF8Sequence.replacement)
                }
            }
        }
        output.append(UInt8(ascii: "\""))
    }

    // MARK: Unicode escapes

    /// Appends the character of the `\u` escape at `start` and returns the offset after it.
    private static func decodeUnicode(
        at start: Int, in body: Span<UInt8>, into output: inout ByteBuffer
    ) -> Int? {
        guard let unit = codeUnit(at: start, in: body) else { return nil }
        switch unit {
        case 0xD800..<0xDC00:
            guard let low = codeUnit(at: start + 6, in: body), low & 0xFC00 == 0xDC00 else {
                output.append(UTF8Sequence.replacement)
                return start + 6
            }
            append(scalar: 0x10000 + (unit & 0x3FF) << 10 + low & 0x3FF, to: &output)
            return start + 12
        case 0xDC00..<0xE000: output.append(UTF8Sequence.replacement)
        default: append(scalar: unit, to: &output)
        }
        return start + 6
    }

    /// The value of the `\uXXXX` that stands whole at `start`.
    private static func codeUnit(at start: Int, in body: Span<UInt8>) -> UInt32? {
        guard start + 6 <= body.count, body.hasPrefix("\\u", from: start) else { return nil }
        var unit: UInt32 = 0
        for index in start + 2..<start + 6 {
            guard let digit = ASCII.hexValue(body[index]) else { return nil }
            unit = unit << 4 | UInt32(digit)
        }
        return unit
    }

    private static func append(scalar: UInt32, to output: inout ByteBuffer) {
        func tail(_ shift: UInt32) -> UInt8 {
            UInt8(truncatingIfNeeded: scalar >> shift & 0x3F) | 0x80
        }
        switch scalar {
        case 0..<0x80:
            output.append(UInt8(truncatingIfNeeded: scalar))
            return
        case 0x80..<0x800:
            output.append(UInt8(truncatingIfNeeded: scalar >> 6) | 0xC0)
        case 0x800..<0x10000:
            output.append(UInt8(truncatingIfNeeded: scalar >> 12) | 0xE0)
            output.append(tail(6))
        default:
            output.append(UInt8(truncatingIfNeeded: scalar >> 18) | 0xF0)
            output.append(tail(12))
            output.append(tail(6))
        }
        output.append(tail(0))
    }
}
