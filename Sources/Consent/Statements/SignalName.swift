/// Which signal spoke: one of those below, or a consent platform by its place in the catalogue.
///
/// A number, because it travels with every decision and is a label in metrics.
package struct SignalName: RawRepresentable, Sendable, Hashable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let none = Self(rawValue: 0)
    package static let globalPrivacyControl = Self(rawValue: 1)
    package static let doNotTrack = Self(rawValue: 2)
    package static let gcs = Self(rawValue: 3)
    package static let gcd = Self(rawValue: 4)
    package static let npa = Self(rawValue: 5)
    package static let dmaServices = Self(rawValue: 6)
    package static let transparency = Self(rawValue: 7)
    package static let additional = Self(rawValue: 8)
    package static let globalPrivacyPlatform = Self(rawValue: 9)
    package static let usPrivacy = Self(rawValue: 10)
    package static let eventConsent = Self(rawValue: 11)
    package static let ageSignal = Self(rawValue: 12)

    /// Names of the signals above, by number; they stand in reports, metrics and configurations.
    package static let knownNames = [
        "none", "sec-gpc", "dnt", "gcs", "gcd", "npa", "dma-cps", "tcf", "addtl-consent", "gpp",
        "us-privacy", "event-consent", "age-signal",
    ]

    /// The number of the first platform.
    package static let firstPlatform: UInt8 = 32
    /// Platforms that a catalogue may hold.
    package static let mostPlatforms = 200

    /// The platform at a place of the catalogue, which is below ``mostPlatforms``.
    package static func platform(_ position: Int) -> Self {
        Self(rawValue: firstPlatform &+ UInt8(truncatingIfNeeded: position))
    }

    /// The platform's place in the catalogue; `nil` for the signals above.
    package var platformPosition: Int? {
        rawValue >= Self.firstPlatform ? Int(rawValue - Self.firstPlatform) : nil
    }
}
