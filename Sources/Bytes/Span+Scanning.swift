extension Span<UInt8> {
    /// The offset of the first `byte` at or after `from`, or `nil`.
    @inlinable package func firstOffset(of byte: UInt8, from: Int = 0) -> Int? {
        precondition(from >= 0 && from <= count)
        // SAFETY: `index + 32 <= total` before each wide load, `index < total` before each narrow one.
        return unsafe withUnsafeBufferPointer { bytes -> Int? in
            guard let base = bytes.baseAddress else { return nil }
            let total = bytes.count
            var index = from
            let wanted = SIMD32<UInt8>(repeating: byte)
            while index &+ 32 <= total {
                let block = unsafe UnsafeRawPointer(base + index).loadUnaligned(
                    as: SIMD32<UInt8>.self)
                if any(block .== wanted) { break }
                index &+= 32
            }
            while index < total {
                if unsafe base[index] == byte { return index }
                index &+= 1
            }
            return nil
        }
    }

    /// Whether the bytes are exactly those of `literal`.
    @inlinable package func equals(_ literal: StaticString) -> Bool {
        guard count == literal.utf8CodeUnitCount else { return false }
        return hasPrefix(literal)
    }

    /// Whether the bytes are those of `literal`, ASCII letters compared without case.
    @inlinable package func equalsIgnoringCase(_ literal: StaticString) -> Bool {
        guard count == literal.utf8CodeUnitCount else { return false }
        let expected = unsafe literal.utf8Start
        for index in 0..<count
        where unsafe ASCII.lowercased(self[index]) != ASCII.lowercased(expected[index]) {
            return false
        }
        return true
    }

    /// Whether both are the same ASCII text without regard to case.
    @inlinable package func equalsIgnoringCase(_ other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        for index in indices where ASCII.lowercased(self[index]) != ASCII.lowercased(other[index]) {
            return false
        }
        return true
    }

    /// Whether the bytes begin with those of `literal`.
    @inlinable package func hasPrefix(_ literal: StaticString, from: Int = 0) -> Bool {
        let length = literal.utf8CodeUnitCount
        guard from >= 0, count &- from >= length else { return false }
        let expected = unsafe literal.utf8Start
        for index in 0..<length where unsafe self[from &+ index] != expected[index] { return false }
        return true
    }

    /// Whether both runs hold the same bytes.
    @inlinable package func equals(_ other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        let count = count
        // SAFETY: both runs have `count` bytes, and each load ends at or before the last of them.
        return unsafe withUnsafeBytes { mine in
            unsafe other.withUnsafeBytes { theirs in
                guard count >= 8 else {
                    for index in 0..<count where unsafe mine[index] != theirs[index] {
                        return false
                    }
                    return true
                }
                func differ(at offset: Int) -> Bool {
                    unsafe mine.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                        != theirs.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                }
                // The last word is read again from eight bytes before the end.
                for offset in stride(from: 0, to: count &- 8, by: 8) where differ(at: offset) {
                    return false
                }
                return !differ(at: count &- 8)
            }
        }
    }

    /// Up to eight bytes from `offset` on as a word, the first one lowest; zeros behind the end.
    @inlinable @inline(__always) package func word(at offset: Int) -> UInt64 {
        let rest = count &- offset
        precondition(offset >= 0 && rest >= 0)
        // SAFETY: each load ends at or before the last byte, as the branches say.
        return unsafe withUnsafeBytes { bytes in
            if rest >= 8 {
                return unsafe UInt64(
                    littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            }
            if rest >= 4 {
                let low = unsafe UInt32(
                    littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
                let high = unsafe UInt32(
                    littleEndian: bytes.loadUnaligned(
                        fromByteOffset: offset &+ rest &- 4, as: UInt32.self))
                return UInt64(low) | UInt64(high) &<< UInt64(8 &* (rest &- 4))
            }
            guard rest > 0 else { return 0 }
            let first = unsafe UInt64(bytes[offset])
            let middle = unsafe UInt64(bytes[offset &+ rest &>> 1])
            let last = unsafe UInt64(bytes[offset &+ rest &- 1])
            return first | middle &<< UInt64(8 &* (rest &>> 1)) | last &<< UInt64(8 &* (rest &- 1))
        }
    }

    /// A copy as a string; bytes that are not UTF-8 are repaired.
    ///
    /// Never for raw values that leave.
    package var string: String {
        unsafe withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
    }

    /// A copy as an array.
    package var array: [UInt8] {
        unsafe withUnsafeBufferPointer { unsafe [UInt8]($0) }
    }
}
