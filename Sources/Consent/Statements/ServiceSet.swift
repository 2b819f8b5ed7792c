/// Services that consent platforms list by name, by their place in the catalogue.
///
/// Two words instead of an array: sets are compared for every event.
package struct ServiceSet: Sendable, Hashable {
    private var low: UInt64 = 0
    private var high: UInt64 = 0

    package init() {}

    /// Services that a catalogue may hold.
    package static let capacity = 128

    package var isEmpty: Bool { low | high == 0 }

    /// Adds the service at `position`, which is below ``capacity``.
    package mutating func insert(_ position: Int) {
        if position < 64 {
            low |= 1 &<< UInt64(position)
        } else {
            high |= 1 &<< UInt64(position - 64)
        }
    }

    package func contains(_ position: Int) -> Bool {
        position < 64 ? low & 1 &<< UInt64(position) != 0 : high & 1 &<< UInt64(position - 64) != 0
    }

    package func isDisjoint(with other: Self) -> Bool { low & other.low | high & other.high == 0 }

    package mutating func formUnion(_ other: Self) {
        low |= other.low
        high |= other.high
    }

    package func subtracting(_ other: Self) -> Self {
        var result = self
        result.low &= ~other.low
        result.high &= ~other.high
        return result
    }

    package func intersection(_ other: Self) -> Self {
        var result = self
        result.low &= other.low
        result.high &= other.high
        return result
    }
}
