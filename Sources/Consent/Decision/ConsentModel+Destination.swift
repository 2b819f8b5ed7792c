/// From the decision for a site to the one for a destination.
extension ConsentModel {
    /// Decides for a destination what was decided for the site, with what names the destination.
    ///
    /// `decision` is the one for the same evidence and rules. What the visitor said of this tool
    /// comes first, then services by name, then the TC and AC strings, which only veto or speak
    /// for vendors that they list.
    package static func decide(
        _ decision: ConsentDecision, for destination: DestinationConsent,
        evidence: ConsentEvidence, watched: WatchedVendors?, rules: ConsentRules, now: Int64
    ) -> DestinationDecision {
        let verdict = StringVerdict(
            evidence, destination, watched: watched, rules: rules, now: now)
        return decide(
            decision, for: destination, evidence: evidence, verdict: verdict, rules: rules, now: now
        )
    }

    static func decide(
        _ decision: ConsentDecision, for destination: DestinationConsent,
        evidence: ConsentEvidence, verdict: StringVerdict, rules: ConsentRules, now: Int64
    ) -> DestinationDecision {
        if decision.isObjection { return decision.outcome(for: destination) }
        var own = decision
        let services = destination.services
        if !decision.tools.isDisjoint(with: services) {
            if let signal = toolRefusal(evidence, services, rules: rules) {
                own.deny(.all, .toolOptOut, signal)
                return DestinationDecision(
                    .refused, states: own.states, rule: .toolOptOut, signal: signal)
            }
            own = combine(evidence, speakingFor: services, rules: rules, now: now)
        } else if !services.isEmpty, !decision.grantedThroughServices.isEmpty {
            own = combine(evidence, speakingFor: services, rules: rules, now: now)
        }
        if !own.deniedServices.isDisjoint(with: services)
            || !own.grantedServices.isDisjoint(with: services)
        {
            let reason = serviceReason(evidence, services, rules: rules, now: now)
            switch reason.rule {
            case .serviceRefusal:
                own.deny(.all, .serviceRefusal, reason.signal)
                return DestinationDecision(
                    .refused, states: own.states, rule: .serviceRefusal, signal: reason.signal)
            case .serviceGrant:
                // Where the categories refuse, the refusal stands.
                own.grant(
                    destination.servicePurposes.intersection(destination.needs)
                        .intersection(own.unknownPurposes), .serviceGrant, reason.signal)
            default: break
            }
        }
        own.apply(verdict, to: destination)
        return own.outcome(for: destination)
    }

    /// The signal by which the visitor opted out of one of these tools.
    ///
    /// Whatever its date: a tool that is consented to again removes its opt-out. A default is no
    /// opt-out; it weighs as one beside the other statements.
    private static func toolRefusal(
        _ evidence: ConsentEvidence, _ services: ServiceSet, rules: ConsentRules
    ) -> SignalName? {
        let statements = evidence.statements
        let all = statements.span
        var result: SignalName?
        for index in all.indices {
            let statement = all[index]
            guard !statement.tools.isDisjoint(with: services), rules.reads(statement.signal) else {
                continue
            }
            let isRefusal =
                switch statement.refusalStrength {
                case .explicit, .unproven:
                    statement.evidence == .optOut || !statement.denied.isEmpty
                case .byDefault, nil: false
                }
            if isRefusal { result.keepFirst(statement.signal) }
        }
        return result
    }

    /// What the statements say of the services of a destination, in the order of the purposes.
    private static func serviceReason(
        _ evidence: ConsentEvidence, _ services: ServiceSet, rules: ConsentRules, now: Int64
    ) -> DecisionReason {
        let statements = evidence.statements
        let all = statements.span
        var tally = PurposeTally()
        for index in all.indices {
            let statement = all[index]
            guard statement.speaks(for: services), rules.reads(statement.signal) else { continue }
            let signal = statement.signal
            if !statement.deniedServices.isDisjoint(with: services),
                let strength = statement.refusalStrength
            {
                tally.refuse(strength, time: statement.refusedTime(now: now), signal: signal)
            }
            if !statement.grantedServices.isDisjoint(with: services),
                let standing = statement.grantStanding(rules: rules, now: now)
            {
                tally.grant(standing, time: statement.statedTime, signal: signal)
            }
        }
        let reason = tally.reason
        switch reason.rule {
        case .explicitGrant: return DecisionReason(.serviceGrant, reason.signal)
        case .explicitRefusal, .unprovenRefusal, .defaultRefusal:
            return DecisionReason(.serviceRefusal, reason.signal)
        default: return reason
        }
    }
}
