/// The decision model: from what the signals say to what may happen.
///
/// The first rule that holds decides, for each purpose (`DecisionRule` lists them in this order):
/// opt-outs by browser, explicit refusals, explicit grants, refusals without proof, defaults. A
/// refusal needs no proof; a grant needs an act of the visitor, and the act needs to be recent.
package enum ConsentModel {
    /// Decides each purpose for a site; `now` is in seconds since 1970.
    ///
    /// Statements on single tools are left to the destinations that they are about.
    package static func decide(
        _ evidence: ConsentEvidence, rules: ConsentRules, now: Int64
    ) -> ConsentDecision {
        combine(evidence, speakingFor: ServiceSet(), rules: rules, now: now)
    }

    /// The same with the statements on `tools` among those that count.
    ///
    /// What follows from the names of other services does not speak for tools that have names.
    static func combine(
        _ evidence: ConsentEvidence, speakingFor tools: ServiceSet, rules: ConsentRules, now: Int64
    ) -> ConsentDecision {
        let statements = evidence.statements
        let first = Opposition(
            statements.span, hasGlobalPrivacyControl: evidence.hasGlobalPrivacyControl,
            tools: tools, rules: rules)
        var decision = ConsentDecision(
            states: ConsentStates(
                granted: [], denied: [],
                hasGlobalPrivacyControl: evidence.hasGlobalPrivacyControl))
        decision.isMinor = evidence.isMinor
        if let signal = first.objection {
            decision.isObjection = true
            decision.deny(.all, .objection, signal)
            return decision
        }
        let tallies = count(
            statements.span, speakingFor: tools, refusedByHit: first.refusedByHit, rules: rules,
            now: now, into: &decision)
        var granted: PurposeSet = []
        var denied: PurposeSet = []
        for position in 0..<PurposeSet.count {
            let purpose = PurposeSet.single(position)
            let reason =
                first.reason(for: purpose, beside: tallies[position], rules: rules)
                ?? tallies[position].reason
            decision.reasons[position] = reason
            switch reason.rule {
            case .explicitGrant: granted.formUnion(purpose)
            case .noSignal, .expiredGrant: break
            default: denied.formUnion(purpose)
            }
        }
        decision.states = ConsentStates(
            granted: granted, denied: denied,
            hasGlobalPrivacyControl: evidence.hasGlobalPrivacyControl)
        return decision
    }

    /// Counts the statements for each purpose, and notes the services and tools that are named.
    ///
    /// `refusedByHit` is what the hit's own signals refuse. Where they contradict each other the
    /// denial counts, of whatever evidence (`gcs=0` beside an `r` in `gcd`), so no grant of theirs
    /// is counted there.
    private static func count(
        _ statements: Span<ConsentStatement>, speakingFor tools: ServiceSet,
        refusedByHit: PurposeSet, rules: ConsentRules, now: Int64,
        into decision: inout ConsentDecision
    ) -> InlineArray<5, PurposeTally> {
        var tallies = InlineArray<5, PurposeTally>(repeating: PurposeTally())
        for index in statements.indices {
            let statement = statements[index]
            guard rules.reads(statement.signal) else { continue }
            decision.tools.formUnion(statement.tools)
            guard statement.speaks(for: tools), !Opposition.isOptOut(statement) else { continue }
            let signal = statement.signal
            if let strength = statement.refusalStrength {
                decision.deniedServices.formUnion(statement.deniedServices)
                let time = statement.refusedTime(now: now)
                var rest = statement.denied
                while let position = rest.popFirstPosition() {
                    tallies[position].refuse(strength, time: time, signal: signal)
                }
            }
            if let standing = statement.grantStanding(rules: rules, now: now) {
                if standing == .valid {
                    decision.grantedServices.formUnion(statement.grantedServices)
                }
                decision.grantedThroughServices.formUnion(statement.grantedThroughServices)
                let time = statement.statedTime
                var rest = statement.granted
                if !tools.isEmpty { rest.subtract(statement.grantedThroughServices) }
                if statement.isFromHit { rest.subtract(refusedByHit) }
                while let position = rest.popFirstPosition() {
                    tallies[position].grant(standing, time: time, signal: signal)
                }
            }
        }
        return tallies
    }
}

extension ConsentStatement {
    /// Whether the statement is about every destination, or about one of `services`.
    func speaks(for services: ServiceSet) -> Bool {
        tools.isEmpty || !tools.isDisjoint(with: services)
    }
}

extension ConsentEvidence {
    /// The decision by the usual rules.
    package var decision: ConsentStates {
        ConsentModel.decide(self, rules: ConsentRules(name: "be-strict"), now: 0).states
    }
}
