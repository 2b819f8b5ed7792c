import Bytes

/// A US Privacy string: `1`, then notice given, opted out of sale, covered by the LSPA.
///
/// Each of the three is `Y`, `N` or `-`; `1---` says that the law does not apply (IAB US Privacy
/// String, version 1).
package struct USPrivacyString: Sendable, Equatable {
    /// `nil` for `-`.
    package let notice: Bool?
    package let saleOptOut: Bool?
    package let isCovered: Bool?

    /// Whether the law is said to apply at all.
    package var applies: Bool { notice != nil || saleOptOut != nil || isCovered != nil }

    /// Reads the four characters; `nil` for everything else, lower case included.
    ///
    /// Sources differ on lower case. What would say "not opted out" has to be written properly; for
    /// the opt-out see ``isOptOut(_:)``.
    package init?(_ value: Span<UInt8>) {
        guard value.count == 4, value[0] == UInt8(ascii: "1") else { return nil }
        for offset in 1..<4 where !Self.isKnown(value[offset]) { return nil }
        notice = Self.flag(value[1])
        saleOptOut = Self.flag(value[2])
        isCovered = Self.flag(value[3])
    }

    /// Whether the value says that the visitor has opted out of sale, in either case.
    package static func isOptOut(_ value: Span<UInt8>) -> Bool {
        value.count == 4 && value[0] == UInt8(ascii: "1")
            && ASCII.lowercased(value[2]) == UInt8(ascii: "y")
    }

    private static func isKnown(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "Y") || byte == UInt8(ascii: "N") || byte == UInt8(ascii: "-")
    }

    private static func flag(_ byte: UInt8) -> Bool? {
        byte == UInt8(ascii: "-") ? nil : byte == UInt8(ascii: "Y")
    }
}
