@testable import Consent

extension TestPlatforms {
    static let cookiebot = platform("cookiebot", [cookie("CookieConsent", [.object])]) {
        $0.required = ["method"]
        $0.choices = [choice(.members, "") { $0.except = ["stamp", "method", "ver", "utc"] }]
        $0.categories = standardWords
        $0.evidence = [
            EvidenceDefinition(.implied, if: [condition("stamp", .isOneOf(["-1"]))]),
            EvidenceDefinition(.explicit, if: [condition("method", .isOneOf(["explicit"]))]),
        ]
        $0.otherwise = .implied
        $0.time = TimeDefinition(path: "utc", unit: .milliseconds)
        $0.transparency = "iab2"
    }

    static let cookiebotBare = platform("cookiebot", [cookie("CookieConsent")]) {
        $0.choices = [choice(.denied, "")]
        $0.categories = words(["0": .all])
        $0.evidence = [
            EvidenceDefinition(.explicit, if: [condition("", .isOneOf(["0"]))]),
            EvidenceDefinition(.none, if: [condition("", .isOneOf(["-1"]))]),
            EvidenceDefinition(.opaque, if: [condition("", .present)]),
        ]
    }

    static let onetrust = platform(
        "onetrust",
        [
            cookie(
                "OptanonConsent", [.form],
                nested: [("groups", [.list(pairs: 0x2C, value: 0x3A)])]),
            cookie("OptanonAlertBoxClosed", as: "closed"),
        ]
    ) {
        $0.required = ["groups"]
        $0.choices = [choice(.members, "groups")]
        $0.categories = words([
            "C0001": [], "C0002": .statistics, "C0003": .preferences, "C0004": .marketing,
            "C0005": .marketing,
        ])
        $0.evidence = [
            EvidenceDefinition(.none, if: [condition("AwaitingReconsent", .isOneOf(["true"]))]),
            EvidenceDefinition(.explicit, if: [condition("closed", .isTime(.iso))]),
            EvidenceDefinition(.explicit, if: [condition("interactionCount", .isAtLeast(1))]),
            EvidenceDefinition(.none, if: [condition("interactionCount", .present)]),
        ]
        $0.time = TimeDefinition(path: "closed", unit: .iso)
        $0.globalPrivacyControl = [condition("isGpcEnabled", .isOneOf(["1"]))]
        $0.facts = [
            FactDefinition(name: "groups", path: "groups", form: .flag),
            FactDefinition(name: "interactionCount", path: "interactionCount", form: .number),
            FactDefinition(name: "isGpcEnabled", path: "isGpcEnabled", form: .flag),
            FactDefinition(name: "AwaitingReconsent", path: "AwaitingReconsent", form: .flag),
        ]
    }

    static let complianz = platform("complianz", [cookie("cmplz_*")]) {
        $0.choices = [
            choice(.members, "") {
                $0.except = ["functional"]
                $0.values = values(["allow"], ["deny"])
            }
        ]
        $0.categories = standardWords + words(["statistics-anonymous": []])
        $0.evidence = [
            EvidenceDefinition(
                .explicit,
                if: [
                    condition("", .hasChoices), condition("banner-status", .isOneOf(["dismissed"])),
                ])
        ]
    }

    static let klaro = platform("klaro", [cookie("klaro", [.object])]) {
        $0.choices = [choice(.members, "") { $0.hasServices = true }]
        $0.categories = words(["preferences": .preferences])
        $0.otherwise = .explicit
        $0.facts = [FactDefinition(name: "services", path: "", form: .plain)]
    }

    static let tarteaucitron = platform(
        "tarteaucitron", [cookie("tarteaucitron", [.list(pairs: 0x21, value: 0x3D)])]
    ) {
        $0.choices = [choice(.members, "") { $0.hasServices = true }]
        $0.otherwise = .explicit
        $0.facts = [FactDefinition(name: "services", path: "", form: .plain)]
    }

    static let orestbida = platform(
        "orestbida", [cookie("cc_cookie", [.object]), cookie("cookie-consent", [.object])]
    ) {
        $0.required = ["categories", "revision"]
        $0.choices = [
            choice(.granted, "categories") { $0.deniedIfAbsent = [.statistics, .marketing] }
        ]
        $0.categories = words([
            "necessary": [], "analytics": .statistics, "marketing": .marketing,
        ])
        $0.otherwise = .explicit
        $0.revision = "revision"
        $0.time = TimeDefinition(path: "consentTimestamp", unit: .iso)
    }

