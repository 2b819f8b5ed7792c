package import Consent
package import Privacy

/// One recipient of one site's events, and what it may have under which consent.
package struct DestinationConfiguration: Sendable {
    package var name: String
    /// Name of the site.
    package var site: String
    /// Name of the vendor's file in the catalogue.
    package var vendor: String
    /// Present whenever an action forwards.
    package var upstream: Upstream?
    /// Purposes that need consent.
    package var needs: [Purpose]
    package var whenGranted: ConsentAction
    package var whenDenied: ConsentAction
    package var whenUnknown: ConsentAction
    /// Where it needs several purposes, one is granted and another refused.
    package var whenPartlyDenied = ConsentAction.drop
    /// Where it needs several purposes, one is granted and of another nothing is known.
    package var whenPartlyUnknown = ConsentAction.drop
    /// Before the vendor's own paths: empty, or `/prefix` without a final slash.
    package var mount: String
    /// Whether the upstream's name may resolve to a private address.
    package var allowsPrivateUpstream: Bool
    /// Query parameters of page addresses that stay besides the campaign parameters.
    package var urlParameters: [String]
    /// Whether streams that no map can name field by field pass, with explicit consent.
    package var allowsOpaque = false
    /// How likely visitors are to share a short-lived pseudonym; the profile's own choice if `nil`.
    package var collision: CollisionTarget?
    /// How addresses leave under `forward` instead of being cut; `nil` if they are cut.
    package var addressEncryption: AddressEncryption?
    /// The shop's own paths, for a vendor that leaves them open.
    package var paths: [String] = []
    /// The shop's own fields, before those of the vendor's map.
    package var fields: [FieldDefinition] = []
    /// Whether the gateway serves the vendor's scripts itself, from the list of its map.
    package var servesScripts = false
    /// What the shop's pages ask the vendor for: measurement ids, versions and the like.
    package var scriptIDs: [String] = []
    /// PEM file with the only authorities that may vouch for the upstream; the system's if `nil`.
    package var trustedRoots: String?
    package var line: Int

    /// What the rules say for each coverage.
    package var actions: ConsentActions {
        var actions = ConsentActions(
            granted: whenGranted, partly: nil, denied: whenDenied, unknown: whenUnknown)
        actions.partlyDenied = whenPartlyDenied
        actions.partlyUnknown = whenPartlyUnknown
        return actions
    }

    /// Whether anything is ever sent.
    package var forwards: Bool {
        DestinationDecision.Coverage.allCases.contains { actions.action(for: $0).forwards }
    }
}

extension ConsentAction {
    /// Whether the action sends to the destination.
    package var forwards: Bool { self == .forward || self == .forwardAnonymous }

    /// The one of two actions under which less is sent or counted.
    package func lowered(to other: Self) -> Self { place < other.place ? other : self }

    /// The profile that the action works under; `nil` if it leaves nothing to treat.
    package var profileName: String? {
        switch self {
        case .forward: "consented"
        case .forwardAnonymous: "anonymous"
        case .aggregate: "counted"
        case .drop: nil
        }
    }
}
