/// The rule that made a decision; its raw value is its id in logs, metrics and explanations.
package enum DecisionRule: String, Sendable, CaseIterable {
    // What is decided for a purpose, in this order.
    /// A tool's own opt-out, or a withdrawal that names it.
    case toolOptOut = "R1-tool-opt-out"
    /// The visitor objects to all collecting.
    case objection = "R1-objection"
    /// `Sec-GPC: 1`, or an opt-out of a United States signal.
    case globalPrivacyControl = "R2-global-privacy-control"
    case doNotTrack = "R2-do-not-track"
    case explicitRefusal = "R3-explicit-refusal"
    case explicitGrant = "R4-explicit-grant"
    case unprovenRefusal = "R5-unproven-refusal"
    case defaultRefusal = "R6-default-refusal"
    case noSignal = "R7-no-signal"
    /// A grant that is older than the rules allow, or for an earlier banner.
    case expiredGrant = "R7-expired-grant"

    // What is decided for a destination after that.
    case serviceRefusal = "V1-service-refusal"
    case serviceGrant = "V2-service-grant"
    case transparencyVeto = "V3-tcf-veto"
    case transparencyGrant = "V4-tcf-grant"
    case publisherGrant = "V5-publisher-tc-grant"
    case additionalVeto = "V6-ac-veto"
    case additionalGrant = "V7-ac-grant"
    case minor = "V8-minor"
    /// A destination that declares no need.
    case noNeed = "V9-no-need"
}
