import Bytes
import Consent

/// Whether a consent string may go on to a destination: as it is, or not at all.
///
/// Only a consent platform may write such a string, so that nothing is ever changed in one. Whoever
/// gets it may recognise the visitor by it if it holds more than the choice: the hour in which it was
/// made is enough. And it must not claim what the decision does not cover.
enum ForwardedString {
    /// Tenths of a second in a day.
    private static let day: Int64 = 864_000

    /// Whether a TC string may pass to a vendor of the Global Vendor List that needs `needs`.
    ///
    /// Refused: strings that are malformed or not to be relied on, that were made at another time
    /// than midnight, that have parts nobody knows, and those that allow what is not covered.
    static func passes(
        transparency text: Span<UInt8>, needs: PurposeSet, decision: ConsentStates
    ) -> Bool {
        guard decision.covers(needs) else { return false }
        do throws(TransparencyFault) {
            let string = try TransparencyString.decode(text)
            let core = string.core
            guard core.created % day == 0, core.lastUpdated % day == 0 else { return false }
            // Its age is the decision's business; everything else stands against it at any time.
            guard string.validity(now: core.lastUpdated / 10).isEmpty else { return false }
            return !hasUnknownParts(text, string) && decision.covers(claims(of: core))
        } catch {
            return false
        }
    }

    /// Whether a US Privacy string may pass: four known letters that do not deny an opt-out.
    static func passes(usPrivacy value: Span<UInt8>, decision: ConsentStates) -> Bool {
        guard value.count == 4, value[0] == UInt8(ascii: "1") else { return false }
        for offset in 1..<4 {
            let letter = value[offset]
            guard
                letter == UInt8(ascii: "Y") || letter == UInt8(ascii: "N")
                    || letter == UInt8(ascii: "-")
            else { return false }
        }
        return value[2] == UInt8(ascii: "Y") || decision.covers(.marketing)
    }

    /// What the string allows to somebody, by consent or as a legitimate interest.
    private static func claims(of core: TransparencyCore) -> PurposeSet {
        var claims: PurposeSet = []
        for (purposes, claim) in claimed
        where purposes.contains(where: { core.consent.contains($0) || core.interest.contains($0) })
        {
            claims.formUnion(claim)
        }
        return claims
    }

    /// Purposes of the framework; the first is a precondition of all others and no use by itself.
    private static let claimed: [([Int], PurposeSet)] = [
        ([2, 3, 4, 7], .marketing), ([8, 9], .statistics), ([5, 6, 11], .preferences),
    ]

    /// Whether there are segments that were skipped, or padding.
    private static func hasUnknownParts(
        _ text: Span<UInt8>, _ string: TransparencyString
    ) -> Bool {
        var parts = 1
        for offset in text.indices {
            if text[offset] == UInt8(ascii: "=") { return true }
            if text[offset] == UInt8(ascii: ".") { parts += 1 }
        }
        return parts != string.segments.count
    }
}
