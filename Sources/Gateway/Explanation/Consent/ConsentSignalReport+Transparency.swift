import Bytes
import Consent
import Foundation

/// TC and AC strings.
extension ConsentSignalReport {
    static func transparency(_ text: Span<UInt8>) -> ReportValue {
        do throws(TransparencyFault) {
            return report(try TransparencyString.decode(text))
        } catch {
            return invalid("\(error.reason.rawValue), after \(error.offset) characters")
        }
    }

    static func additional(_ text: Span<UInt8>) -> ReportValue {
        do throws(TransparencyFault) {
            let string = try AdditionalConsent.decode(text)
            return .members([
                "valid": .flag(true), "version": .number(string.version),
                "consented": .numbers(string.consented),
                "disclosed": string.disclosed.map { .numbers($0) } ?? .null,
            ])
        } catch {
            return invalid("\(error.reason.rawValue), after \(error.offset) characters")
        }
    }

    // MARK: Parts

    /// Flags of the policy are observations; these alone make the string one that may not be made.
    ///
    /// A missing segment counts for strings made since it is mandatory.
    private static func breach(_ string: TransparencyString) -> String? {
        let defects = string.validity(now: string.core.lastUpdated / 10)
        if defects.contains(.undisclosedVendors) {
            return TransparencyDefects.undisclosedVendors.reasons.first
        }
        return string.policyFlags.contains("li_set_for_purposes_3_to_6")
            ? "a legitimate interest is claimed for purposes 3 to 6" : nil
    }

    private static func report(_ string: TransparencyString) -> ReportValue {
        var members = report(string.core)
        members["valid"] = .flag(true)
        members["version"] = .number(string.version)
        if let breach = breach(string) {
            members.merge(invalidMembers(breach)) { _, last in last }
            members["decodes"] = .flag(true)
        }
        let lists: [(String, [VendorRange]?)] = [
            ("vendor_consents", string.consents), ("vendor_li", string.interests),
            ("disclosed_vendors", string.disclosed), ("allowed_vendors", string.allowed),
        ]
        for (name, ranges) in lists {
            guard let ranges else { continue }
            members["\(name)_ranges"] = report(ranges)
            members["\(name)_count"] = .number(TransparencyString.count(ranges))
        }
        members["publisher_restrictions"] = .items(
            string.restrictions.map { restriction in
                .members([
                    "purpose": .number(restriction.purpose),
                    "type": .number(Int(restriction.kind.rawValue)),
                    "vendor_ranges": report(restriction.vendors),
                ])
            })
        if let publisher = string.publisher { members["publisher_tc"] = report(publisher) }
        members["segments"] = .texts(string.segments.map { "\($0)" })
        members["policy_flags"] = .texts(string.policyFlags)
        return .members(members)
    }

    private static func report(_ core: TransparencyCore) -> [String: ReportValue] {
        [
            "cmp_id": .number(Int(core.platform)),
            "cmp_version": .number(Int(core.platformVersion)),
            "consent_screen": .number(Int(core.screen)),
            "consent_language": .text(core.language.text),
            "vendor_list_version": .number(Int(core.vendorListVersion)),
            "policy_version": .number(Int(core.policyVersion)),
            "is_service_specific": .flag(core.isServiceSpecific),
            "use_non_standard_texts": .flag(core.usesNonStandardTexts),
            "special_feature_opt_ins": .numbers(core.specialFeatures.numbers),
            "purposes_consent": .numbers(core.consent.numbers),
            "purposes_li": .numbers(core.interest.numbers),
            "purpose_one_treatment": .flag(core.hidesPurposeOne),
            "publisher_cc": .text(core.country.text),
            "created": .text(time(core.created)),
            "last_updated": .text(time(core.lastUpdated)),
        ]
    }

    private static func report(_ publisher: PublisherTransparency) -> ReportValue {
        .members([
            "consent": .numbers(publisher.consent.numbers),
            "li": .numbers(publisher.interest.numbers),
            "num_custom": .number(publisher.customCount),
            "custom_consent": .numbers(publisher.customNumbers(publisher.customConsent)),
            "custom_li": .numbers(publisher.customNumbers(publisher.customInterest)),
        ])
    }

    private static func report(_ ranges: [VendorRange]) -> ReportValue {
        .items(ranges.map { .numbers([Int($0.first), Int($0.last)]) })
    }

    /// Tenths of a second since 1970 in the form of ISO 8601, to the millisecond.
    private static func time(_ tenths: Int64) -> String {
        let seconds = Date(timeIntervalSince1970: TimeInterval(tenths / 10))
        let date = seconds.formatted(.iso8601.year().month().day().dateSeparator(.dash))
        let time = seconds.formatted(.iso8601.time(includingFractionalSeconds: false))
        return "\(date)T\(time).\(tenths % 10)00Z"
    }
}
