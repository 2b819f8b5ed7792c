package import Bytes

/// Bytes written with 64 letters (RFC 4648 4 and 5).
package enum Base64 {
    /// Appends what `text` stands for, or returns `nil` and leaves `output` as it was.
    ///
    /// Either alphabet will do, but not both in one text; padding may be absent. Refused: white
    /// space and every other letter, wrong padding, a lone last letter, and bits set behind the last
    /// byte (RFC 4648 3.5), so that each value has one spelling in each form.
    ///
    /// Where `text` shows no alphabet, it counts as standard, or as url-safe if it lacks padding
    /// that standard would have; where it needs no padding, as padded if it is standard.
    ///
    /// - Parameters:
    ///   - text: The letters, all of them.
    ///   - padding: The one padding that is known here besides none.
    ///   - output: Grows by three bytes for four letters.
    /// - Returns: How `text` was spelled.
    package static func decode(
        _ text: Span<UInt8>, paddedWith padding: Base64Form.Padding = .equals,
        into output: inout ByteBuffer
    ) -> Base64Form? {
        var length = text.count
        if let pad = padding.byte {
            while length > 0, text.count - length < 2, text[length - 1] == pad { length -= 1 }
        }
        let pads = text.count - length
        let rest = length & 3
        guard rest != 1, pads == 0 || rest + pads == 4 else { return nil }

        // Both marks end up here together for a wrong letter and for two alphabets in one text.
        var seen: UInt8 = 0
        // SAFETY: at most three bytes are written for each whole group and two for the rest.
        let written = unsafe output.appendUnsafely(room: length / 4 * 3 + 2) { target in
            var count = 0
            var index = 0
            while index + 4 <= length {
                let first = values[Int(text[index])]
                let second = values[Int(text[index + 1])]
                let third = values[Int(text[index + 2])]
                let fourth = values[Int(text[index + 3])]
                seen |= first | second | third | fourth
                unsafe target[count] = first << 2 | (second & 0x3F) >> 4
                unsafe target[count + 1] = second << 4 | (third & 0x3F) >> 2
                unsafe target[count + 2] = third << 6 | fourth & 0x3F
                count += 3
                index += 4
            }
            var behind: UInt8 = 0
            if rest > 1 {
                let first = values[Int(text[index])]
                let second = values[Int(text[index + 1])]
                seen |= first | second
                unsafe target[count] = first << 2 | (second & 0x3F) >> 4
                count += 1
                behind = second << 4
                if rest == 3 {
                    let third = values[Int(text[index + 2])]
                    seen |= third
                    unsafe target[count] = behind | (third & 0x3F) >> 2
                    count += 1
                    behind = third << 6
                }
            }
            return seen & wrong != wrong && behind == 0 ? count : 0
        }
        guard written == length * 3 / 4 else { return nil }

        let alphabet: Base64Form.Alphabet
        switch seen & wrong {
        case standardOnly: alphabet = .standard
        case urlSafeOnly: alphabet = .urlSafe
        default:
            let isBare = rest != 0 && pads == 0
            alphabet = isBare || padding == .dots ? .urlSafe : .standard
        }
        let isPadded = pads > 0 || rest == 0 && (alphabet == .standard || padding == .dots)
        return Base64Form(alphabet: alphabet, padding: isPadded ? padding : .none)
    }

    /// Appends `bytes` as letters, spelled as `form` says.
    package static func encode(
        _ bytes: Span<UInt8>, as form: Base64Form, into output: inout ByteBuffer
    ) {
        let letters: StaticString =
            form.alphabet == .standard
            ? "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
            : "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        let letter = unsafe letters.utf8Start
        // SAFETY: four bytes of room for each group of three begun; six bits index 64 letters.
        _ = unsafe output.appendUnsafely(room: (bytes.count + 3) / 3 * 4) { target in
            var count = 0
            var index = 0
            while index < bytes.count {
                let left = bytes.count - index
                let first = bytes[index]
                let second = left > 1 ? bytes[index + 1] : 0
                let third = left > 2 ? bytes[index + 2] : 0
                unsafe target[count] = letter[Int(first >> 2)]
                unsafe target[count + 1] = letter[Int(first << 4 & 0x30 | second >> 4)]
                unsafe target[count + 2] = letter[Int(second << 2 & 0x3C | third >> 6)]
                unsafe target[count + 3] = letter[Int(third & 0x3F)]
                index += 3
                count += 4
                if left < 3 {
                    count -= 3 - left
                    guard let pad = form.padding.byte else { break }
                    while count & 3 != 0 {
                        unsafe target[count] = pad
                        count += 1
                    }
                }
            }
            return count
        }
    }

    // MARK: Letters

    private static let standardOnly: UInt8 = 0x40
    private static let urlSafeOnly: UInt8 = 0x80
    private static let wrong: UInt8 = 0xC0

    /// Six bits for each letter, with a mark on those of one alphabet and both marks on the others.
    private static let values: [256 of UInt8] = .init { index in
        let byte = UInt8(truncatingIfNeeded: index)
        return switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): 62 | standardOnly
        case UInt8(ascii: "/"): 63 | standardOnly
        case UInt8(ascii: "-"): 62 | urlSafeOnly
        case UInt8(ascii: "_"): 63 | urlSafeOnly
        default: wrong
        }
    }
}
