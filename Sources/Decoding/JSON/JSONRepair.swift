package import Bytes

/// Makes JSON of what servers write that know JSON only half.
///
/// nginx without `escape=json` spells bytes as `\xHH`, and with it leaves those above 126 as they
/// came; Apache has `\xhh` as well.
package enum JSONRepair {
    /// Appends `text` with its faults mended, and says whether there were any.
    ///
    /// `\xHH` becomes `\u00HH`; a run of them that spells a character of UTF-8 becomes that
    /// character. A control byte inside a string is escaped, a byte that is no UTF-8 becomes U+FFFD.
    /// What is broken otherwise stays so.
    package static func mend(_ text: Span<UInt8>, into output: inout ByteBuffer) -> Bool {
        var isMended = false
        var isInString = false
        var position = 0
        while position < text.count {
            let byte = text[position]
            switch byte {
            case UInt8(ascii: "\\"):
                if let first = escapedByte(at: position, in: text) {
                    position = write(first, at: position, in: text, into: &output)
                    isMended = true
                } else {
                    let end = min(position + 2, text.count)
                    output.append(text, position..<end)
                    position = end
                }
                continue
            case UInt8(ascii: "\""):
                isInString.toggle()
                output.append(byte)
            case 0x00..<0x20 where isInString:
                writeEscape(byte, into: &output)
                isMended = true
            case 0x80...:
                if let length = UTF8Sequence.length(at: position, in: text) {
                    output.append(text, position..<position + length)
                    position += length
                    continue
                }
                output.append(UTF8Sequence.replacement)
                isMended = true
            default:
                output.append(byte)
            }
            position += 1
        }
        return isMended
    }

    /// The byte that `\xHH` at `start` stands for.
    private static func escapedByte(at start: Int, in text: Span<UInt8>) -> UInt8? {
        guard text.hasPrefix("\\x", from: start), start + 4 <= text.count,
            let high = ASCII.hexValue(text[start + 2]), let low = ASCII.hexValue(text[start + 3])
        else { return nil }
        return high << 4 | low
    }

    /// Writes the character that begins with `first`, and returns the offset after its escapes.
    private static func write(
        _ first: UInt8, at start: Int, in text: Span<UInt8>, into output: inout ByteBuffer
    ) -> Int {
        if first >= 0x80 {
            var character = [4 of UInt8](repeating: 0)
            var count = 0
            while count < longestCharacter,
                let byte = escapedByte(at: start + count * escapeLength, in: text)
            {
                character[count] = byte
                count += 1
            }
            let bytes = character.span.extracting(0..<count)
            if let length = UTF8Sequence.length(at: 0, in: bytes) {
                output.append(bytes, 0..<length)
                return start + length * escapeLength
            }
        }
        writeEscape(first, into: &output)
        return start + escapeLength
    }

    private static func writeEscape(_ byte: UInt8, into output: inout ByteBuffer) {
        output.append("\\u00")
        output.append(ASCII.upperHexDigit(byte >> 4))
        output.append(ASCII.upperHexDigit(byte & 15))
    }

    /// Bytes of the longest character in UTF-8.
    private static let longestCharacter = 4
    /// Bytes of `\xHH`.
    private static let escapeLength = 4
}
