import Bytes

extension UTF8Sequence {
    /// The character of the well-formed sequence of `length` bytes at `offset`.
    static func scalar(at offset: Int, length: Int, in text: Span<UInt8>) -> UInt32 {
        let lead = UInt32(text[offset])
        guard length > 1 else { return lead }
        var scalar = lead & (0x7F >> UInt32(length))
        for index in offset + 1..<offset + length {
            scalar = scalar << 6 | UInt32(text[index] & 0x3F)
        }
        return scalar
    }

    /// Passes the bytes of `scalar`, which is no surrogate, to `take`.
    static func encode(_ scalar: UInt32, _ take: (UInt8) -> Void) {
        guard scalar >= 0x80 else { return take(UInt8(truncatingIfNeeded: scalar)) }
        let count: UInt32 = scalar < 0x800 ? 2 : scalar < 0x10000 ? 3 : 4
        let lead = UInt32(0xF00 >> count) & 0xFF
        take(UInt8(truncatingIfNeeded: lead | scalar >> ((count - 1) * 6)))
        for index in 1..<count {
            take(UInt8(truncatingIfNeeded: 0x80 | scalar >> ((count - 1 - index) * 6) & 0x3F))
        }
    }

    /// Appends the bytes of `scalar`, which is no surrogate.
    static func append(_ scalar: UInt32, to output: inout ByteBuffer) {
        encode(scalar) { output.append($0) }
    }
}
