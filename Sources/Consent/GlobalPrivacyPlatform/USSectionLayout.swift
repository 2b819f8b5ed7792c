/// A field of a section for the United States; the raw value is its name in the specification.
package enum USSectionField: String, Sendable, CaseIterable {
    case processingNotice = "ProcessingNotice"
    case sharingNotice = "SharingNotice"
    case saleOptOutNotice = "SaleOptOutNotice"
    case sharingOptOutNotice = "SharingOptOutNotice"
    case targetedAdvertisingOptOutNotice = "TargetedAdvertisingOptOutNotice"
    case sensitiveDataProcessingOptOutNotice = "SensitiveDataProcessingOptOutNotice"
    case sensitiveDataOptOutNotice = "SensitiveDataOptOutNotice"
    case sensitiveDataLimitUseNotice = "SensitiveDataLimitUseNotice"
    case saleOptOut = "SaleOptOut"
    case sharingOptOut = "SharingOptOut"
    case targetedAdvertisingOptOut = "TargetedAdvertisingOptOut"
    case sensitiveDataProcessing = "SensitiveDataProcessing"
    case knownChildSensitiveDataConsents = "KnownChildSensitiveDataConsents"
    case personalDataConsents = "PersonalDataConsents"
    case additionalDataProcessingConsent = "AdditionalDataProcessingConsent"
    case mspaCoveredTransaction = "MspaCoveredTransaction"
    case mspaOptOutOptionMode = "MspaOptOutOptionMode"
    case mspaServiceProviderMode = "MspaServiceProviderMode"

    /// Whether the value 1 says that the visitor has opted out of something that is marketing.
    var isOptOut: Bool {
        self == .saleOptOut || self == .sharingOptOut || self == .targetedAdvertisingOptOut
    }
}

/// The fields of a section for the United States, in order (IAB GPP, US sections).
///
/// Each begins with six bits for the version; every value behind it has two.
package struct USSectionLayout: Sendable, Equatable {
    /// A field and how many values it has.
    package struct Entry: Sendable, Equatable {
        package let field: USSectionField
        package let count: Int
    }
    package let section: Int
    package let entries: [Entry]
    /// Whether the specification has a subsection for Global Privacy Control.
    let hasGlobalPrivacyControl: Bool
    /// Bits of the core.
    package let bits: Int

    private init(
        _ section: Int, notices: [USSectionField], optOuts: [USSectionField] = usual,
        sensitive: Int, children: Int, consent: USSectionField? = nil, control: Bool = true
    ) {
        var entries = (notices + optOuts).map { Entry(field: $0, count: 1) }
        entries.append(Entry(field: .sensitiveDataProcessing, count: sensitive))
        entries.append(Entry(field: .knownChildSensitiveDataConsents, count: children))
        let behind = [
            consent, .mspaCoveredTransaction, .mspaOptOutOptionMode, .mspaServiceProviderMode,
        ]
        entries += behind.compactMap { $0 }.map { Entry(field: $0, count: 1) }
        self.section = section
        self.entries = entries
        hasGlobalPrivacyControl = control
        bits = 6 + 2 * entries.reduce(0) { $0 + $1.count }
    }

    private static let usual: [USSectionField] = [.saleOptOut, .targetedAdvertisingOptOut]
    private static let sharing: [USSectionField] = [
        .sharingNotice, .saleOptOutNotice, .targetedAdvertisingOptOutNotice,
    ]
    private static let processing: [USSectionField] = [
        .processingNotice, .saleOptOutNotice, .targetedAdvertisingOptOutNotice,
    ]
    private static let national: [USSectionField] = [
        .sharingNotice, .saleOptOutNotice, .sharingOptOutNotice, .targetedAdvertisingOptOutNotice,
        .sensitiveDataProcessingOptOutNotice, .sensitiveDataLimitUseNotice,
    ]
    private static let threeOptOuts: [USSectionField] = [
        .saleOptOut, .sharingOptOut, .targetedAdvertisingOptOut,
    ]

    /// US National as it was first: shorter lists, and told from ``newNational`` by its bits alone.
    ///
    /// The version field does not tell them apart, because libraries write 1 for both.
    private static let oldNational = Self(
        7, notices: national, optOuts: threeOptOuts, sensitive: 12, children: 2,
        consent: .personalDataConsents)
    private static let newNational = Self(
        7, notices: national, optOuts: threeOptOuts, sensitive: 16, children: 3,
        consent: .personalDataConsents)

    private static let more = USSectionField.additionalDataProcessingConsent

    /// The layouts of sections 8 to 23, in order.
    private static let states = [
        Self(
            8,
            notices: [.saleOptOutNotice, .sharingOptOutNotice, .sensitiveDataLimitUseNotice],
            optOuts: [.saleOptOut, .sharingOptOut], sensitive: 9, children: 2,
            consent: .personalDataConsents),
        Self(9, notices: sharing, sensitive: 8, children: 1, control: false),
        Self(10, notices: sharing, sensitive: 7, children: 1),
        Self(
            11, notices: sharing + [.sensitiveDataProcessingOptOutNotice], sensitive: 8,
            children: 1, control: false),
        Self(12, notices: sharing, sensitive: 8, children: 3),
        Self(13, notices: processing, sensitive: 8, children: 3, consent: more, control: false),
        Self(14, notices: sharing, sensitive: 8, children: 3, consent: more),
        Self(15, notices: processing, sensitive: 11, children: 3, consent: more),
        Self(16, notices: processing, sensitive: 8, children: 1, consent: more),
        Self(17, notices: processing, sensitive: 9, children: 5, consent: more),
        Self(
            18, notices: processing + [.sensitiveDataOptOutNotice], sensitive: 8, children: 1),
        Self(19, notices: processing, sensitive: 8, children: 1, consent: more),
        Self(20, notices: processing, sensitive: 8, children: 3, consent: more),
        Self(21, notices: processing, sensitive: 10, children: 5, consent: more),
        Self(22, notices: processing, sensitive: 8, children: 1, consent: more),
        Self(23, notices: processing, sensitive: 8, children: 1, consent: more),
    ]

    /// The layout of a section whose core has this many bits; `nil` if the section has none here.
    package static func of(section: Int, bits: Int) -> Self? {
        if section == GlobalPrivacySection.usNational {
            return bits >= newNational.bits ? newNational : oldNational
        }
        let offset = section - 8
        return states.indices.contains(offset) ? states[offset] : nil
    }
}
