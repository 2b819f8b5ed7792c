import Bytes
import Consent
import Decoding

/// Google's parameters and words.
extension ConsentSignalReport {
    static func gcs(_ value: Span<UInt8>) -> ReportValue {
        guard let storage = storage(value) else {
            return invalid("not G1 and two of 0, 1 and -")
        }
        return .members(storage.merging(["valid": .flag(true)]) { first, _ in first })
    }

    static func gcd(_ value: Span<UInt8>) -> ReportValue {
        guard let letters = GoogleConsentMode.letters(gcd: value) else {
            return invalid("not 1, a digit and four times a letter with a digit")
        }
        var members: [String: ReportValue] = ["valid": .flag(true)]
        for (type, letter) in zip(typeNames, letters) { members[type] = report(letter) }
        return .members(members)
    }

    /// A hit's parameters, and the purposes that follow from `gcs` and `gcd`.
    static func googleHit(_ hit: String) -> ReportValue {
        var members: [String: ReportValue] = [:]
        var mode = GoogleConsentMode.unknown
        for (name, value) in parameters(of: hit) {
            let bytes = Array(value.utf8)
            switch name {
            case "gcs":
                members[name] = storage(bytes.span).map { .members($0) } ?? gcs(bytes.span)
                if let storage = GoogleConsentMode(gcs: bytes.span) {
                    mode = mode.combined(with: storage)
                }
            case "gcd":
                members[name] =
                    GoogleConsentMode.letters(gcd: bytes.span).map(letters) ?? gcd(bytes.span)
                if let letters = GoogleConsentMode(gcd: bytes.span) {
                    mode = mode.combined(with: letters)
                }
            case let name where plainParameters.contains(name): members[name] = .text(value)
            default: continue
            }
        }
        let states = mode.states
        members["purposes"] = .members([
            "statistics": .text(states.statistics.rawValue),
            "ad_storage": .text(states.state(for: .adStorage).rawValue),
            "ad_user_data": .text(states.state(for: .adUserData).rawValue),
            "ad_personalization": .text(states.state(for: .adPersonalization).rawValue),
        ])
        return .members(members)
    }

    /// `consent` in the body of a Measurement Protocol request, or the object by itself.
    static func measurementProtocol(_ body: String) -> ReportValue {
        guard let tree = ReportValue(json: body),
            let consent = (tree["consent"] ?? tree).members
        else {
            return invalid("not a JSON object")
        }
        var members: [String: ReportValue] = [:]
        for name in ["ad_user_data", "ad_personalization"] {
            guard let value = consent[name] else { continue }
            switch value.text?.lowercased() {
            case "granted": members[name] = .text("granted")
            case "denied": members[name] = .text("denied")
            default: members[name] = .text("unknown")
            }
        }
        return .members(members)
    }

    // MARK: Parts

    private static let typeNames = [
        "ad_storage", "analytics_storage", "ad_user_data", "ad_personalization",
    ]

    /// Parameters that are shown as they stand.
    private static let plainParameters: Set<String> = [
        "npa", "dma", "dma_cps", "pscdl", "gcu", "gcut", "tcfd", "gpp", "gpp_sid", "gdpr",
        "gdpr_consent", "addtl_consent", "us_privacy",
    ]

    private static func storage(_ value: Span<UInt8>) -> [String: ReportValue]? {
        guard let flags = GoogleConsentMode.flags(gcs: value) else { return nil }
        return [
            "ad_storage": .text(word(flags.adStorage)),
            "analytics_storage": .text(word(flags.analyticsStorage)),
        ]
    }

    private static func word(_ flag: UInt8) -> String {
        switch flag {
        case UInt8(ascii: "1"): "granted"
        case UInt8(ascii: "0"): "denied"
        default: "unset"
        }
    }

    private static func report(_ letter: GoogleConsentLetter) -> ReportValue {
        let effective = letter.byUpdate ?? letter.byDefault
        return .members([
            "letter": .text(text(letter)),
            "default": .optional(letter.byDefault?.rawValue),
            "update": .optional(letter.byUpdate?.rawValue),
            "effective": .text(effective?.rawValue ?? (letter.isKnown ? "unset" : "unknown")),
            "explicit_update": .flag(letter.byUpdate != nil),
        ])
    }

    private static func letters(_ letters: [GoogleConsentLetter]) -> ReportValue {
        .members(Dictionary(uniqueKeysWithValues: zip(typeNames, letters.map { .text(text($0)) })))
    }

    private static func text(_ letter: GoogleConsentLetter) -> String {
        String(Unicode.Scalar(letter.byte))
    }

    /// Names and values of a query string, or of a Floodlight path with semicolons.
    private static func parameters(of hit: String) -> [(name: String, value: String)] {
        let query = hit.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        return (query.last ?? "").split { $0 == "&" || $0 == ";" }.map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (decoded(parts[0]), parts.count > 1 ? decoded(parts[1]) : "")
        }
    }

    private static func decoded(_ text: Substring) -> String {
        var plain = ByteBuffer()
        PercentCoding.decode(Array(text.utf8).span, plusIsSpace: true, into: &plain)
        return plain.span.string
    }
}
