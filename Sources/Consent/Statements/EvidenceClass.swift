/// How far a signal proves that the visitor chose.
///
/// The asymmetry is deliberate: a refusal needs no proof, consent does (GDPR, article 7(1)).
package enum EvidenceClass: String, Sendable, CaseIterable {
    /// The value shows that the visitor acted: grants and refusals count.
    case explicit
    /// Categories are listed without a trace of an act: refusals count.
    case unproven
    /// The tool itself says implied, pre-consent or region default: refusals count.
    case implied
    /// A banner that was not answered, or a site's default; a stated refusal counts.
    case none
    /// A dedicated refusal.
    case optOut = "opt-out"
    /// What cannot be decoded: nothing counts.
    case opaque
}
