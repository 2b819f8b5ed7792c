import Consent

/// Consent platforms in all shapes that definitions have, after real ones.
enum FuzzPlatforms {
    static let catalog = PlatformCatalog(
        platforms: [
            cookiebot, cookiebotBare, onetrust, complianz, klaro, tarteaucitron, orestbida,
            cookiehub,
            shopify, shopifyCompact, funding, strings, tealium, matomo, matomoIgnore, numbered,
        ], services: services,
        categories: ["tealium": words(["c1": .statistics, "c2": .marketing])],
        revisions: ["orestbida": 2])

    private static let services = [
        ServiceDefinition(
            name: "google-analytics", purpose: .statistics, vendors: ["google-analytics"],
            names: ["analytics", "gtag"]),
        ServiceDefinition(
            name: "meta", purpose: .marketing, vendors: ["meta"], names: ["facebook"]),
        ServiceDefinition(
            name: "matomo", purpose: .statistics, vendors: ["matomo"], names: ["piwik"]),
    ]

    private static let standardWords = words([
        "preferences": .preferences, "statistics": .statistics, "marketing": .marketing,
        "analytics": .statistics,
    ])

    private static let cookiebot = platform("cookiebot", [cookie("CookieConsent", [.object])]) {
        $0.choices = [choice(.members, "") { $0.except = ["necessary"] }]
        $0.categories = standardWords
        $0.evidence = [
            EvidenceDefinition(.implied, if: [condition("method", .isOneOf(["implied"]))]),
            EvidenceDefinition(.implied, if: [condition("stamp", .isOneOf(["-1"]))]),
            EvidenceDefinition(
                .explicit,
                if: [condition("method", .isOneOf(["explicit"])), condition("", .hasChoices)]),
            EvidenceDefinition(.opaque, if: [condition("", .hasNoChoices)]),
        ]
        $0.time = TimeDefinition(path: "utc", unit: .milliseconds)
        $0.revision = "ver"
        $0.transparency = "iab2"
    }

    private static let cookiebotBare = platform("cookiebot", [cookie("CookieConsent")]) {
        $0.choices = [choice(.denied, "") { $0.except = ["-1"] }]
        $0.categories = words(["0": .all])
        $0.evidence = [
            EvidenceDefinition(.explicit, if: [condition("", .isOneOf(["0"]))]),
            EvidenceDefinition(.none, if: [condition("", .isOneOf(["-1"]))]),
        ]
        $0.otherwise = .opaque
    }

    private static let onetrust = platform(
        "onetrust",
        [
            cookie(
                "OptanonConsent", [.form],
                nested: [("groups", [.list(pairs: 0x2C, value: 0x3A)])]),
            cookie("OptanonAlertBoxClosed", as: "closed"), cookie("gppString", as: "gpp"),
        ]
    ) {
        $0.required = ["groups"]
        $0.choices = [choice(.members, "groups")]
        $0.categories = words([
            "C0002": .statistics, "C0003": .preferences, "C0004": .marketing,
        ])
        $0.evidence = [
            EvidenceDefinition(.none, if: [condition("AwaitingReconsent", .isOneOf(["true"]))]),
            EvidenceDefinition(.explicit, if: [condition("closed", .present)]),
            EvidenceDefinition(.explicit, if: [condition("interactionCount", .isAtLeast(1))]),
            EvidenceDefinition(.none, if: [condition("interactionCount", .isOneOf(["0"]))]),
        ]
        $0.time = TimeDefinition(path: "closed", unit: .iso)
        $0.globalPrivacyPlatform = "gpp"
        $0.globalPrivacyControl = [condition("isGpcEnabled", .isOneOf(["1"]))]
    }

    private static let complianz = platform(
        "complianz", [cookie("cmplz_*"), cookie("cmplz_rt_*", as: "rt")]
    ) {
        $0.choices = [
            choice(.members, "") {
                $0.except = ["functional"]
                $0.values = values(["allow"], ["deny"])
            }
        ]
        $0.categories = standardWords
        $0.evidence = [
            EvidenceDefinition(
                .explicit,
                if: [
                    condition("", .hasChoices), condition("banner-status", .isOneOf(["dismissed"])),
                ])
        ]
    }

    private static let klaro = platform("klaro", [cookie("klaro", [.object])]) {
        $0.choices = [choice(.members, "") { $0.hasServices = true }]
        $0.categories = words(["preferences": .preferences])
        $0.otherwise = .explicit
    }

    private static let tarteaucitron = platform(
        "tarteaucitron", [cookie("tarteaucitron", [.list(pairs: 0x21, value: 0x3D)])]
    ) {
        $0.choices = [choice(.members, "") { $0.hasServices = true }]
        $0.otherwise = .explicit
    }

    private static let orestbida = platform("orestbida", [cookie("cc_cookie", [.object])]) {
        $0.required = ["categories", "revision"]
        $0.choices = [
            choice(.granted, "categories") { $0.deniedIfAbsent = [.statistics, .marketing] }
        ]
        $0.categories = standardWords
        $0.otherwise = .explicit
        $0.revision = "revision"
        $0.time = TimeDefinition(path: "consentTimestamp", unit: .iso)
    }

