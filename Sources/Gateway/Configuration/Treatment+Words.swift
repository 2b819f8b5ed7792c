import Privacy

extension Treatment {
    /// Whether a value leaves as it came.
    var isKeeping: Bool { self == .keep }

    /// The treatment for someone who has not read the handbook.
    func words(pseudonyms: PseudonymPolicy?) -> String {
        switch self {
        case .keep: "kept as it is"
        case .remove: "removed"
        case .truncateAddress: "cut to its network"
        case .encryptAddress: "encrypted, which is a pseudonym: whoever has the key has the address"
        case .maskAddresses: "addresses inside are cut, the rest stays"
        case .scrub: "kept, with a placeholder where personal data is found"
        case .token: "kept if it is written like a protocol's own token"
        case .eventName: "kept if it is written like the name of an event"
        case .reduceURL: "without fragment, identifiers and parameters other than campaigns"
        case .stripURL: "without fragment, identifiers and all parameters"
        case .referrerOrigin: "of other sites the origin alone"
        case .referrerInternal: "of the shop's own pages only, without parameters"
        case .generaliseUserAgent: "browser family, major version and system family"
        case .primaryLanguage: "the first language alone"
        case .bucketScreen: "the nearest of a few common sizes"
        case .country: "the country alone"
        case .roundToMinute: "cut to the minute"
        case .roundToHour: "cut to the hour"
        case .regenerate: "a new value where the protocol needs one, otherwise removed"
        case .credential: "kept if it is written like a key"
        case .pseudonymise: Self.words(for: pseudonyms)
        }
    }

    private static func words(for policy: PseudonymPolicy?) -> String {
        guard let policy else { return "replaced" }
        let life =
            policy.isShortLived ? "that lives a day at most" : "that stays the same per visitor"
        guard let space = policy.foldedSpace else { return "replaced by a keyed pseudonym \(life)" }
        let sharing = CollisionTarget.summary(
            space: space, visitors: CollisionTarget.standard.visitors)
        return "replaced by a keyed pseudonym \(life), one of \(sharing)"
    }
}
