import CVector

extension SIMDMask<SIMD16<Int8>> {
    /// One bit for each of the 16 lanes, the first lane lowest.
    @inline(__always)
    var bits: UInt32 {
        // SAFETY: a mask of 16 lanes is 16 bytes of 0 or 0xFF.
        cvector_bits(unsafe unsafeBitCast(self, to: SIMD16<Int8>.self))
    }
}
