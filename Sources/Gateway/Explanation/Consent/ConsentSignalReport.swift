package import Consent
import Foundation

/// What one consent signal says, decoded, for a person or a test to read.
///
/// A signal that cannot be read is reported as such, with the reason: that is an answer too.
package enum ConsentSignalReport {
    /// One JSON object on one line, members in alphabetical order.
    package static func line(
        _ kind: ConsentSignalKind, _ value: String, platforms: PlatformCatalog? = nil
    ) throws(ConfigurationFault) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let report = try report(kind, value, platforms: platforms)
        return (try? encoder.encode(report)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    /// The members of the report.
    ///
    /// - Parameters:
    ///   - kind: What the value is.
    ///   - value: The signal as it arrived.
    ///   - platforms: What cookies are read by; without it, the catalogue inside the binary.
    /// - Returns: An object.
    /// - Throws: A fault of the catalogue.
    package static func report(
        _ kind: ConsentSignalKind, _ value: String, platforms: PlatformCatalog? = nil
    ) throws(ConfigurationFault) -> ReportValue {
        let bytes = Array(value.utf8)
        return switch kind {
        case .transparency: transparency(bytes.span)
        case .additional: additional(bytes.span)
        case .globalPrivacyPlatform: globalPrivacyPlatform(bytes.span)
        case .globalPrivacySection: globalPrivacySection(value)
        case .applicableSections: applicableSections(value)
        case .usPrivacy: usPrivacy(bytes.span)
        case .gcs: gcs(bytes.span)
        case .gcd: gcd(bytes.span)
        case .googleHit: googleHit(value)
        case .measurementProtocol: measurementProtocol(value)
        case .cookieHeader:
            try cookies(bytes.span, isStorage: false, platforms)
        case .localStorage:
            try cookies(bytes.span, isStorage: true, platforms)
        case .globalPrivacyControl: globalPrivacyControl(bytes.span)
        case .doNotTrack: doNotTrack(bytes.span)
        case .segment: segment(value)
        case .rudderStack: rudderStack(value)
        case .snowplow: snowplow(value)
        case .metaConversions: metaConversions(value)
        case .microsoftUET: microsoftUET(value)
        }
    }

    /// A signal that cannot be read.
    static func invalid(_ reason: String) -> ReportValue { .members(invalidMembers(reason)) }

    static func invalidMembers(_ reason: String) -> [String: ReportValue] {
        ["valid": .flag(false), "reason": .text(reason)]
    }
}
