package import Consent

/// What the browser's own storage says, once a platform's format is undone.
package struct StoredChoice: Sendable, Equatable {
    /// Only what the visitor is proved to have chosen.
    package var states: ConsentStates
    /// When the visitor chose, in seconds since 1970; `nil` if the storage does not say.
    package var time: Int64?

    package init(_ states: ConsentStates, time: Int64? = nil) {
        self.states = states
        self.time = time
    }

    /// What statements prove together; `nil` if they prove nothing.
    ///
    /// Only an explicit choice and a dedicated refusal are proof, and only where they are about every
    /// destination. What one of them refuses is refused, and the oldest date counts.
    package init?(_ statements: [ConsentStatement]) {
        var granted: PurposeSet = []
        var denied: PurposeSet = []
        var times: [Int64?] = []
        for statement in statements
        where statement.tools.isEmpty && !statement.isVetoOnly
            && (statement.evidence == .explicit || statement.evidence == .optOut)
        {
            if statement.evidence == .explicit, !statement.isOutdated {
                granted.formUnion(statement.granted)
            }
            denied.formUnion(statement.denied)
            times.append(statement.time)
        }
        guard !granted.union(denied).isEmpty else { return nil }
        states = ConsentStates(granted: granted, denied: denied)
        time = times.contains(nil) ? nil : times.compactMap(\.self).min()
    }
}
