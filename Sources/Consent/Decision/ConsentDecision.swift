/// What is decided for one site's visitor and one event, for each purpose, with the rule that decided.
package struct ConsentDecision: Sendable, Equatable {
    package var states: ConsentStates
    package var isMinor = false
    /// Whether nothing may be collected, not even a count.
    package var isObjection = false

    package init(states: ConsentStates) { self.states = states }
}

/// What is decided for one destination.
package struct DestinationDecision: Sendable, Equatable {
    /// How far the needs of a destination are covered.
    package enum Coverage: String, Sendable, CaseIterable {
        case granted
        /// One of several needs is granted; none of the others is refused.
        case partlyUnknown = "partly-unknown"
        /// One of several needs is granted, another refused.
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
