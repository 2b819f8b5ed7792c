package import Bytes

/// One field of a GA4 item.
package struct TildeItemField: Sendable, Equatable {
    /// Two bytes; shorter when the field is cut or the key holds a tilde, and then unknown.
    package let key: Range<Int>
    /// Still with doubled tildes.
    package let value: Range<Int>
}

/// The fields of a GA4 item such as `id42~nmFiets~pr499`, after percent-decoding.
///
/// A single `~` separates fields, a doubled one is a literal tilde inside a value. Of three in a
/// row the first two are the literal. Empty fields are skipped.
package struct TildeItemCursor: Sendable {
    /// Keys are two characters: `id`, `nm`, `k0`.
    private static let keyLength = 2

    /// Where the next field begins.
    package private(set) var position: Int

    package init(from position: Int = 0) { self.position = position }

    /// The next field, or `nil` at the end of `input`.
    package mutating func next(in input: Span<UInt8>) -> TildeItemField? {
        let tilde = TildeItem.tilde
        while position < input.count {
            let start = position
            var end = start
            while true {
                end = input.offset(of: tilde, from: end)
                guard end + 1 < input.count, input[end + 1] == tilde else { break }
                end += 2
            }
            position = min(end + 1, input.count)
            if end == start { continue }
            var keyEnd = start
            while keyEnd < end, keyEnd < start + Self.keyLength, input[keyEnd] != tilde {
                keyEnd += 1
            }
            return TildeItemField(key: start..<keyEnd, value: keyEnd..<end)
        }
        return nil
    }
}

/// The doubling of tildes in values of GA4 items.
package enum TildeItem {
    static let tilde = UInt8(ascii: "~")

    /// Appends `value` with each doubled tilde written once; a single one stays.
    package static func decode(_ value: Span<UInt8>, into output: inout ByteBuffer) {
        var position = 0
        while position < value.count {
            let found = value.offset(of: tilde, from: position)
            let end = min(found + 1, value.count)
            output.append(value, position..<end)
            position = end
            if position < value.count, value[position] == tilde { position += 1 }
        }
    }

    /// Appends `text` with each tilde doubled.
    package static func encode(_ text: Span<UInt8>, into output: inout ByteBuffer) {
        for index in text.indices {
            output.append(text[index])
            if text[index] == tilde { output.append(tilde) }
        }
    }
}
