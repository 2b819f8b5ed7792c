/// A state for each purpose that is asked for.
package struct ConsentStates: Sendable, Equatable {
    /// Purposes that are granted; none of them is in ``denied``.
    package private(set) var granted: PurposeSet
    /// Purposes that are refused.
    package private(set) var denied: PurposeSet
    /// Whether the request carried `Sec-GPC: 1`, which must be kept when it is forwarded.
    package var hasGlobalPrivacyControl = false

    /// What stands in both sets is denied.
    package init(
        granted: PurposeSet, denied: PurposeSet, hasGlobalPrivacyControl: Bool = false
    ) {
        self.granted = granted.subtracting(denied)
        self.denied = denied
        self.hasGlobalPrivacyControl = hasGlobalPrivacyControl
    }

    package init(
        statistics: ConsentState, marketing: ConsentState, hasGlobalPrivacyControl: Bool = false
    ) {
        var granted: PurposeSet = []
        var denied: PurposeSet = []
        for (state, purposes) in [(statistics, PurposeSet.statistics), (marketing, .marketing)] {
            if state == .granted { granted.formUnion(purposes) }
            if state == .denied { denied.formUnion(purposes) }
        }
        self.init(
            granted: granted, denied: denied, hasGlobalPrivacyControl: hasGlobalPrivacyControl)
    }

    package static let unknown = Self(granted: [], denied: [])

    package var preferences: ConsentState { state(ofAll: .preferences) }
    package var statistics: ConsentState { state(ofAll: .statistics) }
    /// The lowest of the three advertising purposes.
    package var marketing: ConsentState { state(ofAll: .marketing) }

    /// The lowest state among `purposes`; granted for none.
    package func state(ofAll purposes: PurposeSet) -> ConsentState {
        if !denied.isDisjoint(with: purposes) { return .denied }
        return granted.isSuperset(of: purposes) ? .granted : .unknown
    }

    /// The state for one purpose.
    package func state(for purpose: Purpose) -> ConsentState { state(ofAll: PurposeSet(purpose)) }

    /// The state for a destination that needs all of `purposes`.
    ///
    /// A destination that declares no need is never thought to be covered.
    package func state(forAll purposes: [Purpose]) -> ConsentState {
        guard !purposes.isEmpty else { return .unknown }
        return state(ofAll: purposes.reduce(into: []) { $0.formUnion(PurposeSet($1)) })
    }

    /// The same with these purposes refused.
    package func denying(_ purposes: PurposeSet) -> Self {
        Self(
            granted: granted, denied: denied.union(purposes),
            hasGlobalPrivacyControl: hasGlobalPrivacyControl)
    }

    /// The same where what was granted for these purposes is not known any more.
    package func forgetting(_ purposes: PurposeSet) -> Self {
        Self(
            granted: granted.subtracting(purposes), denied: denied,
            hasGlobalPrivacyControl: hasGlobalPrivacyControl)
    }
}
