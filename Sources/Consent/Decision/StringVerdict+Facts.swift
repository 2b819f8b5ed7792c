extension StringVerdict {
    /// Asks the strings of a request about one destination, as far as the site reads them.
    ///
    /// A string that is too old or has defects grants nothing; what it refuses stays refused. An
    /// Additional Consent string refuses by itself, but grants only beside a TC string.
    init(
        _ evidence: ConsentEvidence, _ destination: DestinationConsent, watched: WatchedVendors?,
        rules: ConsentRules, now: Int64
    ) {
        if rules.reads(.transparency), let facts = evidence.transparency {
            if let watched, let slot = destination.vendor, watched.vendors.indices.contains(slot) {
                vendor = facts.states(
                    vendor: slot, watched: watched, now: now, grantDays: rules.grantDays)
            }
            let needsPurposes = destination.isOwnTool || destination.provider != nil
            if needsPurposes, facts.isUsable(now: now, grantDays: rules.grantDays) {
                purposes = facts.purposeStates
                publisherStatistics = facts.publisherStatistics
            }
        }
        if rules.reads(.additional), let facts = evidence.additional,
            let watched, let slot = destination.provider, watched.providers.indices.contains(slot)
        {
            provider = facts.state(provider: slot)
        }
    }
}