    private static let cookiehub = platform("cookiehub", [cookie("cookiehub", [.base64, .object])])
    {
        $0.required = ["answered"]
        $0.choices = [
            choice(.members, "") {
                $0.except = ["answered", "preconsent"]
                $0.values = values(["true"], [])
            },
            choice(.objects(name: "cid", value: "value"), "categories") {
                $0.unless = condition("preconsent", .isOneOf(["true"]))
            },
        ]
        $0.categories = words([
            "allAllowed": .all, "2": .preferences, "3": .statistics, "4": .marketing,
        ])
        $0.evidence = [
            EvidenceDefinition(.none, if: [condition("answered", .isNoneOf(["true"]))]),
            EvidenceDefinition(.explicit, if: [condition("", .hasChoices)]),
        ]
        $0.objection = [condition("objection", .isOneOf(["true"]))]
    }

    private static let shopify = platform("shopify", [cookie("_tracking_consent", [.object])]) {
        $0.required = ["con"]
        $0.choices = [choice(.members, "con.CMP")]
        $0.categories = words(["a": .statistics, "m": .marketing, "p": .preferences])
        $0.otherwise = .explicit
    }

    private static let shopifyCompact = platform(
        "shopify", [cookie("_tracking_consent", [.shopifyCompact])]
    ) {
        $0.required = ["version"]
        $0.choices = [choice(.denied, "refused")]
        $0.categories = words(["a": .statistics, "m": .marketing])
        $0.evidence = [
            EvidenceDefinition(.none, if: [condition("display_banner", .isOneOf(["true"]))])
        ]
    }

    private static let funding = platform("google-funding-choices", [cookie("FCCDCF", [.object])]) {
        $0.transparency = "[3][0]"
        $0.additional = "[3][1]"
    }

    private static let strings = platform(
        "tcf-cookies",
        [
            cookie("euconsent-v2", as: "tc"),
            cookie("addtl_consent", as: "ac"),
        ]
    ) {
        $0.transparency = "tc"
        $0.additional = "ac"
    }

    private static let tealium = platform(
        "tealium", [cookie("CONSENTMGR", [.list(pairs: 0x7C, value: 0x3A)])]
    ) {
        $0.required = ["ts"]
        $0.choices = [choice(.members, "") { $0.except = ["ts", "consent"] }]
        $0.otherwise = .explicit
        $0.time = TimeDefinition(path: "ts", unit: .milliseconds)
    }

    private static let matomo = platform(
        "matomo",
        [
            cookie("mtm_consent", as: "mtm_consent"),
            cookie("mtm_consent_removed", as: "mtm_consent_removed"),
        ]
    ) {
        $0.tool = "matomo"
        $0.choices = [
            choice(.members, "") { $0.values = values(["*"], []) },
            choice(.members, "") {
                $0.values = values([], ["*"])
                $0.except = ["mtm_consent"]
            },
        ]
        $0.categories = words(["mtm_consent": .statistics, "mtm_consent_removed": .statistics])
        $0.otherwise = .explicit
    }

    private static let matomoIgnore = platform(
        "matomo", [cookie("matomo_ignore", [.form], nested: [("ignore", [.base64])])]
    ) {
        $0.required = ["ignore"]
        $0.tool = "matomo"
        $0.choices = [choice(.members, "") { $0.values = values([], ["*"]) }]
        $0.categories = words(["ignore": .statistics])
        $0.otherwise = .optOut
    }

    private static let numbered = platform(
        "real-cookie-banner",
        [cookie("real_cookie_banner-*", [.after(separator: 0x3A, count: 2), .object])]
    ) {
        $0.choices = [choice(.granted, "*.*")]
        $0.categories = standardWords
        $0.otherwise = .explicit
    }
}

extension FuzzPlatforms {
    private static func platform(
        _ name: String, _ cookies: [CookieDefinition],
        _ change: (inout PlatformDefinition) -> Void
    ) -> PlatformDefinition {
        var platform = PlatformDefinition(name: name)
        platform.cookies = cookies
        change(&platform)
        return platform
    }

    private static func cookie(
        _ name: String, as place: String? = nil, _ decode: [PlatformCodec] = [],
        nested: [(path: String, decode: [PlatformCodec])] = []
    ) -> CookieDefinition {
        var cookie = CookieDefinition(name: name)
        cookie.place = place
        cookie.decode = decode
        cookie.nested = nested
        return cookie
    }

    private static func choice(
        _ form: ChoiceDefinition.Form, _ path: String,
        _ change: (inout ChoiceDefinition) -> Void = { _ in }
    ) -> ChoiceDefinition {
        var choice = ChoiceDefinition(form, path: path)
        change(&choice)
        return choice
    }

    /// In a fixed order, so that an input fails again.
    private static func words(_ words: [String: PurposeSet]) -> [CategoryDefinition] {
        words.sorted { $0.key < $1.key }
            .map { CategoryDefinition(word: $0.key, purposes: $0.value) }
    }

    private static func condition(
        _ path: String, _ test: ConditionDefinition.Test
    ) -> ConditionDefinition {
        ConditionDefinition(path: path, test: test)
    }

    private static func values(_ granted: [String], _ denied: [String]) -> ValueDefinition {
        var values = ValueDefinition()
        values.granted = granted
        values.denied = denied
        return values
    }
}
