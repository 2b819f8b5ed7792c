import Bytes

/// Google consent mode as it travels in a hit: the fields `gcs` and `gcd`.
///
/// Only a letter of `gcd` that shows an update is a choice of the visitor. Everything that says
/// "granted" by default is none, so it never grants.
package struct GoogleConsentMode: Sendable, Equatable {
    /// What an update granted.
    package var granted: PurposeSet = []
    /// What an update refused.
    package var refused: PurposeSet = []
    /// What is refused by the site's default, or without a word on who refused it.
    package var deniedByDefault: PurposeSet = []

    /// The consent types of `gcd`, in order.
    package static let types: [PurposeSet] = [
        .adStorage, .statistics, .adUserData, .adPersonalization,
    ]

    /// Reads `gcs`: `G1`, ad_storage, analytics_storage, each `1`, `0` or `-`.
    ///
    /// A `0` is a refusal; a `1` is no proof of a choice. `nil` for everything else than four
    /// characters of this form.
    package init?(gcs value: Span<UInt8>) {
        guard let flags = Self.flags(gcs: value) else { return nil }
        if flags.adStorage == UInt8(ascii: "0") { deniedByDefault.formUnion(.marketing) }
        if flags.analyticsStorage == UInt8(ascii: "0") { deniedByDefault.formUnion(.statistics) }
    }

    /// Reads `gcd`: `1`, a digit, then a letter and a digit for each of ad_storage,
    /// analytics_storage, ad_user_data and ad_personalization, then a tail.
    ///
    /// `nil` for a malformed value.
    package init?(gcd value: Span<UInt8>) {
        guard let offsets = Self.letterOffsets(in: value) else { return nil }
        for (place, type) in Self.types.enumerated() {
            let letter = GoogleConsentLetter(value[offsets.lowerBound + 2 * place])
            switch (letter.byUpdate, letter.byDefault) {
            case (.granted, _): granted.formUnion(type)
            case (.denied, _): refused.formUnion(type)
            case (nil, .denied): deniedByDefault.formUnion(type)
            case (nil, _): continue
            }
        }
    }

    private init() {}

    /// The flags of a well-formed `gcs` for ad_storage and analytics_storage: `1`, `0` or `-`.
    package static func flags(
        gcs value: Span<UInt8>
    ) -> (adStorage: UInt8, analyticsStorage: UInt8)? {
        guard value.count == 4, value.hasPrefix("G1") else { return nil }
        guard isFlag(value[2]), isFlag(value[3]) else { return nil }
        return (value[2], value[3])
    }

    /// The four letters of a well-formed `gcd`, in the order of ``types``.
    package static func letters(gcd value: Span<UInt8>) -> [GoogleConsentLetter]? {
        guard let offsets = letterOffsets(in: value) else { return nil }
        return types.indices.map { GoogleConsentLetter(value[offsets.lowerBound + 2 * $0]) }
    }

    /// Where the four letters of a well-formed `gcd` stand: every second byte of the range.
    package static func letterOffsets(in value: Span<UInt8>) -> Range<Int>? {
        guard value.count >= 10, value.count <= longestSignal else { return nil }
        guard value[0] == UInt8(ascii: "1"), ASCII.isDigit(value[1]) else { return nil }
        for offset in stride(from: 2, to: 10, by: 2) {
            guard ASCII.isLetter(value[offset]), ASCII.isDigit(value[offset + 1]) else {
                return nil
            }
        }
        for offset in 10..<value.count where !ASCII.isAlphanumeric(value[offset]) { return nil }
        return 2..<10
    }

    /// Longest `gcd` that is read; seen ones have 10 to 15 characters.
    static let longestSignal = 24

    private static func isFlag(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "0") || byte == UInt8(ascii: "1") || byte == UInt8(ascii: "-")
    }
}

/// What a hit says by itself.
extension GoogleConsentMode {
    /// Nothing said.
    package static let unknown = Self()

    /// The states by these values alone; every denial counts, whoever it comes from.
    package var states: ConsentStates {
        ConsentStates(granted: granted, denied: refused.union(deniedByDefault))
    }

    /// Both together; where one denies what the other grants, it is denied.
    package func combined(with other: Self) -> Self {
        var result = self
        result.granted.formUnion(other.granted)
        result.refused.formUnion(other.refused)
        result.deniedByDefault.formUnion(other.deniedByDefault)
        result.granted.subtract(result.refused.union(result.deniedByDefault))
        return result
    }

    /// The states by `gcs` alone; unknown if it is malformed.
    package static func states(gcs value: Span<UInt8>) -> ConsentStates {
        Self(gcs: value)?.states ?? .unknown
    }

    /// The states by `gcd` alone; unknown if it is malformed.
    package static func states(gcd value: Span<UInt8>) -> ConsentStates {
        Self(gcd: value)?.states ?? .unknown
    }
}