    static let cookiehub = platform("cookiehub", [cookie("cookiehub", [.base64, .object])]) {
        $0.required = ["answered"]
        $0.choices = [
            choice(.members, "") {
                $0.except = ["answered", "preconsent", "implict", "dnt", "allowSale", "revision"]
                $0.values = values(["true"], [])
                $0.unless = condition("categories[].preconsent", .isOneOf(["true"]))
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
            EvidenceDefinition(.implied, if: [condition("implict", .isOneOf(["true"]))]),
            EvidenceDefinition(.explicit, if: [condition("", .hasChoices)]),
        ]
    }

    static let cookieInformation = platform(
        "cookie-information", [cookie("CookieInformationConsent", [.object])]
    ) {
        $0.required = ["timestamp"]
        $0.choices = [choice(.granted, "consents_approved"), choice(.denied, "consents_denied")]
        $0.categories = words([
            "cookie_cat_necessary": [], "cookie_cat_functional": .preferences,
            "cookie_cat_statistic": .statistics, "cookie_cat_marketing": .marketing,
        ])
        $0.otherwise = .explicit
        $0.facts = [
            FactDefinition(name: "approved", path: "consents_approved", form: .items),
            FactDefinition(name: "denied", path: "consents_denied", form: .items),
        ]
    }

    static let shopify = platform("shopify", [cookie("_tracking_consent", [.object])]) {
        $0.required = ["con"]
        $0.choices = [choice(.members, "con.CMP")]
        $0.categories = words(["a": .statistics, "m": .marketing, "p": .preferences, "s": []])
        $0.otherwise = .explicit
        $0.facts = ["a", "m", "p", "s"].map {
            FactDefinition(name: $0, path: "con.CMP." + $0, form: .plain)
        }
    }

    static let shopifyCompact = platform(
        "shopify", [cookie("_tracking_consent", [.shopifyCompact])]
    ) {
        $0.required = ["version"]
        $0.evidence = [
            EvidenceDefinition(.none, if: [condition("display_banner", .isOneOf(["true"]))]),
            EvidenceDefinition(.implied, if: [condition("version", .present)]),
        ]
    }

    static let funding = platform("google-funding-choices", [cookie("FCCDCF", [.object])]) {
        $0.transparency = "[3][0]"
        $0.additional = "[3][1]"
        $0.facts = [
            FactDefinition(name: "tc_string", path: "[3][0]", form: .plain),
            FactDefinition(name: "ac_string", path: "3.1", form: .plain),
        ]
    }

    static let tealium = tealium(0x3A)
    static let tealiumHyphens = tealium(0x2D)

    private static func tealium(_ separator: UInt8) -> PlatformDefinition {
        platform(
            "tealium",
            ["CONSENTMGR", "obiConsent"].map {
                cookie($0, [.list(pairs: 0x7C, value: separator)])
            }
        ) {
            $0.required = ["ts"]
            $0.choices = [choice(.members, "") { $0.except = ["ts", "consent"] }]
            $0.otherwise = .explicit
            $0.time = TimeDefinition(path: "ts", unit: .milliseconds)
            $0.facts = [
                FactDefinition(name: "granted", path: "", form: .granted),
                FactDefinition(name: "consent", path: "consent", form: .auto),
            ]
        }
    }

    static let matomo = platform(
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

    static let matomoIgnore = platform(
        "matomo", [cookie("matomo_ignore", [.form], nested: [("ignore", [.base64])])]
    ) {
        $0.required = ["ignore"]
        $0.tool = "matomo"
        $0.choices = [choice(.members, "") { $0.values = values([], ["*"]) }]
        $0.categories = words(["ignore": .statistics])
        $0.otherwise = .optOut
    }

    static let shopware = platform(
        "shopware6",
        [
            cookie("cookie-preference", as: "preference"),
            cookie("google-analytics-enabled", as: "services.google-analytics"),
            cookie("google-ads-enabled", as: "services.google-ads"),
        ]
    ) {
        $0.required = ["preference"]
        $0.choices = [
            choice(.members, "") { $0.deniedIfAbsent = [.statistics, .marketing] }
        ]
        $0.otherwise = .explicit
    }

    static let bol = platform(
        "bol", [cookie("bolConsentChoices", [.list(pairs: 0x7C, value: 0x23)])]
    ) {
        $0.choices = [choice(.members, "") { $0.except = ["source", "version"] }]
        $0.categories = words(["int-beh": .adPersonalization, "ext-beh": .marketing])
        $0.otherwise = .explicit
        $0.facts = ["int-tran", "ext-tran", "int-beh", "ext-beh"].map {
            FactDefinition(name: $0, path: $0, form: .auto)
        }
    }

    static let coolblue = platform(
        "coolblue", [cookie("cookie-preferences", [.base64, .object])]
    ) {
        $0.required = ["analytical", "marketing"]
        $0.choices = [choice(.members, "") { $0.except = ["version", "functional"] }]
        $0.categories = words(["analytical": .statistics, "marketing": .marketing])
        $0.otherwise = .explicit
        $0.facts = [
            FactDefinition(name: "version", path: "version", form: .plain),
            FactDefinition(name: "functional", path: "functional", form: .plain),
            FactDefinition(name: "analytical_true", path: "analytical", form: .granted),
            FactDefinition(name: "marketing_true", path: "marketing", form: .granted),
        ]
    }

    static let takeaway = platform(
        "takeaway", [cookie("customerCookieConsent", [.object])]
    ) {
        $0.choices = [
            choice(.objects(name: "consentTypeName", value: "isAccepted"), "")
        ]
        $0.categories = words([
            "necessary": [], "functional": .preferences, "analytical": .statistics,
            "personalized": .marketing,
        ])
        $0.otherwise = .explicit
        $0.facts = ["necessary", "functional", "analytical", "personalized"].map {
            FactDefinition(name: $0, path: $0, form: .plain)
        }
    }
}
