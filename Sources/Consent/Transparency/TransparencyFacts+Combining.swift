extension TransparencyFacts {
    /// The facts of two strings of one request.
    ///
    /// The one that was changed last counts; of the same day, or if that one is not to be relied
    /// on, the stricter of both in every part. A string with defects so never brings back what
    /// another refuses. Both were read for the same watched vendors.
    ///
    /// Whether the newest is from the future is known only where a clock is, so what all of them
    /// allow is kept for that case.
    func combined(with other: Self) -> Self {
        let isSameDay = Self.day(time) == Self.day(other.time)
        let (newer, older) = time >= other.time ? (self, other) : (other, self)
        let all = newer.strictest.lowered(to: older.strictest)
        guard isSameDay || !newer.defects.isEmpty else {
            var result = newer
            result.bound = all == newer ? nil : .facts(all)
            return result
        }
        return all
    }

    /// What all strings of the request allow.
    var strictest: Self {
        guard case .facts(let all) = bound else { return self }
        return all
    }

    /// What both allow.
    private func lowered(to other: Self) -> Self {
        var result = self
        result.latest = max(latest, other.latest)
        result.defects.formUnion(other.defects)
        result.policyVersion = max(policyVersion, other.policyVersion)
        result.hidesPurposeOne = hidesPurposeOne || other.hidesPurposeOne
        result.consent = consent.intersection(other.consent)
        result.interest = interest.intersection(other.interest)
        result.consentVendors &= other.consentVendors
        result.interestVendors &= other.interestVendors
        result.disclosedVendors &= other.disclosedVendors
        result.disclosesVendors = disclosesVendors || other.disclosesVendors
        result.forbidden |= other.forbidden
        result.consentRequired |= other.consentRequired
        result.interestRequired |= other.interestRequired
        result.publisher = publisher.lowered(to: other.publisher)
        return result
    }

    private static func day(_ time: Int64) -> Int64 { time / 86_400 }
}
