package import Consent
package import Delivery

/// What a site says about the page on which its visitors choose.
package struct ConsentEndpointSettings: Sendable, Equatable {
    /// Where the page stands; `nil` for no page.
    ///
    /// An absolute path in the form that requests write it, without query.
    package var path: String? = "/consent"
    /// `Domain` of the cookie, such as `shop.example`; `nil` for the host that was asked alone.
    package var cookieDomain: String?
    /// The site's hosts, as ``Site/hosts``.
    package var hosts: [String]
    /// Further origins whose pages may ask and grant, as ``Site/origins``.
    package var origins: [String] = []
    /// The shop's name as visitors know it.
    package var shopName: String
    /// Purposes that are asked about, in the order of the page.
    ///
    /// Each is `preferences`, `statistics` or `marketing`; others are left out.
    package var purposes: [Purpose] = [.statistics, .marketing, .preferences]
    /// The shop's privacy statement, an absolute `https` address or a path.
    package var policyLink: String?
    /// Languages of the page; the first is shown to whoever asks for none of them.
    package var languages = ConsentLanguage.allCases
    /// Whether `/.well-known/gpc.json` says that Global Privacy Control is honoured.
    package var announcesGlobalPrivacyControl = true
    /// The day that `gpc.json` gives as `lastUpdate`.
    package var updated: Day

    package init(hosts: [String], shopName: String, updated: Day) {
        self.hosts = hosts
        self.shopName = shopName
        self.updated = updated
    }
}
