package import Bytes

/// How servers write bytes that would break a log line.
package enum LogEscapes {
    /// Who wrote the line.
    package enum Style: Sendable, Equatable {
        /// `\"`, `\\`, `\n` and the like, `\xhh` for the rest (httpd `ap_escape_logitem`).
        case apache
        /// `\xHH` for quotes, backslashes, control bytes and everything above 126
        /// (nginx `ngx_http_log_escape`).
        case nginx
        /// The escapes of JSON strings (nginx `escape=json`).
        case json
        /// Nothing is escaped (nginx `escape=none`).
        case none
        /// `#HH` for quotes, `#`, and what is no printable ASCII, in captured headers for `{|}` too
        /// (HAProxy configuration manual, 8.6).
        case haproxy
    }

    /// Appends `field` with its escapes resolved; says if all of them were well formed.
    ///
    /// A malformed escape stays literal. The bytes that come out may be anything.
    @discardableResult
    package static func decode(
        _ field: Span<UInt8>, style: Style, into output: inout ByteBuffer
    ) -> Bool {
        switch style {
        case .none:
            output.append(field)
            return true
        case .json: return JSONString.decode(field, into: &output)
        case .apache, .nginx: return decodeC(field, into: &output)
        case .haproxy: return decodeHashes(field, into: &output)
        }
    }

    private static func decodeC(_ field: Span<UInt8>, into output: inout ByteBuffer) -> Bool {
        var wellFormed = true
        var position = 0
        while position < field.count {
            let escape = field.offset(of: UInt8(ascii: "\\"), from: position)
            output.append(field, position..<escape)
            guard escape < field.count else { break }
            position = escape + 2
            let kind = escape + 1 < field.count ? field[escape + 1] : 0
            switch kind {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "'"): output.append(kind)
            case UInt8(ascii: "b"): output.append(0x08)
            case UInt8(ascii: "t"): output.append(0x09)
            case UInt8(ascii: "n"): output.append(0x0A)
            case UInt8(ascii: "v"): output.append(0x0B)
            case UInt8(ascii: "f"): output.append(0x0C)
            case UInt8(ascii: "r"): output.append(0x0D)
            case UInt8(ascii: "x"):
                if escape + 3 < field.count, let high = ASCII.hexValue(field[escape + 2]),
                    let low = ASCII.hexValue(field[escape + 3])
                {
                    output.append(high << 4 | low)
                    position = escape + 4
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

    /// Appends `text` as the server would write it into a field.
    package static func encode(
        _ text: Span<UInt8>, style: Style, into output: inout ByteBuffer
    ) {
        guard style != .none else { return output.append(text) }
        guard style != .haproxy else { return encodeHashes(text, into: &output) }
        var position = 0
        while position < text.count {
            let special = firstEscaped(in: text, from: position)
            output.append(text, position..<special)
            guard special < text.count else { break }
            let byte = text[special]
            switch style {
            case .apache: encodeApache(byte, into: &output)
            case .nginx: encodeHex(byte, upper: true, into: &output)
            case .json: encodeJSON(byte, into: &output)
            case .none, .haproxy: output.append(byte)
            }
            position = special + 1
        }
    }

    private static func encodeApache(_ byte: UInt8, into output: inout ByteBuffer) {
        switch byte {
        case UInt8(ascii: "\""): output.append("\\\"")
        case UInt8(ascii: "\\"): output.append("\\\\")
        case 0x08: output.append("\\b")
        case 0x09: output.append("\\t")
        case 0x0A: output.append("\\n")
        case 0x0B: output.append("\\v")
        case 0x0D: output.append("\\r")
        default: encodeHex(byte, upper: false, into: &output)
        }
    }

    private static func encodeHex(_ byte: UInt8, upper: Bool, into output: inout ByteBuffer) {
        output.append("\\x")
        output.append(upper ? ASCII.upperHexDigit(byte >> 4) : ASCII.hexDigit(byte >> 4))
        output.append(upper ? ASCII.upperHexDigit(byte & 15) : ASCII.hexDigit(byte & 15))
    }

    /// nginx leaves bytes above 126 as they are in JSON.
    private static func encodeJSON(_ byte: UInt8, into output: inout ByteBuffer) {
        switch byte {
        case UInt8(ascii: "\""): output.append("\\\"")
        case UInt8(ascii: "\\"): output.append("\\\\")
        case 0x08: output.append("\\b")
        case 0x09: output.append("\\t")
        case 0x0A: output.append("\\n")
        case 0x0C: output.append("\\f")
        case 0x0D: output.append("\\r")
        case 0x00..<0x20:
            output.append("\\u00")
            output.append(ASCII.upperHexDigit(byte >> 4))
            output.append(ASCII.upperHexDigit(byte & 15))
        default: output.append(byte)
        }
    }

    /// The first quote, backslash, control byte or byte above 126 at or after `from`, or `count`.
    private static func firstEscaped(in text: Span<UInt8>, from: Int) -> Int {
        let quote = SIMD16<UInt8>(repeating: UInt8(ascii: "\""))
        let backslash = SIMD16<UInt8>(repeating: UInt8(ascii: "\\"))
        let space = SIMD16<UInt8>(repeating: 0x20)
        let plain = SIMD16<UInt8>(repeating: 0x5F)
        return text.offset(from: from) {
            ($0 .== quote) .| ($0 .== backslash) .| (($0 &- space) .>= plain)
        }
    }
}
