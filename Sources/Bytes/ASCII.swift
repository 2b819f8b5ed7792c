/// The character classes that wire formats are written in.
@usableFromInline package enum ASCII {
    @inlinable package static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    @inlinable package static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }

    @inlinable package static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isDigit(byte) || isLetter(byte)
    }

    @inlinable package static func isHexDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || (byte | 0x20) &- 0x61 < 6
    }

    /// The value of a hexadecimal digit, or `nil`.
    @inlinable package static func hexValue(_ byte: UInt8) -> UInt8? {
        if isDigit(byte) { return byte &- 0x30 }
        let letter = (byte | 0x20) &- 0x61
        return letter < 6 ? letter &+ 10 : nil
    }

    /// Whether `byte` is a `tchar` (RFC 9110 5.6.2), of which the names of HTTP are made.
    @inlinable @inline(__always) package static func isToken(_ byte: UInt8) -> Bool {
        guard byte < 128 else { return false }
        // Bit `b` of the first word is set when byte `b` is one, of the second for byte `64 + b`.
        let bits: UInt64 = byte < 64 ? 0x03FF_6CFA_0000_0000 : 0x57FF_FFFF_C7FF_FFFE
        return bits &>> UInt64(byte & 63) & 1 != 0
    }

    @inlinable package static func lowercased(_ byte: UInt8) -> UInt8 {
        byte &- 0x41 < 26 ? byte | 0x20 : byte
    }

    /// The digit for a value below 16, in lower case.
    @inlinable package static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? 0x30 &+ value : 0x57 &+ value
    }

    /// The digit for a value below 16, in upper case, as percent-encoding wants it (RFC 3986 2.1).
    @inlinable package static func upperHexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? 0x30 &+ value : 0x37 &+ value
    }
}
