import Consent

/// How a site's visitors choose, in plain words.
extension ConfigurationSummary {
    /// One line for each thing that a reader of the site's banner would want to compare.
    static func consentLines(_ site: Site) -> [String] {
        var lines: [String] = []
        let own = site.consent.cookies.map(\.name)
        lines.append(
            site.consent.signals.map { "choices are read from \(list($0)) and nothing else" }
                ?? "choices are read from every signal that is known"
                + (own.isEmpty ? "" : ", and from \(list(own))"))
        let rules = site.rules
        lines.append(
            "Sec-GPC: 1 refuses \(names(rules.globalPrivacyControl))"
                + (rules.grantBeatsGlobalPrivacyControl ? ", unless the visitor said yes" : "")
                + "; DNT: 1 refuses \(names(rules.doNotTrack))")
        lines.append(
            "a yes counts for \(rules.grantDays) days, a no until there is a newer yes")
        if !site.consent.revisions.isEmpty {
            let versions = site.consent.revisions.sorted { $0.key < $1.key }
                .map { "\($0.key) \($0.value)" }
            lines.append("a yes to an earlier banner than \(list(versions)) does not count")
        }
        lines.append(
            site.consent.trustsEvents
                ? "consent objects inside events may grant (trust-events)"
                : "consent objects inside events can refuse and never grant")
        lines.append(
            site.consent.page.map { page in
                let asked = list(site.consent.asks.map(\.rawValue))
                let domain = site.consent.cookieDomain.map { ", with a cookie for \($0)" } ?? ""
                return "\(page) shows visitors their choice and asks for \(asked)\(domain)"
            } ?? "there is no page on which visitors choose or withdraw (page: off)")
        if !site.consent.minors.isEmpty {
            let signals = site.consent.minors.signals.map {
                "\($0.place.rawValue) \($0.name) (\($0.values.joined(separator: " or ")))"
            }
            let pages = site.consent.minors.pages.map { "page \($0)" }
            lines.append(
                "minors, by \(list(signals + pages, last: "or")): counted at most, never sent")
        }
        return lines
    }

    private static func names(_ purposes: PurposeSet) -> String {
        list(purposes.names)
    }
}

extension PurposeSet {
    /// The purposes by their settled names; all three advertising purposes are `marketing`.
    var names: [String] {
        var names: [String] = []
        if contains(.preferences) { names.append(Purpose.preferences.rawValue) }
        if contains(.statistics) { names.append(Purpose.statistics.rawValue) }
        if isSuperset(of: .marketing) { return names + [Purpose.marketing.rawValue] }
        for purpose in [Purpose.adStorage, .adUserData, .adPersonalization]
        where contains(PurposeSet(purpose)) {
            names.append(purpose.rawValue)
        }
        return names
    }
}
