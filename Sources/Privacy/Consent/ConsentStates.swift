/// What one signal, or all of them together, says about each purpose that is asked for.
package struct ConsentStates: Sendable, Equatable {
    package var statistics: ConsentState
    package var marketing: ConsentState
    /// Whether the request carried `Sec-GPC: 1`, which must be kept when it is forwarded.
    package var hasGlobalPrivacyControl = false

    package init(
        statistics: ConsentState, marketing: ConsentState, hasGlobalPrivacyControl: Bool = false
    ) {
        self.statistics = statistics
        self.marketing = marketing
        self.hasGlobalPrivacyControl = hasGlobalPrivacyControl
    }

    package static let unknown = Self(statistics: .unknown, marketing: .unknown)

    /// The state for one purpose.
    ///
    /// What nobody asked about `preferences` is unknown.
    package func state(for purpose: Purpose) -> ConsentState {
        switch purpose {
        case .functional: .granted
        case .preferences: .unknown
        case .statistics: statistics
        case .marketing: marketing
        }
    }

    /// The state for a destination that needs all of `purposes`.
    ///
    /// A destination that declares no need is never thought to be covered.
    package func state(forAll purposes: [Purpose]) -> ConsentState {
        guard let first = purposes.first else { return .unknown }
        return purposes.dropFirst().reduce(state(for: first)) { $0.lowered(to: state(for: $1)) }
    }
}
