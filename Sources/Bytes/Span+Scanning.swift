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
        for index in 0..<count where self[index] != other[index] { return false }
        return true
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
