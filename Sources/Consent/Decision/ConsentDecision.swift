/// What is decided for one site's visitor and one event, for each purpose, with the rule that decided.
package struct ConsentDecision: Sendable, Equatable {
    package var states: ConsentStates
    package var isMinor = false
    /// Whether nothing may be collected, not even a count.
    package var isObjection = false
    /// Why each purpose has its state.
    package var reasons = PurposeReasons(DecisionReason(.noSignal, .none))
    /// Services that some signal says yes to with proof that still counts.
    package var grantedServices = ServiceSet()
    /// Services that some signal says no to.
    package var deniedServices = ServiceSet()
    /// Purposes that some signal grants only because it grants services.
    package var grantedThroughServices: PurposeSet = []
    /// Tools that some signal speaks of alone.
    package var tools = ServiceSet()

    package init(states: ConsentStates) { self.states = states }

    /// The rule that decided a purpose; of marketing, the one for its lowest state.
    package func rule(for purpose: Purpose) -> DecisionRule {
        reason(forAll: PurposeSet(purpose)).rule
    }

    /// The signal that the rule for a purpose went by.
    package func signal(for purpose: Purpose) -> SignalName {
        reason(forAll: PurposeSet(purpose)).signal
    }

    /// Why `purposes` together have their state: the reason for the first of the lowest ones.
    ///
    /// Nobody is asked about the empty set.
    package func reason(forAll purposes: PurposeSet) -> DecisionReason {
        let refused = states.denied.intersection(purposes)
        let unknown = purposes.subtracting(states.granted)
        let lowest = !refused.isEmpty ? refused : !unknown.isEmpty ? unknown : purposes
        guard let position = lowest.firstPosition else { return DecisionReason(.noNeed, .none) }
        return reasons[position]
    }

    /// Refuses `purposes` for a reason, which is kept where they were refused before.
    mutating func deny(_ purposes: PurposeSet, _ rule: DecisionRule, _ signal: SignalName) {
        guard !purposes.isEmpty else { return }
        reasons.set(purposes.subtracting(states.denied), to: DecisionReason(rule, signal))
        states = states.denying(purposes)
    }

    /// Grants `purposes` for a reason, which is kept where they were granted before.
    mutating func grant(_ purposes: PurposeSet, _ rule: DecisionRule, _ signal: SignalName) {
        guard !purposes.isEmpty else { return }
        reasons.set(purposes.subtracting(states.granted), to: DecisionReason(rule, signal))
        states = ConsentStates(
            granted: states.granted.union(purposes), denied: states.denied.subtracting(purposes),
            hasGlobalPrivacyControl: states.hasGlobalPrivacyControl)
    }
}

/// What is decided for one destination.
package struct DestinationDecision: Sendable, Equatable {
    /// How far the needs of a destination are covered.
    package enum Coverage: String, Sendable, CaseIterable {
        case granted
        /// Statistics are granted and more is needed, of which nothing is known.
        case partlyUnknown = "partly-unknown"
        /// Statistics are granted and more is needed, which is refused.
        case partlyDenied = "partly-denied"
        case denied
        case unknown
        /// The visitor refused this very tool, or objects to everything: not even counted.
        case refused
    }
    package var coverage: Coverage
    /// The states after the vetoes; outgoing signals are never higher.
    package var states: ConsentStates
    package var rule: DecisionRule
    /// The signal that the rule went by.
    package var signal: SignalName

    package init(
        _ coverage: Coverage, states: ConsentStates, rule: DecisionRule, signal: SignalName
    ) {
        self.coverage = coverage
        self.states = states
        self.rule = rule
        self.signal = signal
    }
}
