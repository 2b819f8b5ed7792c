/// Why a TC string that can be read may not be relied on for a grant.
package struct TransparencyDefects: OptionSet, Sendable, Hashable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The string claims to speak for several sites; that ended in September 2021.
    package static let notServiceSpecific = Self(rawValue: 1)
    /// A policy below 4 in a string made after 30 September 2023.
    package static let oldPolicy = Self(rawValue: 2)
    /// A legitimate interest for storing on the device, which does not exist.
    package static let interestInPurposeOne = Self(rawValue: 4)
    /// No segment of disclosed vendors in a string made from 1 March 2026 on (TCF 2.3).
    package static let undisclosedVendors = Self(rawValue: 8)
    /// A consent platform that was struck off the IAB's list.
    package static let deletedPlatform = Self(rawValue: 16)
    /// Older than grants count.
    package static let expired = Self(rawValue: 32)
    /// Dated later than now.
    package static let fromFuture = Self(rawValue: 64)

    /// The defects that do not depend on the time of asking.
    init(
        _ core: TransparencyCore, hasDisclosedVendors: Bool, deletedPlatforms: Set<UInt16>
    ) {
        var defects: Self = []
        if !core.isServiceSpecific { defects.insert(.notServiceSpecific) }
        if core.policyVersion < TransparencyCore.strictPolicy,
            core.created >= Self.endOfOldPolicies * 10
        {
            defects.insert(.oldPolicy)
        }
        if core.interest.contains(1) { defects.insert(.interestInPurposeOne) }
        if !hasDisclosedVendors, core.created >= Self.beginOfDisclosure * 10 {
            defects.insert(.undisclosedVendors)
        }
        if deletedPlatforms.contains(core.platform) { defects.insert(.deletedPlatform) }
        self = defects
    }

    /// 1 October 2023, in seconds since 1970.
    private static let endOfOldPolicies: Int64 = 1_696_118_400
    /// 1 March 2026.
    private static let beginOfDisclosure: Int64 = 1_772_323_200

    /// In words, in a fixed order.
    package var reasons: [String] {
        Self.names.filter { contains($0.0) }.map(\.1)
    }

    private static let names: [(Self, String)] = [
        (.notServiceSpecific, "the string is not service specific"),
        (.oldPolicy, "the policy version is below 4, for a string made after 30 September 2023"),
        (.interestInPurposeOne, "a legitimate interest is claimed for purpose 1"),
        (.undisclosedVendors, "a string made since 1 March 2026 does not disclose vendors"),
        (.deletedPlatform, "the consent platform was struck off the list"),
        (.expired, "the string is too old"),
        (.fromFuture, "the string is dated in the future"),
    ]
}

extension TransparencyString {
    /// Thirteen months, after which the visitor has to be asked again.
    package static let grantDays = 396

    /// What stands against relying on the string at `now`, in seconds since 1970.
    ///
    /// With any defect nothing is granted, while refusals stay refusals.
    package func validity(
        now: Int64, grantDays: Int = Self.grantDays, deletedPlatforms: Set<UInt16> = []
    ) -> TransparencyDefects {
        var defects = TransparencyDefects(
            core, hasDisclosedVendors: disclosed != nil, deletedPlatforms: deletedPlatforms)
        if Self.isExpired(time: core.lastUpdated / 10, now: now, grantDays: grantDays) {
            defects.insert(.expired)
        }
        if Self.isFromFuture(time: max(core.created, core.lastUpdated) / 10, now: now) {
            defects.insert(.fromFuture)
        }
        return defects
    }

    /// Observations in the words of the specification, whatever the date.
    package var policyFlags: [String] {
        let defects = TransparencyDefects(
            core, hasDisclosedVendors: disclosed != nil, deletedPlatforms: [])
        var flags: [String] = []
        if defects.contains(.notServiceSpecific) { flags.append("not_service_specific") }
        if defects.contains(.oldPolicy) { flags.append("policy_below_4_after_2023-09-30") }
        if core.policyVersion >= TransparencyCore.strictPolicy,
            !core.interest.isDisjoint(with: TransparencyCore.consentOnly)
        {
            flags.append("li_set_for_purposes_3_to_6")
        }
        if defects.contains(.interestInPurposeOne) { flags.append("li_set_for_purpose_1") }
        if disclosed == nil { flags.append("no_disclosed_vendors_segment") }
        return flags
    }

    /// Whether a string of `time` is older than `grantDays` days.
    static func isExpired(time: Int64, now: Int64, grantDays: Int) -> Bool {
        // A thousand years are as good as ever, and do not overflow.
        now - time > Int64(min(max(grantDays, 0), 366_000)) * 86_400
    }

    /// Whether `time` is more than a day ahead: strings have dates by the day, in any time zone.
    static func isFromFuture(time: Int64, now: Int64) -> Bool { time - now > 86_400 }
}
