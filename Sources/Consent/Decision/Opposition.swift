/// What stands against all grants: an objection, opt-outs by browser, and the hit's own refusals.
struct Opposition {
    /// The signal by which the visitor objects to all collecting.
    private(set) var objection: SignalName?
    /// What the hit's own signals refuse, whatever their evidence.
    private(set) var refusedByHit: PurposeSet = []
    private let hasGlobalPrivacyControl: Bool
    private var usOptOut: SignalName?
    private var hasDoNotTrack = false

    init(
        _ statements: Span<ConsentStatement>, hasGlobalPrivacyControl: Bool, tools: ServiceSet,
        rules: ConsentRules
    ) {
        self.hasGlobalPrivacyControl = hasGlobalPrivacyControl
        for index in statements.indices {
            let statement = statements[index]
            guard rules.reads(statement.signal) else { continue }
            if statement.isObjection { objection.keepFirst(statement.signal) }
            guard statement.speaks(for: tools), statement.evidence != .opaque else { continue }
            if statement.isFromHit { refusedByHit.formUnion(statement.denied) }
            guard Self.isOptOut(statement) else { continue }
            switch statement.signal {
            case .doNotTrack: hasDoNotTrack = true
            case .globalPrivacyControl: break
            default: usOptOut.keepFirst(statement.signal)
            }
        }
    }

    /// Whether the rules of a site say what the statement refuses, and not the statement itself.
    static func isOptOut(_ statement: ConsentStatement) -> Bool {
        switch statement.signal {
        case .globalPrivacyControl, .doNotTrack: true
        case .globalPrivacyPlatform, .usPrivacy: statement.evidence == .optOut
        default: false
        }
    }

    /// What R2 decides for one purpose; `nil` if it does not.
    ///
    /// An explicit grant is looked at only where the site lets it beat `Sec-GPC`.
    func reason(
        for purpose: PurposeSet, beside tally: PurposeTally, rules: ConsentRules
    ) -> DecisionReason? {
        if hasGlobalPrivacyControl, rules.globalPrivacyControl.contains(purpose) {
            let isBeaten = rules.grantBeatsGlobalPrivacyControl && tally.standingGrant != nil
            if !isBeaten { return DecisionReason(.globalPrivacyControl, .globalPrivacyControl) }
        }
        if let usOptOut, rules.usOptOut.contains(purpose) {
            return DecisionReason(.globalPrivacyControl, usOptOut)
        }
        if hasDoNotTrack, rules.doNotTrack.contains(purpose) {
            return DecisionReason(.doNotTrack, .doNotTrack)
        }
        return nil
    }
}
