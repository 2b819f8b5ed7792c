/// What the TC string and the Additional Consent string of a request say about one destination.
///
/// Grants are only those of a string that may be relied on; refusals need no proof.
struct StringVerdict: Equatable {
    /// What the TC string says about the destination's own entry on the vendor list.
    var vendor = ConsentStates.unknown
    /// What it says about purposes, whoever the vendor.
    var purposes = ConsentStates.unknown
    /// What its publisher segment says about the shop's own statistics.
    var publisherStatistics = ConsentState.unknown
    /// What the Additional Consent string says about the destination's provider.
    var provider = ConsentState.unknown
}

extension ConsentDecision {
    /// Applies what the strings say about a destination: grants first, so that vetoes are last.
    ///
    /// A string grants only where nothing else was said: every refusal outweighs it, a default and a
    /// list without proof too. Signals that contradict each other are no consent.
    mutating func apply(_ verdict: StringVerdict, to destination: DestinationConsent) {
        if destination.vendor != nil {
            grant(
                verdict.vendor.granted.intersection(unknownPurposes), .transparencyGrant,
                .transparency)
        }
        if destination.isOwnTool, verdict.publisherStatistics == .granted,
            states.statistics == .unknown
        {
            grant(.statistics, .publisherGrant, .transparency)
        }
        // Google's list is for providers that the vendor list does not have.
        if destination.provider != nil, destination.vendor == nil, verdict.provider == .granted {
            grant(
                verdict.purposes.granted.intersection(unknownPurposes), .additionalGrant,
                .additional)
        }
        if destination.vendor != nil {
            deny(verdict.vendor.denied, .transparencyVeto, .transparency)
        }
        if destination.provider != nil, verdict.provider == .denied {
            deny(.all, .additionalVeto, .additional)
        }
    }

    /// Purposes of which nothing is known.
    var unknownPurposes: PurposeSet {
        PurposeSet.all.subtracting(states.granted).subtracting(states.denied)
    }
}
