/// Until the facts can be asked.
package final class WatchedVendors: Sendable {}

extension StringVerdict {
    init(
        _ evidence: ConsentEvidence, _ destination: DestinationConsent, watched: WatchedVendors?,
        rules: ConsentRules, now: Int64
    ) {}
}
