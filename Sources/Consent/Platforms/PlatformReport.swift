/// What one platform said, for people: with the facts that the statement was made from.
package struct PlatformReport: Sendable, Equatable {
    /// The settled name of the platform.
    package var name: String
    package var statement: ConsentStatement
    package var preferences: ConsentState
    package var statistics: ConsentState
    package var marketing: ConsentState
    /// Members by name.
    package var facts: FactNode
    /// What nested TC and AC strings say of the watched vendors.
    package var transparency: TransparencyFacts?
    package var additional: AdditionalFacts?

    init(
        name: String, statement: ConsentStatement, states: ConsentStates, facts: FactNode
    ) {
        self.name = name
        self.statement = statement
        preferences = states.preferences
        statistics = states.statistics
        marketing = states.marketing
        self.facts = facts
    }
}

extension ConsentStatement {
    /// What the statement is worth by its class.
    ///
    /// Consent needs proof, a refusal does not (GDPR, article 7(1)).
    var provenStates: ConsentStates {
        switch evidence {
        case .explicit: ConsentStates(granted: granted, denied: denied)
        case .unproven, .implied, .none, .optOut: ConsentStates(granted: [], denied: denied)
        case .opaque: .unknown
        }
    }
}
