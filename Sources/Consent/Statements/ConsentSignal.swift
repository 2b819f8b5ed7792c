/// A consent signal that stands in one field of an event; a vendor map says in which.
///
/// The list is closed, because each has a grammar and rules of its own. What is written as an
/// object, such as a list of categories, is described as a platform instead.
package enum ConsentSignal: String, Sendable, CaseIterable {
    /// Google consent mode: two flags for storage.
    case gcs
    /// Google consent mode: defaults and updates of four types.
    case gcd
    /// `1` for no personalised advertising.
    case npa
    /// Google's core services that may receive data; `-` for none.
    case dmaServices = "dma-cps"
    /// A TC string.
    case transparency = "tcf"
    /// An Additional Consent string.
    case additional = "addtl-consent"
    /// A US Privacy string.
    case usPrivacy = "us-privacy"
    /// A GPP string.
    case globalPrivacyPlatform = "gpp"
    /// Microsoft UET's `asc`: `G` or `D`.
    case advertisingStorage = "uet-asc"
    /// `GRANTED` or `DENIED` for sending data about the visitor to advertisers.
    case userDataWord = "mp-ad-user-data"
    /// `GRANTED` or `DENIED` for personalised advertising.
    case personalizationWord = "mp-ad-personalization"
    /// Global Privacy Control that a script copied into the event.
    case globalPrivacyControl = "sec-gpc"
    /// DNT that a script copied into the event.
    case doNotTrack = "dnt"

    /// Parameter names that mean the same at every vendor.
    ///
    /// `gdpr` is not among them: `gdpr=0` is a client's claim, which does not switch the law off.
    package static let standardNames: [(name: String, signal: ConsentSignal)] = [
        ("gcs", .gcs), ("gcd", .gcd), ("npa", .npa), ("dma_cps", .dmaServices),
        ("gdpr_consent", .transparency), ("addtl_consent", .additional),
        ("us_privacy", .usPrivacy), ("gpp", .globalPrivacyPlatform),
    ]
}
