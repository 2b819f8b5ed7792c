/// The decision model: from what the signals say to what may happen.
package enum ConsentModel {
    /// Decides each purpose for a site; `now` is in seconds since 1970.
    package static func decide(
        _ evidence: ConsentEvidence, rules: ConsentRules, now: Int64
    ) -> ConsentDecision {
        var granted: PurposeSet = []
        var denied: PurposeSet = []
        for statement in evidence.statements {
            if statement.evidence == .explicit { granted.formUnion(statement.granted) }
            denied.formUnion(statement.denied)
        }
        return ConsentDecision(
            states: ConsentStates(
                granted: granted, denied: denied,
                hasGlobalPrivacyControl: evidence.hasGlobalPrivacyControl))
    }
}

extension ConsentEvidence {
    /// The decision by the usual rules.
    package var decision: ConsentStates {
        ConsentModel.decide(self, rules: ConsentRules(name: "be-strict"), now: 0).states
    }
}
