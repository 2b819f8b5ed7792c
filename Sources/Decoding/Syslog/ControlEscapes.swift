package import Bytes

/// How rsyslog writes control bytes and bytes above 126: `#011` for a tab, in octal.
///
/// A `#` itself is not escaped, so `order #012345` reads as a line break and `345`; who decodes also
/// looks at the text as it stands where ``isAmbiguous`` says so.
package struct ControlEscapes: Sendable, Equatable {
    /// Whether there is any escape.
    package private(set) var isPresent = false
    /// Whether a digit follows one of them.
    package private(set) var isAmbiguous = false
    /// Which of the 33 control bytes were escaped, one bit each; DEL is the last.
    private var controls: UInt64 = 0
    private var hasHighBytes = false

    /// Looks for escapes in `text`.
    package init(seenIn text: Span<UInt8>) {
        var position = text.offset(of: UInt8(ascii: "#"), from: 0)
        while position < text.count {
            if let byte = Self.value(text, at: position) {
                isPresent = true
                note(byte)
                if position + 4 < text.count, ASCII.isDigit(text[position + 4]) {
                    isAmbiguous = true
                }
            }
            position = text.offset(of: UInt8(ascii: "#"), from: position + 1)
        }
    }

    /// Appends `text` with its escapes resolved.
    package static func decode(_ text: Span<UInt8>, into output: inout ByteBuffer) {
        var position = 0
        while position < text.count {
            let mark = text.offset(of: UInt8(ascii: "#"), from: position)
            output.append(text, position..<mark)
            guard mark < text.count else { return }
            if let byte = value(text, at: mark) {
                output.append(byte)
                position = mark + 4
            } else {
                output.append(text[mark])
                position = mark + 1
            }
        }
    }

    /// Appends `text` with those bytes escaped that were.
    package func encode(_ text: Span<UInt8>, into output: inout ByteBuffer) {
        output.reserve(text.count)
        for index in text.indices {
            let byte = text[index]
            guard isEscaped(byte) else {
                output.append(byte)
                continue
            }
            output.append(UInt8(ascii: "#"))
            output.append(0x30 + byte >> 6)
            output.append(0x30 + byte >> 3 & 7)
            output.append(0x30 + byte & 7)
        }
    }

    private mutating func note(_ byte: UInt8) {
        if byte >= 0x80 {
            hasHighBytes = true
        } else {
            controls |= 1 << Self.bit(byte)
        }
    }

    private func isEscaped(_ byte: UInt8) -> Bool {
        if byte >= 0x80 { return hasHighBytes }
        guard byte < 0x20 || byte == 0x7F else { return false }
        return controls >> Self.bit(byte) & 1 == 1
    }

    private static func bit(_ byte: UInt8) -> UInt64 { byte == 0x7F ? 32 : UInt64(byte) }

    /// The byte that `#ooo` at `position` stands for; `nil` for one that rsyslog does not escape.
    private static func value(_ text: Span<UInt8>, at position: Int) -> UInt8? {
        guard position + 3 < text.count else { return nil }
        let high = text[position + 1] &- 0x30
        let middle = text[position + 2] &- 0x30
        let low = text[position + 3] &- 0x30
        guard high < 4, middle < 8, low < 8 else { return nil }
        let byte = high << 6 | middle << 3 | low
        return byte < 0x20 || byte >= 0x7F ? byte : nil
    }
}
