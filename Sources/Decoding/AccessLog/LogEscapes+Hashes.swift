package import Bytes

extension LogEscapes {
    /// Resolves `#HH`; what is no escape stays literal.
    static func decodeHashes(_ field: Span<UInt8>, into output: inout ByteBuffer) -> Bool {
        var wellFormed = true
        var position = 0
        while position < field.count {
            let escape = field.offset(of: UInt8(ascii: "#"), from: position)
            output.append(field, position..<escape)
            guard escape < field.count else { break }
            position = escape + 1
            if escape + 2 < field.count, let high = ASCII.hexValue(field[escape + 1]),
                let low = ASCII.hexValue(field[escape + 2])
            {
                output.append(high << 4 | low)
                position = escape + 3
            } else {
                output.append(field[escape])
                wellFormed = false
            }
        }
        return wellFormed
    }

    /// Appends `text` as HAProxy writes a request line or a captured header.
    ///
    /// Braces and bars are only escaped inside captures.
    package static func encodeHashes(
        _ text: Span<UInt8>, inCapture: Bool = false, into output: inout ByteBuffer
    ) {
        for index in text.indices {
            let byte = text[index]
            switch byte {
            case UInt8(ascii: "{") where !inCapture, UInt8(ascii: "|") where !inCapture,
                UInt8(ascii: "}") where !inCapture:
                output.append(byte)
            case UInt8(ascii: "\""), UInt8(ascii: "#"), UInt8(ascii: "{"), UInt8(ascii: "|"),
                UInt8(ascii: "}"), 0x00..<0x20, 0x7F...0xFF:
                output.append(UInt8(ascii: "#"))
                output.append(ASCII.upperHexDigit(byte >> 4))
                output.append(ASCII.upperHexDigit(byte & 15))
            default: output.append(byte)
            }
        }
    }
}
