@testable import Consent

/// Descriptions of real platforms, in the shapes that the files have.
enum TestPlatforms {
    static let catalog = PlatformCatalog(platforms: all, services: services)

    static let all: [PlatformDefinition] = [
        cookiebot, cookiebotBare, onetrust, complianz, klaro, tarteaucitron, orestbida, cookiehub,
        cookieInformation, shopify, shopifyCompact, funding, tealium, tealiumHyphens, matomo,
        matomoIgnore, shopware, bol, coolblue, takeaway,
    ]

    static func platform(
        _ name: String, _ cookies: [CookieDefinition],
        _ change: (inout PlatformDefinition) -> Void
    ) -> PlatformDefinition {
        var platform = PlatformDefinition(name: name)
        platform.cookies = cookies
        change(&platform)
        return platform
    }

    static func cookie(
        _ name: String, as place: String? = nil, _ decode: [PlatformCodec] = [],
        nested: [(path: String, decode: [PlatformCodec])] = []
    ) -> CookieDefinition {
        var cookie = CookieDefinition(name: name)
        cookie.place = place
        cookie.decode = decode
        cookie.nested = nested
        return cookie
    }

    static func choice(
        _ form: ChoiceDefinition.Form, _ path: String,
        _ change: (inout ChoiceDefinition) -> Void = { _ in }
    ) -> ChoiceDefinition {
        var choice = ChoiceDefinition(form, path: path)
        change(&choice)
        return choice
    }

    static func words(_ words: [String: PurposeSet]) -> [CategoryDefinition] {
        words.map { CategoryDefinition(word: $0.key, purposes: $0.value) }
    }

    static func condition(_ path: String, _ test: ConditionDefinition.Test) -> ConditionDefinition {
        ConditionDefinition(path: path, test: test)
    }

    static func values(_ granted: [String], _ denied: [String]) -> ValueDefinition {
        var values = ValueDefinition()
        values.granted = granted
        values.denied = denied
        return values
    }

    static let services = [
        ServiceDefinition(
            name: "google-analytics", purpose: .statistics, vendors: ["ga4"],
            names: ["analytics", "gtag", "regex_analytic", "GoogleAnalytics4"]),
        ServiceDefinition(
            name: "google-ads", purpose: .marketing, vendors: ["google-ads"],
            names: ["googleadwordsconversion", "regex_ads", "adsense"]),
        ServiceDefinition(
            name: "meta", purpose: .marketing, vendors: ["meta-pixel", "meta-capi"],
            names: ["facebook", "facebookpixel", "facebook_pixel"]),
        ServiceDefinition(
            name: "matomo", purpose: .statistics, vendors: ["matomo"], names: ["piwik"]),
    ]

    static let standardWords = words([
        "necessary": [], "preferences": .preferences, "statistics": .statistics,
        "marketing": .marketing,
    ])
}
