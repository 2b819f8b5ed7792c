import Consent

/// What the consent targets ask the decision model.
enum FuzzConsent {
    /// A date on which the words of ``FuzzText`` are valid.
    static let now: Int64 = 1_700_100_000

    static let rules: [ConsentRules] = {
        let strict = ConsentRules(name: "strict")
        var lenient = ConsentRules(name: "lenient")
        lenient.grantBeatsGlobalPrivacyControl = true
        lenient.usOptOut = []
        return [strict, lenient]
    }()

    /// Vendors of all kinds: by consent, by interest, flexible, and with special purposes.
    static let watched =
        WatchedVendors(
            vendors: [
                TransparencyVendor(id: 1, consent: Array(1...11)),
                TransparencyVendor(id: 3, consent: [1, 8], interest: [2, 7, 9, 10]),
                TransparencyVendor(
                    id: 12, consent: [1, 3, 4], interest: [2, 7, 8, 9], flexible: [2, 7, 8, 9],
                    specialPurposes: [1, 2]),
                TransparencyVendor(id: 755, consent: [1, 3, 4], interest: [2, 7, 9, 10]),
            ], providers: [35, 41, 101], deletedPlatforms: [299]) ?? WatchedVendors()

    static let destinations: [DestinationConsent] = {
        var destinations: [DestinationConsent] = []
        for slot in watched.vendors.indices {
            var destination = DestinationConsent(needs: .marketing)
            destination.vendor = slot
            destinations.append(destination)
        }
        for (vendor, needs) in [
            ("google-analytics", PurposeSet.statistics), ("meta", [.statistics, .marketing]),
            ("matomo", .statistics),
        ] {
            var destination = DestinationConsent(needs: needs)
            destination.services = FuzzPlatforms.catalog.services(ofVendor: vendor)
            destination.servicePurposes = FuzzPlatforms.catalog.purposes(of: destination.services)
            destination.isOwnTool = vendor == "matomo"
            if vendor == "google-analytics" { destination.provider = 0 }
            destinations.append(destination)
        }
        return destinations
    }()

    /// Decides by all rules for all destinations, and demands a proof of each grant.
    ///
    /// A purpose is granted only where a statement with proof grants it, or for a destination that a
    /// TC string, an AC string beside it or a service by name speaks for. Statements without proof
    /// are as good as none: without their yes everything is decided alike.
    static func check(_ evidence: ConsentEvidence) {
        precondition(
            evidence.statements.count <= ConsentEvidence.mostStatements, "too many statements")
        let bare = withoutUnprovenGrants(evidence)
        let proven = provenGrants(evidence)
        for rules in rules {
            let site = ConsentModel.decide(evidence, rules: rules, now: now)
            precondition(site.states.granted.isSubset(of: proven), "a grant without proof")
            precondition(
                site.states.granted.isDisjoint(with: site.states.denied), "granted and denied")
            if evidence.hasGlobalPrivacyControl, !rules.grantBeatsGlobalPrivacyControl {
                precondition(site.states.marketing == .denied, "an opt-out by browser is overruled")
            }
            let bareSite = ConsentModel.decide(bare, rules: rules, now: now)
            precondition(site == bareSite, "what is not proved decides")
            for destination in destinations {
                let decided = ConsentModel.decide(
                    site, for: destination, evidence: evidence, watched: watched, rules: rules,
                    now: now)
                let bareDecided = ConsentModel.decide(
                    bareSite, for: destination, evidence: bare, watched: watched, rules: rules,
                    now: now)
                precondition(decided == bareDecided, "what is not proved decides for a destination")
                precondition(
                    decided.states.granted.isSubset(
                        of: proven.union(further(destination, evidence))),
                    "a grant without proof for a destination")
                if decided.coverage == .granted {
                    precondition(decided.states.granted.isSuperset(of: destination.needs))
                }
                if site.isObjection { precondition(decided.coverage == .refused) }
            }
        }
    }

    /// What statements with proof say yes to.
    private static func provenGrants(_ evidence: ConsentEvidence) -> PurposeSet {
        evidence.statements.reduce(into: []) { proven, statement in
            guard statement.evidence == .explicit, !statement.isVetoOnly, !statement.isOutdated
            else { return }
            if let time = statement.time, time > 0, time > now + 86_400 || time < now - 397 * 86_400
            {
                return
            }
            proven.formUnion(statement.granted)
        }
    }

    /// What may be granted to one destination and to no other.
    private static func further(
        _ destination: DestinationConsent, _ evidence: ConsentEvidence
    ) -> PurposeSet {
        var further: PurposeSet = []
        for statement in evidence.statements
        where statement.evidence == .explicit
            && !statement.grantedServices.isDisjoint(with: destination.services)
        {
            further.formUnion(destination.servicePurposes)
        }
        guard let facts = evidence.transparency, facts.isUsable(now: now, grantDays: 396) else {
            return further
        }
        if let slot = destination.vendor {
            further.formUnion(
                facts.states(vendor: slot, watched: watched, now: now, grantDays: 396).granted)
        }
        if destination.isOwnTool, facts.publisherStatistics == .granted {
            further.formUnion(.statistics)
        }
        if let slot = destination.provider, evidence.additional?.state(provider: slot) == .granted {
            further.formUnion(facts.purposeStates.granted)
        }
        return further
    }

    private static func withoutUnprovenGrants(_ evidence: ConsentEvidence) -> ConsentEvidence {
        let bare = ConsentEvidence()
        for statement in evidence.statements {
            var statement = statement
            if statement.evidence != .explicit {
                statement.granted = []
                statement.grantedServices = ServiceSet()
                statement.grantedThroughServices = []
            }
            bare.add(statement)
        }
        if let facts = evidence.transparency { bare.add(facts) }
        if let facts = evidence.additional { bare.add(facts) }
        bare.isMinor = evidence.isMinor
        return bare
    }
}
