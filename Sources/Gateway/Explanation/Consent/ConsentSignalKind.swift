/// A kind of consent signal that `matglas consent` decodes.
package enum ConsentSignalKind: String, Sendable, CaseIterable {
    case transparency = "tcf"
    case additional = "addtl_consent"
    case globalPrivacyPlatform = "gpp"
    case globalPrivacySection = "gpp_section"
    case applicableSections = "gpp_sid"
    case usPrivacy = "us_privacy"
    case gcs
    case gcd
    case googleHit = "google_hit"
    case measurementProtocol = "ga4_mp_consent"
    case cookieHeader = "cookie_header"
    case localStorage = "local_storage"
    case globalPrivacyControl = "sec_gpc"
    case doNotTrack = "dnt"
    case segment = "segment_context"
    case rudderStack = "rudderstack_context"
    case snowplow = "snowplow_consent_event"
    case metaConversions = "meta_capi"
    case microsoftUET = "uet_asc"

    /// The kind of this name, in which a dash is as good as an underscore.
    package init?(name: String) {
        self.init(rawValue: String(name.map { $0 == "-" ? "_" : $0 }))
    }

    package static let names = allCases.map(\.rawValue)

    /// The message for a name that is no kind.
    package static func unknown(_ name: String) -> String {
        Wording.unknown("signal", name, known: names)
    }
}
