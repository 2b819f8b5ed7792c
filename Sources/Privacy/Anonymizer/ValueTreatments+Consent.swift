import Bytes
import Consent

/// Consent signals that leave: they claim no more than was decided.
extension ValueTreatments {
    /// Appends a consent field so that it claims no more than was decided.
    func lower(
        _ value: Span<UInt8>, _ rule: FieldRule, into output: inout ByteBuffer
    ) -> Bool {
        if let field = rule.loweredConsent {
            return ConsentLowering.lower(value, field: field, to: decision, into: &output)
        }
        guard rule.consent.place >= 0 else {
            return pass(value, rule.consent.signal, into: &output)
        }
        let field = consentFields[Int(rule.consent.place)]
        guard field.isObject else {
            return ConsentLowering.lower(value, choice: field, to: decision, into: &output)
        }
        return ConsentObject.lower(value, as: field, to: decision, into: &output)
    }

    /// Appends a consent string as it is, or nothing.
    private func pass(
        _ value: Span<UInt8>, _ signal: ConsentSignal?, into output: inout ByteBuffer
    ) -> Bool {
        let passes =
            switch signal {
            case .transparency:
                transparencyNeeds.map {
                    ForwardedString.passes(transparency: value, needs: $0, decision: decision)
                } ?? false
            case .usPrivacy: ForwardedString.passes(usPrivacy: value, decision: decision)
            // A GPP string holds the hour of the choice, an AC string is a list as long as a
            // fingerprint, and no vendor here is known by either.
            default: false
            }
        if passes { output.append(value) }
        return passes
    }
}
