/// The single purposes of a set, in the order of their bits.
extension PurposeSet {
    /// How many purposes there are.
    static let count = 5

    /// The purpose of a bit, which is below ``count``.
    static func single(_ position: Int) -> Self { Self(rawValue: 1 &<< UInt8(position)) }

    /// The bit of the first purpose; `nil` for the empty set.
    ///
    /// Bits that stand for no purpose are not looked at.
    var firstPosition: Int? {
        let known = intersection(.all)
        return known.isEmpty ? nil : known.rawValue.trailingZeroBitCount
    }

    /// Removes the first purpose and returns its bit.
    mutating func popFirstPosition() -> Int? {
        guard let position = firstPosition else { return nil }
        subtract(.single(position))
        return position
    }
}
