package import Consent

/// A shop, or a part of one, with hosts of its own.
package struct Site: Sendable {
    package var name: String
    /// As `Host` names them: lower case, without port, IPv6 in brackets.
    package var hosts: [String]
    /// The rule set, with what the site changes in it.
    package var rules: ConsentRules
    /// Further origins that may read answers, such as `https://www.shop.example`.
    package var origins: [String]
    /// How many events it takes; `nil` for as many as come.
    package var rateLimit: RateLimit?
    /// How many of them may come from one network; `nil` for as many as come.
    package var networkRateLimit: RateLimit?
    /// How visitors' choices are read and made.
    package var consent = SiteConsent()
    package var line: Int
}

/// How a site reads its visitors' choices, besides its rule set.
package struct SiteConsent: Sendable {
    /// Home-grown cookies, which are read before those of the catalogue.
    package var cookies: [PlatformDefinition] = []
    /// The site's own words for purposes, by platform; they go before the platform's.
    package var categories: [String: [CategoryDefinition]] = [:]
    /// The least version of a platform's banner that counts.
    package var revisions: [String: Int] = [:]
    /// The only signals that are read besides `Sec-GPC`, `DNT` and the gateway's own cookie; `nil` for
    /// all.
    package var signals: [String]?
    /// Whether the consent object in an event's body is known to come from the consent platform, and
    /// so may grant.
    package var trustsEvents = false
    /// Where visitors see and change their choice; `nil` if nowhere.
    package var page: String? = SiteConsent.usualPage
    /// The domain of the gateway's own cookie; `nil` for the host alone.
    package var cookieDomain: String?
    /// What visitors are asked for on the page.
    package var asks: [Purpose] = [.preferences, .statistics, .marketing]
    /// The shop's name as visitors know it; the site's if `nil`.
    package var shopName: String?
    /// The shop's privacy statement, an `https` address or a path.
    package var policy: String?
    /// Languages of the page.
    package var languages = ConsentLanguage.allCases
    package var minors = MinorRules()

    package static let usualPage = "/consent"

    package init() {}
}

/// How a site says that a visitor is a minor, whose events are counted only.
package struct MinorRules: Sendable, Equatable {
    /// A cookie, header or query parameter, and the values that declare a minor.
    package struct Signal: Sendable, Equatable {
        package enum Place: String, Sendable, CaseIterable {
            case cookie
            case header
            case parameter
        }
        package var place: Place
        package var name: String
        /// Compared without regard to case.
        package var values: [String]

        package init(place: Place, name: String, values: [String]) {
            self.place = place
            self.name = name
            self.values = values
        }
    }
    package var signals: [Signal] = []
    /// Paths of pages that ask for the visitor's age: exact, or with a star at the end.
    package var pages: [String] = []

    package var isEmpty: Bool { signals.isEmpty && pages.isEmpty }
}
