/// What vendors may do, in this gateway's own purposes.
///
/// Purpose 1, storing on the device, is a precondition of every other (ePrivacy directive,
/// article 5(3)); a legitimate interest never stands in for it.
extension TransparencyFacts {
    /// Whether grants of the string count at `now`, in seconds since 1970.
    package func isUsable(now: Int64, grantDays: Int) -> Bool {
        defects.isEmpty && !isFromFuture(now: now)
            && !TransparencyString.isExpired(time: time, now: now, grantDays: grantDays)
    }

    /// Whether the string claims a date that is still to come.
    private func isFromFuture(now: Int64) -> Bool {
        TransparencyString.isFromFuture(time: latest, now: now)
    }

    /// What the watched vendor at a place may do.
    ///
    /// If the string is not usable, nothing is granted, and what it refuses stays refused; beside
    /// one from the future also what the others of the request refuse.
    package func states(
        vendor slot: Int, watched: WatchedVendors, now: Int64, grantDays: Int
    ) -> ConsentStates {
        if bound != nil, isFromFuture(now: now) {
            return strictest.states(
                vendor: slot, watched: watched, now: now, grantDays: grantDays)
        }
        let vendor = watched.vendors[slot]
        let states = states(
            declares: { vendor.declares($0) },
            permission: { permission(purpose: $0, vendor: vendor, slot: slot) })
        return isUsable(now: now, grantDays: grantDays) ? states : states.forgetting(.all)
    }

    /// What the visitor consented to, whoever the vendor is; a legitimate interest counts nothing.
    ///
    /// The age of the string is left to the caller.
    package var purposeStates: ConsentStates {
        let states = states(declares: { _ in true }, permission: { consented(to: $0) })
        return defects.isEmpty ? states : states.forgetting(.all)
    }

    /// What the shop's own statistics may do by the publisher TC segment; unknown without it.
    ///
    /// The age of the string is left to the caller.
    package var publisherStatistics: ConsentState {
        publisher == .granted && !defects.isEmpty ? .unknown : publisher
    }

    /// Whether a vendor may act for a purpose of its own entry.
    ///
    /// TCF implementation guidelines: the publisher's ban, then the legal basis, then the bits. The
    /// publisher may change the basis of flexible purposes only; otherwise nothing is permitted.
    /// The validity of the string is left to the caller.
    package func permission(
        purpose: Int, vendor: TransparencyVendor, slot: Int
    ) -> ConsentState {
        let bit = TransparencyPurposes.bit(purpose)
        guard vendor.declares(purpose), forbidden[slot] & bit == 0 else { return .denied }
        var needsConsent = vendor.consent.contains(purpose)
        var needsInterest = !needsConsent
        let requiresConsent = consentRequired[slot] & bit != 0
        let requiresInterest = interestRequired[slot] & bit != 0
        if requiresConsent && needsInterest || requiresInterest && needsConsent {
            guard vendor.flexible.contains(purpose) else { return .denied }
            // A publisher that requires both gets both.
            needsConsent = requiresConsent
            needsInterest = requiresInterest
        }
        var state = ConsentState.granted
        if needsConsent {
            let hasVendor = consentVendors & 1 &<< UInt16(slot) != 0
            state = state.lowered(to: hasVendor ? consented(to: purpose) : .denied)
        }
        if needsInterest {
            let hasVendor = interestVendors & 1 &<< UInt16(slot) != 0
            guard hasVendor, hasInterest(in: purpose) else { return .denied }
        }
        // A vendor that the visitor was not shown cannot have been chosen.
        let isDisclosed = disclosedVendors & 1 &<< UInt16(slot) != 0
        return isDisclosed ? state : state.lowered(to: .unknown)
    }

    /// Whether a vendor may act for a special purpose, which nobody is asked about.
    ///
    /// Since TCF 2.3 the visitor must have been shown the vendor; before, a bit of legitimate
    /// interest said so.
    package func permission(
        specialPurpose: Int, vendor: TransparencyVendor, slot: Int
    ) -> ConsentState {
        guard vendor.specialPurposes.contains(specialPurpose) else { return .denied }
        let shown = disclosesVendors ? disclosedVendors : interestVendors
        return shown & 1 &<< UInt16(slot) != 0 ? .granted : .denied
    }

    /// The visitor's consent to a purpose.
    ///
    /// Unknown for a purpose 1 that the visitor was not told of.
    private func consented(to purpose: Int) -> ConsentState {
        guard consent.contains(purpose) else { return .denied }
        return purpose == 1 && hidesPurposeOne ? .unknown : .granted
    }

    /// Whether a legitimate interest stands; never for purpose 1, nor for 3 to 6 since policy 4.
    private func hasInterest(in purpose: Int) -> Bool {
        guard purpose != 1, interest.contains(purpose) else { return false }
        return policyVersion < TransparencyCore.strictPolicy
            || !TransparencyCore.consentOnly.contains(purpose)
    }

    /// Our purposes by those of the framework.
    ///
    /// Advertising is what Google's tags make of it; statistics and preferences take any of the
    /// framework's purposes that serves them.
    private func states(
        declares: (Int) -> Bool, permission: (Int) -> ConsentState
    ) -> ConsentStates {
        let storage = permission(1)
        var userData = storage.lowered(to: permission(7))
        if declares(2) { userData = userData.lowered(to: permission(2)) }
        let personalization = storage.lowered(to: permission(3)).lowered(to: permission(4))
        let statistics = permission(8).raised(to: permission(9))
        let preferences = permission(5).raised(to: permission(6)).raised(to: permission(11))
        var granted: PurposeSet = []
        var denied: PurposeSet = []
        func set(_ purposes: PurposeSet, _ state: ConsentState) {
            if state == .granted { granted.formUnion(purposes) }
            if state == .denied { denied.formUnion(purposes) }
        }
        set(.adStorage, storage)
        set(.adUserData, userData)
        set(.adPersonalization, personalization)
        set(.statistics, storage.lowered(to: statistics))
        set(.preferences, storage.lowered(to: preferences))
        return ConsentStates(granted: granted, denied: denied)
    }
}

extension ConsentState {
    /// The less restrictive of two states.
    fileprivate func raised(to other: Self) -> Self {
        if self == .granted || other == .granted { return .granted }
        return self == .unknown || other == .unknown ? .unknown : .denied
    }
}
