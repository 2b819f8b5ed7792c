extension ConsentDecision {
    /// How far what was decided covers a destination, with the reason for its lowest need.
    func outcome(for destination: DestinationConsent) -> DestinationDecision {
        let coverage =
            isObjection
            ? .refused : destination.isFunctional ? .granted : coverage(of: destination.needs)
        let needs = isObjection ? .all : destination.needs
        var reason = reason(forAll: needs)
        switch coverage {
        case .granted, .partlyUnknown, .partlyDenied:
            if isMinor { reason = DecisionReason(.minor, .ageSignal) }
        case .denied, .unknown, .refused: break
        }
        return DestinationDecision(
            coverage, states: states, rule: reason.rule, signal: reason.signal)
    }

    /// How far `needs` are covered; no needs are never covered.
    private func coverage(of needs: PurposeSet) -> DestinationDecision.Coverage {
        guard !needs.isEmpty else { return .unknown }
        switch states.state(ofAll: needs) {
        case .granted: return .granted
        case .denied: return hasPart(of: needs) ? .partlyDenied : .denied
        case .unknown: return hasPart(of: needs) ? .partlyUnknown : .unknown
        }
    }

    /// Statistics without the visitor are what can remain; without consent to them nothing does.
    private func hasPart(of needs: PurposeSet) -> Bool {
        needs != .statistics && needs.contains(.statistics) && states.granted.contains(.statistics)
    }
}
