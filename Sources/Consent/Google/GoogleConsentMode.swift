import Bytes

/// Google consent mode as it travels in a hit: the fields `gcs` and `gcd`.
///
/// Google publishes no table for `gcd`; this is the reading on which independent analysts agree.
/// A letter that says "granted by default" is no choice of the visitor, so it is never a grant.
package enum GoogleConsentMode {
    /// Reads `gcs`: `G1`, ad_storage, analytics_storage, each `1`, `0` or `-`.
    ///
    /// A `0` is a refusal; a `1` is no proof of a choice and so stays unknown. Anything else than
    /// four characters of this form is unknown.
    package static func states(gcs value: Span<UInt8>) -> ConsentStates {
        guard value.count == 4, value.hasPrefix("G1") else { return .unknown }
        guard isFlag(value[2]), isFlag(value[3]) else { return .unknown }
        return ConsentStates(
            statistics: value[3] == UInt8(ascii: "0") ? .denied : .unknown,
            marketing: value[2] == UInt8(ascii: "0") ? .denied : .unknown)
    }

    /// Reads `gcd`: `1`, a digit, then a letter and a digit for each of ad_storage,
    /// analytics_storage, ad_user_data and ad_personalization, then a tail.
    ///
    /// Marketing is the lowest of the three advertising types. A malformed value is unknown.
    package static func states(gcd value: Span<UInt8>) -> ConsentStates {
        guard let letters = letterOffsets(in: value) else { return .unknown }
        let storage = state(letter: value[letters.lowerBound])
        let statistics = state(letter: value[letters.lowerBound + 2])
        let userData = state(letter: value[letters.lowerBound + 4])
        let personalization = state(letter: value[letters.lowerBound + 6])
        return ConsentStates(
            statistics: statistics,
            marketing: storage.lowered(to: userData).lowered(to: personalization))
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

    private static func state(letter: UInt8) -> ConsentState {
        switch letter {
        case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "v"): .granted
        case UInt8(ascii: "m"), UInt8(ascii: "p"), UInt8(ascii: "q"), UInt8(ascii: "u"): .denied
        default: .unknown  // `l`, `t`, and upper case, whose meaning nobody has shown
        }
    }
}
