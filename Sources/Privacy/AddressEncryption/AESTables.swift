/// The substitution of AES and its product with the column matrix, for encryption: one kilobyte.
///
/// Computed from the definition in FIPS-197 (sections 5.1.1 and 5.1.3), once in the life of a process.
@safe
final class AESTables: @unchecked Sendable {
    static let shared = AESTables()

    // SAFETY: 256 words that are written in `init` and never afterwards; every index is a byte.
    private let mixed: UnsafeMutablePointer<UInt32>
    private let inverse: UnsafeMutablePointer<UInt8>

    private init() {
        unsafe mixed = .allocate(capacity: 256)
        unsafe inverse = .allocate(capacity: 256)
        for value in UInt8.min...UInt8.max {
            let result = Self.substitute(value)
            let double = Self.doubled(result)
            let column =
                UInt32(double) &<< 24 | UInt32(result) &<< 16 | UInt32(result) &<< 8
                | UInt32(double ^ result)
            unsafe (mixed + Int(value)).initialize(to: column)
            unsafe (inverse + Int(result)).initialize(to: value)
        }
    }

    deinit {
        unsafe mixed.deallocate()
        unsafe inverse.deallocate()
    }

    /// The column that the byte in the first row contributes; the other rows are rotations of it.
    @inline(__always)
    func column(_ byte: UInt32) -> UInt32 { unsafe mixed[Int(byte & 0xFF)] }

    /// The substituted byte.
    @inline(__always)
    func substituted(_ byte: UInt32) -> UInt32 { column(byte) &>> 8 & 0xFF }

    func inverted(_ byte: UInt8) -> UInt8 { unsafe inverse[Int(byte)] }

    /// Twice a byte in the field of AES, x^8 + x^4 + x^3 + x + 1.
    static func doubled(_ byte: UInt8) -> UInt8 { byte &<< 1 ^ (byte >= 0x80 ? 0x1B : 0) }

    static func product(_ first: UInt8, _ second: UInt8) -> UInt8 {
        var result: UInt8 = 0
        var power = first
        for bit in UInt8(0)..<8 {
            if second &>> bit & 1 == 1 { result ^= power }
            power = doubled(power)
        }
        return result
    }

    private static func substitute(_ value: UInt8) -> UInt8 {
        // The inverse in the field is the 254th power; that of zero is zero.
        var inverse: UInt8 = 1
        for _ in 0..<254 { inverse = product(inverse, value) }
        var result: UInt8 = 0x63
        for turn in UInt8(0)..<5 { result ^= inverse &<< turn | inverse &>> ((8 &- turn) & 7) }
        return result
    }
}
