/// How a site treats what its visitors' signals say: one file of `config/rules`, with what the site adds.
package struct ConsentRules: Sendable, Equatable {
    /// Such as `be-strict`.
    package var name: String
    /// How long a grant counts, in days; 396 are thirteen months.
    package var grantDays = 396
    /// What `Sec-GPC: 1` refuses.
    package var globalPrivacyControl: PurposeSet = .marketing
    /// Whether an explicit grant counts although the browser sends `Sec-GPC: 1`.
    package var grantBeatsGlobalPrivacyControl = false
    /// What `DNT: 1` refuses.
    package var doNotTrack: PurposeSet = [.statistics, .marketing]
    /// What an opt-out of a United States signal refuses.
    package var usOptOut: PurposeSet = .marketing
    /// What happens where the destination does not say; `nil` where it has to.
    package var whenGranted: ConsentAction?
    /// Where a destination needs several purposes and only part of them is granted.
    package var whenPartlyGranted: ConsentAction?
    package var whenDenied: ConsentAction?
    package var whenUnknown: ConsentAction?
    /// The only signals that are read besides `Sec-GPC`, `DNT` and the gateway's own; `nil` for all.
    package var signals: Set<SignalName>?
    /// The least revision of a platform's banner that counts.
    package var revisions: [SignalName: Int] = [:]

    package init(name: String) { self.name = name }

    /// Whether the site reads a signal; what browsers send as an opt-out is always read.
    ///
    /// The gateway's own signal is a member of ``signals``.
    func reads(_ signal: SignalName) -> Bool {
        guard let signals, signal != .globalPrivacyControl, signal != .doNotTrack else {
            return true
        }
        return signals.contains(signal)
    }
}
