import Consent
import Foundation
import Testing

@testable import Gateway

/// Files that describe platforms, services and rules wrongly.
@Suite struct PlatformMistakesTests {
    private func mistakes(
        _ text: String, _ read: (MistakeList, YAMLNode) -> Void
    ) -> [String] {
        let mistakes = MistakeList(file: "p.yaml")
        if let root = YAMLComposer(mistakes: mistakes).compose(text) { read(mistakes, root) }
        return mistakes.sorted.map(\.description)
    }

    private func platform(_ text: String) -> [String] {
        mistakes(text) {
            _ = PlatformReader(mistakes: $0, services: ["matomo", "posthog"]).read($1, name: "own")
        }
    }

    @Test func `every mistake of a platform file is reported at once`() {
        let found = platform(
            """
            platform: othr
            sources: [http://shop.example]
            cookies:
              - {name: "a b", decode: [objekt]}
              - {name: "shop_**"}
              - {name: choice, decode: [object, base64], as: a..b}
              - {name: choice, decode: [list]}
              - {name: choice, decode: [{list: [","]}]}
              - {name: choice, decode: [{items: "x"}], nested: {"a[b]": [object]}}
              - {name: choice, decode: [{after: ":", count: 9}], decoed: []}
            choices:
              - {members: "", granted: words}
              - {membrs: ""}
              - {objects: list, name: id}
              - {granted: list, value: x, services: yes, denied-if-absent: [statistic]}
            categories:
              stats: [statistics, marketng]
              Stats: [statistics]
              ads: []
            values: {granted: ["1", "1"], denied: ["1"]}
            evidence:
              - {class: explict, when: a, is: [b]}
              - {class: explicit, when: a}
              - {class: explicit}
              - {class: explicit, when: a, is: [b], present: c}
              - {class: none, choices: maybe}
              - {class: none, when: a, at-least: many}
            otherwise: never
            time: {path: t, unit: hours}
            tool: matomoo
            facts: {a: flagg, b: {path: c}}
            transprency: tc
            """)
        let expected = [
            "p.yaml:1: platform is \"othr\"; expected own, after the name of the file",
            "p.yaml:2: sources holds \"http://shop.example\"; expected a list of https:// addresses",
            "p.yaml:4: name is \"a b\"; expected the name of a cookie such as CookieConsent, or with one star, shop_consent_*",
            "p.yaml:5: name is \"shop_**\"; expected",
            "p.yaml:6: as has \"a..b\"; expected a path",
            "p.yaml:6: decode goes on after object, which makes the tree; expected it last",
            "p.yaml:7: decode has list without separators; expected {list: [\",\", \":\"]}",
            "p.yaml:8: list has 1 separators; expected two separators",
            "p.yaml:9: items is \"x\"; expected one ASCII character",
            "p.yaml:9: nested has \"a[b]\"; expected a path",
            "p.yaml:10: unknown key \"decoed\"; expected one of name, as, decode, nested; did you mean \"decode\"? (in a cookie)",
            "p.yaml:10: count is \"9\"; expected a number from 1 to 8",
            "p.yaml:12: a choice has members and granted; expected one of members, granted, denied, objects with a path",
            "p.yaml:13: unknown key \"membrs\"",
            "p.yaml:13: a choice has no form",
            "p.yaml:14: missing key \"value\" in a choice of objects",
            "p.yaml:15: value has no effect on granted; only objects has leaves",
            "p.yaml:15: services is \"yes\"; expected true or false",
            "p.yaml:15: unknown denied-if-absent \"statistic\"",
            "p.yaml:17: unknown categories \"marketng\"; expected one of functional, preferences, statistics, marketing, ad_storage, ad_user_data, ad_personalization; did you mean \"marketing\"?",
            "p.yaml:18: categories names \"Stats\" twice; case is not regarded",
            "p.yaml:19: categories is an empty list",
            "p.yaml:20: granted names \"1\" twice",
            "p.yaml:20: values has \"1\" as granted and as denied; expected one of them",
            "p.yaml:22: unknown class \"explict\"; expected one of explicit, unproven, implied, none, opt-out, opaque; did you mean \"explicit\"?",
            "p.yaml:23: evidence has no single condition",
            "p.yaml:24: evidence has no single condition",
            "p.yaml:25: evidence has no single condition",
            "p.yaml:26: choices is \"maybe\"; expected true or false",
            "p.yaml:27: at-least is \"many\"; expected a number from 0 to 1000000",
            "p.yaml:28: unknown otherwise \"never\"",
            "p.yaml:29: unknown unit \"hours\"; expected one of seconds, milliseconds, minutes, iso",
            "p.yaml:30: unknown tool \"matomoo\"; expected matomo or posthog; did you mean \"matomo\"?",
            "p.yaml:31: unknown facts \"flagg\"; expected one of plain, flag, number, items, pairs, auto, granted; did you mean \"flag\"?",
            "p.yaml:31: missing key \"form\" in a fact",
            "p.yaml:32: unknown key \"transprency\"",
            "p.yaml:4: unknown decode \"objekt\"; expected one of base64, object, form, shopify-compact, list, items, after; did you mean \"object\"?",
        ]
        for start in expected {
            #expect(
                found.contains { $0.hasPrefix(start) }, "\(start)\n\(found.joined(separator: "\n"))"
            )
        }
    }

    @Test(arguments: [
        ("platform: own\nsources: [https://a.example]", "missing key \"cookies\""),
        (
            "platform: own\nsources: [https://a.example]\ncookies: [{name: a}]",
            "nothing says where the choices stand"
        ),
        (
            "platform: own\nsources: [https://a.example]\ncookies: [{name: a}]\nchoices: [{members: \"\"}]",
            "no word of the choices has a purpose"
        ),
        (
            "platform: own\nsources: [https://a.example]\nvalues: {granted: [], denied: []}\nvariants: [{cookies: [{name: a}], otherwise: opaque}]",
            "values stands beside variants and no cookies"
        ),
        (
            "platform: own\nsources: [https://a.example]\nvariants: [{choices: [{members: \"\"}], categories: {}}]",
            "missing key \"cookies\" in a variant"
        ),
    ])
    func `a platform that could never say anything is refused`(text: String, message: String) {
        let found = platform(text)
        #expect(found.contains { $0.contains(message) }, "\(found)")
    }

    @Test func `a description that never ends is refused`() {
        let cookies = (0...PlatformReader.mostCookies).map { "  - {name: a\($0)}" }
        let found = platform(
            "platform: own\nsources: [https://a.example]\notherwise: opaque\ncookies:\n"
                + cookies.joined(separator: "\n"))
        #expect(found == ["p.yaml:29: cookies has more than 24 elements"])
    }

    @Test func `a site describes its own cookie in one entry`() throws {
        let mistakes = MistakeList(file: "shop.yaml")
        let root = try #require(
            YAMLComposer(mistakes: mistakes).compose(
                """
                name: shop_choice
                decode: [{list: ["|", ":"]}]
                choices: [{members: "", except: [t]}]
                categories: {stats: [statistics], ads: [ad_storage, ad_user_data]}
                evidence: [{class: explicit, present: t}]
                time: {path: t, unit: minutes}
                """))
        let reader = PlatformReader(mistakes: mistakes)
        let own = try #require(reader.readOwn(root, name: "shop-banner"))
        #expect(mistakes.sorted.isEmpty)
        #expect(own.name == "shop-banner")
        #expect(own.cookies.first?.decode == [.list(pairs: 0x7C, value: 0x3A)])
        #expect(own.categories.last?.purposes == [.adStorage, .adUserData])
        let catalog = try Catalog().consentPlatforms(
            own: [own],
            categories: [
                "shop-banner": [
                    CategoryDefinition(word: "personal", purposes: .preferences)
                ]
            ])
        let header = Array("shop_choice=stats:1|ads:0|personal:1|t:29000000".utf8)
        let report = try #require(catalog.reports(cookies: header.span).first)
        #expect(report.name == "shop-banner")
        #expect(report.statement.evidence == .explicit)
        #expect(report.statement.time == 1_740_000_000)
        #expect(report.preferences == .granted)
        #expect(report.statistics == .granted)
        #expect(report.marketing == .denied)
    }

    @Test func `an entry of a site has one cookie or several`() {
        let several = mistakes(
            "{platform: Shop Banner, cookies: [{name: a}], name: b, otherwise: opaque}"
        ) { _ = PlatformReader(mistakes: $0).readOwn($1, name: "own") }
        #expect(several.contains { $0.contains("unknown key \"name\"") })
        #expect(several.contains { $0.contains("expected lower-case letters, digits and hyphens") })
        let none = mistakes("{otherwise: opaque}") {
            _ = PlatformReader(mistakes: $0).readOwn($1, name: "own")
        }
        #expect(none.contains { $0.contains("missing key \"name\" in a cookie") })
    }

    @Test func `what a site adds names platforms that there are`() {
        let found = mistakes("{tealum: {c1: [statistic]}, tealium: {c1: [statistics]}}") {
            let words = PlatformReader(mistakes: $0).readCategories($1, platforms: ["tealium"])
            #expect(words["tealium"]?.first?.purposes == .statistics)
        }
        #expect(found.count == 2)
        #expect(
            found.first
                == "p.yaml:1: unknown platform \"tealum\"; expected tealium; did you mean \"tealium\"?"
        )
        let revisions = mistakes("{tealium: 3, tealum: x}") {
            let least = PlatformReader(mistakes: $0).readRevisions($1, platforms: ["tealium"])
            #expect(least == ["tealium": 3])
        }
        #expect(revisions.count == 2)
    }

    @Test func `every mistake of a service file is reported at once`() {
        let found = mistakes(
            """
            purpose: statistic
            sources: [https://a.example]
            services:
              Own Counter: {}
              counter: {vendors: [matomoo], nams: [a]}
            """
        ) { _ = ServiceReader(mistakes: $0, vendors: ["matomo"]).read($1, name: "own") }
        #expect(found.count == 4, "\(found)")
        for part in [
            "p.yaml:1: unknown purpose \"statistic\"",
            "p.yaml:4: services has \"Own Counter\"; expected lower-case letters",
            "p.yaml:5: unknown key \"nams\"",
            "p.yaml:5: unknown vendor \"matomoo\"; expected matomo; did you mean \"matomo\"?",
        ] {
            #expect(found.contains { $0.hasPrefix(part) }, "\(part)")
        }
    }

    @Test func `every mistake of a rules file is reported at once`() {
        let found = mistakes(
            """
            rules: own
            about: Ours.
            sources: [https://a.example]
            grant-days: 400
            do-not-track: [tracking]
            grant-beats-global-privacy-control: no
            when-granted: send
            when-denied: forward
            when-unknwon: drop
            """
        ) { _ = RulesReader(mistakes: $0).read($1, name: "own") }
        #expect(found.count == 6, "\(found)")
        for part in [
            "p.yaml:4: grant-days is \"400\"; expected a number from 1 to 396",
            "p.yaml:5: unknown do-not-track \"tracking\"",
            "p.yaml:6: grant-beats-global-privacy-control is \"no\"; expected true or false",
            "p.yaml:7: unknown when-granted \"send\"",
            "p.yaml:8: when-denied is \"forward\"; expected forward-anonymous, aggregate or drop",
            "p.yaml:9: unknown key \"when-unknwon\"",
        ] {
            #expect(found.contains { $0.hasPrefix(part) }, "\(part)")
        }
    }

    @Test func `a folder of the shop adds and replaces platforms, services and rules`() throws {
        let folder = NSTemporaryDirectory() + "matglas-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let files = [
            "platforms/klaro.yaml":
                "platform: klaro\nsources: [https://a.example]\ncookies: [{name: our_klaro, decode: [object]}]\nchoices: [{members: \"\", services: true}]\nevidence: [{class: explicit, choices: true}]",
            "services/own.yaml":
                "purpose: marketing\nsources: [https://a.example]\nservices: {matomo: {vendors: [matomo], names: [our-counter]}}",
            "rules/strict.yaml":
                "rules: strict\nabout: Ours.\nsources: [https://a.example]\ngrant-days: 30\nwhen-denied: drop",
        ]
        for (path, text) in files {
            let file = URL(filePath: folder).appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        let catalog = try Catalog.overridden(by: folder).get()
        #expect(catalog.mistakesInOverrides.isEmpty)
        #expect(try catalog.consentRules(named: "strict").grantDays == 30)
        #expect(try catalog.consentRules(named: "strict").whenGranted == nil)
        let platforms = try catalog.consentPlatforms()
        let header = Array("our_klaro={\"our-counter\":false}".utf8)
        let report = try #require(platforms.reports(cookies: header.span).first)
        #expect(report.name == "klaro")
        #expect(report.marketing == .denied)
        #expect(report.statistics == .unknown)

        let broken = URL(filePath: folder).appending(path: "services/own.yaml")
        let twice =
            "purpose: marketing\nsources: [https://a.example]\nservices: {one: {names: [hotjar]}}"
        try Data(twice.utf8).write(to: broken)
        // A catalogue reads each file once; a reload makes another one.
        let changed = try Catalog.overridden(by: folder).get()
        let fault = try #require(throws: ConfigurationFault.self) {
            try changed.serviceDefinitions()
        }
        #expect(fault.description.contains("both have the name \"hotjar\""))
    }

    @Test func `rule sets that the product ships differ in what is done without consent`() throws {
        let catalog = Catalog()
        let strict = try catalog.consentRules(named: "be-strict")
        #expect(strict.whenDenied == .drop && strict.whenUnknown == .drop)
        for name in ["nl", "fr"] {
            let rules = try catalog.consentRules(named: name)
            #expect(rules.whenDenied == .aggregate && rules.whenUnknown == .aggregate)
        }
        for name in catalog.ruleNames {
            let rules = try catalog.consentRules(named: name)
            #expect(rules.whenGranted == .forward)
            #expect(rules.whenPartlyGranted == .forwardAnonymous)
            #expect(rules.globalPrivacyControl == .marketing && rules.usOptOut == .marketing)
            #expect(rules.doNotTrack == [.statistics, .marketing])
            #expect(!rules.grantBeatsGlobalPrivacyControl && rules.grantDays == 396)
        }
    }
}
