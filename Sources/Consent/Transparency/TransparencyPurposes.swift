/// Purposes of the Transparency and Consent Framework, by number.
///
/// The field in a string has room for 24; eleven are defined.
package struct TransparencyPurposes: Sendable, Hashable {
    /// As in a string: purpose 1 is the highest of 24 bits.
    package private(set) var rawValue: UInt32 = 0

    /// Numbers that a string has room for.
    package static let numbers = 1...24

    package init() {}

    /// The purposes of these numbers; numbers that no string has room for are left out.
    package init(_ numbers: [Int]) {
        for number in numbers where Self.numbers.contains(number) { rawValue |= Self.bit(number) }
    }

    /// Reads a field of 24 bits, whose first is purpose 1.
    init(field: UInt64) { rawValue = UInt32(field & 0xFF_FFFF) }

    private init(rawValue: UInt32) { self.rawValue = rawValue }

    package var isEmpty: Bool { rawValue == 0 }

    /// In ascending order.
    package var numbers: [Int] { Self.numbers.filter(contains) }

    package func contains(_ number: Int) -> Bool { rawValue & Self.bit(number) != 0 }

    package func isDisjoint(with other: Self) -> Bool { rawValue & other.rawValue == 0 }

    package func intersection(_ other: Self) -> Self {
        Self(rawValue: rawValue & other.rawValue)
    }

    /// The bit of a number; none for a number that no string has room for.
    static func bit(_ number: Int) -> UInt32 {
        numbers.contains(number) ? 1 &<< UInt32(24 &- number) : 0
    }
}
