import Bytes
import Consent

extension ConsentStates {
    /// Whether all of these purposes are granted.
    func covers(_ purposes: PurposeSet) -> Bool { state(ofAll: purposes) == .granted }
}

/// Writes outgoing consent fields so that they never claim more than was decided.
enum ConsentLowering {
    /// Which field of Google consent mode a value belongs to.
    enum Field: Sendable {
        case gcs
        case gcd
        /// 1 means no personalised advertising.
        case noPersonalisedAdvertising
        /// Services that may receive data; `-` means none.
        case coreServices
        /// A flag that is true where advertising must not be personalised.
        case nonPersonalisedFlag
        /// `GRANTED` or `DENIED` for a use in advertising.
        case advertisingWord
        /// `GRANTED` or `DENIED` for statistics.
        case statisticsWord
        /// Whether the law applies; a zero is a client's claim, which would switch it off elsewhere.
        ///
        /// It says something only beside a TC string, which the end of a form decides.
        case lawApplies

        /// The field of this name in a hit; `nil` for fields that claim nothing.
        init?(name: String) {
            switch name {
            case "gcs": self = .gcs
            case "gcd", "sst.gcd": self = .gcd
            case "npa", "_npa": self = .noPersonalisedAdvertising
            case "dma_cps": self = .coreServices
            case "non_personalized_ads": self = .nonPersonalisedFlag
            case "ad_user_data", "ad_personalization", "ad_storage": self = .advertisingWord
            case "analytics_storage": self = .statisticsWord
            case "gdpr": self = .lawApplies
            default: return nil
            }
        }
    }

    /// Appends `value` lowered to `decision`; a value that cannot be read becomes the refusal.
    ///
    /// Returns `false`, with nothing appended, for a field that has no word for a refusal.
    @discardableResult
    static func lower(
        _ value: Span<UInt8>, field: Field, to decision: ConsentStates,
        into output: inout ByteBuffer
    ) -> Bool {
        let statistics = decision.statistics == .granted
        let marketing = decision.marketing == .granted
        switch field {
        case .gcs:
            output.append("G1")
            output.append(flag(value, at: 2, granted: marketing))
            output.append(flag(value, at: 3, granted: statistics))
        case .gcd:
            lowerLetters(value, statistics: statistics, marketing: marketing, into: &output)
        case .noPersonalisedAdvertising:
            let personalised = marketing && value.equals("0")
            output.append(UInt8(ascii: personalised ? "0" : "1"))
        case .nonPersonalisedFlag:
            output.append(marketing && value.equals("false") ? "false" : "true")
        case .advertisingWord:
            output.append(word(value, granted: marketing))
        case .statisticsWord:
            output.append(word(value, granted: statistics))
        case .coreServices:
            if marketing, isServiceList(value) {
                output.append(value)
            } else {
                output.append(UInt8(ascii: "-"))
            }
        case .lawApplies:
            return false
        }
        return true
    }

    /// Longest word of a vendor for a state; `implicit_consent` has 16 letters.
    private static let longestWord = 24

    /// Whether a value is written like a vendor's own word for a state, without room for an identifier.
    private static func isWord(_ value: Span<UInt8>) -> Bool {
        guard !value.isEmpty, value.count <= longestWord else { return false }
        for index in value.indices
        where value[index] &- 0x61 >= 26 && value[index] != UInt8(ascii: "_") {
            return false
        }
        return true
    }

    /// Appends a choice as the vendor writes it, lowered to `decision`.
    ///
    /// Returns `false`, with nothing appended, where the vendor has no word for a refusal, and for a
    /// category that is not covered.
    static func lower(
        _ value: Span<UInt8>, choice field: CompiledConsentField, to decision: ConsentStates,
        into output: inout ByteBuffer
    ) -> Bool {
        if field.isItem {
            guard let purposes = field.purposes(of: value), decision.covers(purposes) else {
                return false
            }
            output.append(value)
            return true
        }
        let state = field.state(of: value)
        if state == .unknown, field.keepsOthers, isWord(value) {
            output.append(value)
            return true
        }
        if state == .denied || state == .granted && decision.covers(field.purposes) {
            output.append(value)
            return true
        }
        guard let refusal = field.refusal(insteadOf: value) else { return false }
        output.append(refusal)
        return true
    }

    /// The word in the case that it came in; what cannot be read is a refusal.
    private static func word(_ value: Span<UInt8>, granted: Bool) -> StaticString {
        if value.equals("granted") { return granted ? "granted" : "denied" }
        if value.equals("denied") { return "denied" }
        return granted && value.equals("GRANTED") ? "GRANTED" : "DENIED"
    }

    private static func flag(_ value: Span<UInt8>, at offset: Int, granted: Bool) -> UInt8 {
        let mayGrant = granted && value.count == 4 && value[offset] == UInt8(ascii: "1")
        return UInt8(ascii: mayGrant ? "1" : "0")
    }

    /// `q` is "denied by default, denied by the visitor": a refusal in every reading of `gcd`.
    private static func lowerLetters(
        _ value: Span<UInt8>, statistics: Bool, marketing: Bool, into output: inout ByteBuffer
    ) {
        guard let letters = GoogleConsentMode.letterOffsets(in: value) else {
            return output.append("13q3q3q3q5")
        }
        // The digits and the tail have no published meaning and would be room for an identifier:
        // they are written as most hits have them.
        output.append("13")
        for offset in stride(from: letters.lowerBound, to: letters.upperBound, by: 2) {
            let isCovered = offset == letters.lowerBound + 2 ? statistics : marketing
            output.append(isCovered ? value[offset] : UInt8(ascii: "q"))
            if offset + 2 < letters.upperBound { output.append(UInt8(ascii: "3")) }
        }
        output.append("5")
    }

    /// Search, YouTube, Play, shopping, ads, maps, other.
    private static let services = Array("syphamo".utf8)

    private static func isServiceList(_ value: Span<UInt8>) -> Bool {
        guard value.count <= services.count else { return false }
        for offset in value.indices {
            guard services.contains(value[offset]) else { return false }
            for earlier in 0..<offset where value[earlier] == value[offset] { return false }
        }
        return true
    }
}
