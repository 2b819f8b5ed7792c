extension DecisionRule {
    /// The rule in one sentence: what is decided, and why.
    package var words: String {
        switch self {
        case .toolOptOut:
            "The visitor opted out of this very tool, so it gets nothing, not even a count."
        case .objection:
            "The visitor objects to all collecting (GDPR, article 21), so nothing is kept."
        case .globalPrivacyControl:
            "The browser or a United States signal opts out of advertising, "
                + "whatever a banner says."
        case .doNotTrack:
            "The browser sends DNT: 1, which this site takes as a refusal."
        case .explicitRefusal:
            "The visitor refused, and no later choice takes that back."
        case .explicitGrant:
            "The visitor agreed by an act that the signal proves, and the choice still counts."
        case .unprovenRefusal:
            "A signal says no without a trace of an act; a refusal needs no proof."
        case .defaultRefusal:
            "Nobody has chosen yet, and the site's own default is no."
        case .noSignal:
            "No signal proves a choice of the visitor, and silence is no consent."
        case .expiredGrant:
            "The visitor agreed, but too long ago or to an earlier banner, "
                + "so the choice no longer counts."
        case .serviceRefusal:
            "The visitor refused this service by name, which outweighs its category."
        case .serviceGrant:
            "The visitor allowed this service by name, and no category refuses it."
        case .transparencyVeto:
            "The TC string does not permit this vendor what the destination needs."
        case .transparencyGrant:
            "The TC string permits this vendor what it needs, and no other signal refuses."
        case .publisherGrant:
            "The TC string lets the shop itself measure, and this is the shop's own tool."
        case .additionalVeto:
            "The Additional Consent string lists this provider among those without consent."
        case .additionalGrant:
            "The Additional Consent string lists this provider, "
                + "and the TC string beside it grants the purposes."
        case .minor:
            "The visitor is declared to be a minor, and minors are only counted."
        case .noNeed:
            "The destination names no purpose that anybody is asked about."
        }
    }
}

extension DestinationDecision.Coverage {
    /// The coverage in one sentence.
    package var words: String {
        switch self {
        case .granted: "Everything that the destination needs is granted."
        case .partlyUnknown:
            "Part of what the destination needs is granted, and nothing is known of the rest."
        case .partlyDenied:
            "Part of what the destination needs is granted, and another part is refused."
        case .denied: "What the destination needs is refused."
        case .unknown: "Nothing proves consent to what the destination needs."
        case .refused: "The visitor refused this very tool, or all collecting."
        }
    }
}
