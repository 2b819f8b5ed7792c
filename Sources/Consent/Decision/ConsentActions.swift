/// What a destination's rules say for each coverage of its needs.
package struct ConsentActions: Sendable, Equatable {
    package var granted: ConsentAction
    /// Where part of the needs is granted and nothing is known of the rest.
    package var partlyUnknown: ConsentAction
    /// Where part of the needs is granted and another part is refused.
    package var partlyDenied: ConsentAction
    package var denied: ConsentAction
    package var unknown: ConsentAction

    /// Without `partly`, what is granted in part is treated as the part that is not.
    package init(
        granted: ConsentAction, partly: ConsentAction?, denied: ConsentAction,
        unknown: ConsentAction
    ) {
        self.granted = granted
        self.partlyUnknown = partly ?? unknown
        self.partlyDenied = partly ?? denied
        self.denied = denied
        self.unknown = unknown
    }

    /// The actions of a site; `nil` where a destination has to say one of them.
    package init?(_ rules: ConsentRules) {
        guard let granted = rules.whenGranted, let denied = rules.whenDenied,
            let unknown = rules.whenUnknown
        else { return nil }
        self.init(
            granted: granted, partly: rules.whenPartlyGranted, denied: denied, unknown: unknown)
    }

    /// What happens to an event; what the visitor refused by name is always dropped.
    package func action(for coverage: DestinationDecision.Coverage) -> ConsentAction {
        switch coverage {
        case .granted: granted
        case .partlyUnknown: partlyUnknown
        case .partlyDenied: partlyDenied
        case .denied: denied
        case .unknown: unknown
        case .refused: .drop
        }
    }
}

extension ConsentAction {
    /// The action for a visitor who is only counted, such as a minor.
    package var counted: Self {
        switch self {
        case .forward, .forwardAnonymous: .aggregate
        case .aggregate, .drop: self
        }
    }
}
