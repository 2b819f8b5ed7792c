import Bytes
import Testing

@testable import Consent

/// What a catalogue is asked besides reading.
@Suite struct PlatformCatalogTests {
    private let catalog = TestPlatforms.catalog

    private func statement(
        _ header: String, _ catalog: PlatformCatalog = TestPlatforms.catalog
    ) throws -> ConsentStatement {
        let evidence = ConsentEvidence()
        catalog.read(
            cookies: Array(header.utf8).span, watched: WatchedVendors(), into: evidence,
            with: CookieReader())
        return try #require(evidence.statements.first)
    }

    @Test("Variants of a format share one name, and names lead back to signals")
    func names() throws {
        let cookiebot = try #require(catalog.signal(named: "cookiebot"))
        #expect(cookiebot == .platform(0))
        #expect(catalog.name(of: cookiebot) == "cookiebot")
        #expect(catalog.signal(named: "onetrust") == .platform(1))
        #expect(catalog.signal(named: "sec-gpc") == .globalPrivacyControl)
        #expect(catalog.name(of: .gcd) == "gcd")
        #expect(catalog.signal(named: "nobody") == nil)
        #expect(catalog.name(of: .platform(150)) == "unknown")
    }

    @Test("Services are found under any spelling and by vendor")
    func services() throws {
        let analytics = try #require(catalog.service(named: "Google Analytics"))
        #expect(catalog.service(named: "google_analytics_5") == nil)
        #expect(catalog.service(named: "googleAnalytics-4") == analytics)
        #expect(catalog.service(named: "--") == nil)
        #expect(catalog.serviceNames[analytics] == "google-analytics")
        #expect(catalog.services(ofVendor: "meta-capi").contains(2))
        #expect(catalog.services(ofVendor: "nobody").isEmpty)
    }

    @Test("Services that disagree say nothing of their purpose and keep their own answers")
    func disagreement() throws {
        let statement = try statement("tarteaucitron=!adsense=true!facebook=false!matomo=wait")
        #expect(statement.granted == [] && statement.denied == [])
        #expect(statement.grantedServices.contains(1))
        #expect(statement.deniedServices.contains(2))
        #expect(!statement.deniedServices.contains(3))
    }

    @Test("The word of a category counts before what services say")
    func categoryFirst() throws {
        var platform = TestPlatforms.klaro
        platform.categories = TestPlatforms.words(["ads": .marketing])
        let catalog = PlatformCatalog(platforms: [platform], services: TestPlatforms.services)
        let statement = try statement("klaro={ads:true,facebook:false,adsense:false}", catalog)
        #expect(statement.granted == .marketing)
        #expect(statement.denied == [])
        #expect(statement.deniedServices.contains(1) && statement.deniedServices.contains(2))
    }

    @Test("One refused word refuses the purpose of several")
    func refusal() throws {
        let header = "OptanonConsent=groups=C0004:1,C0005:0&interactionCount=2"
        #expect(try statement(header).denied == .marketing)
        #expect(try statement(header).granted == [])
    }

    @Test("A site's own words count before those of the platform")
    func ownWords() throws {
        let catalog = PlatformCatalog(
            platforms: TestPlatforms.all, services: [],
            categories: [
                "tealium": [CategoryDefinition(word: "C1", purposes: .statistics)],
                "onetrust": [CategoryDefinition(word: "c0002", purposes: .preferences)],
            ])
        #expect(try statement("CONSENTMGR=c1:1|ts:1735689600000", catalog).granted == .statistics)
        let header = "OptanonConsent=groups=C0002:1&interactionCount=2"
        #expect(try statement(header, catalog).granted == .preferences)
        #expect(catalog.identity != TestPlatforms.catalog.identity)
    }

    @Test(
        "A choice for an earlier version of the banner is outdated",
        arguments: [("0", true), ("1", true), ("2", false), ("12", false), ("null", true)])
    func revisions(revision: String, isOutdated: Bool) throws {
        let catalog = PlatformCatalog(
            platforms: TestPlatforms.all, services: [], revisions: ["orestbida": 2])
        let header = "cc_cookie={\"categories\":[\"analytics\"],\"revision\":\(revision),x:1}"
        let platform = try statement(header, catalog)
        if revision == "null" {
            #expect(platform.evidence == .opaque)
        } else {
            #expect(platform.isOutdated == isOutdated)
        }
    }

    @Test(
        "The time of the choice is read",
        arguments: [
            ("CONSENTMGR=c1:1|ts:1735689600999", 1_735_689_600),
            ("CookieConsent={method:'explicit',utc:1705162226478}", 1_705_162_226),
            (
                "OptanonConsent=groups=a:1; OptanonAlertBoxClosed=2025-02-05T15:40:00.391Z",
                1_738_770_000
            ),
        ])
    func times(header: String, time: Int64) throws {
        #expect(try statement(header).time == time)
    }

    @Test(
        "Texts that are no time are none",
        arguments: [
            ("2025-02-05", 1_738_713_600), ("2025-02-05T01:00:00+01:00", 1_738_713_600),
            ("2025-02-05 00:00", 1_738_713_600), ("1970-01-01T00:00:00Z", 0),
            ("2000-02-29", 951_782_400), ("1969-12-31", nil), ("2025-13-01", nil),
            ("2025-02-05T25:00:00Z", nil), ("2025-02-05Tx", nil), ("", nil), ("yesterday", nil),
        ] as [(String, Int64?)])
    func iso(text: String, seconds: Int64?) {
        #expect(ConsentTime.seconds(Array(text.utf8).span, .iso) == seconds)
    }

    @Test(
        "Numbers are read in their unit and within this age",
        arguments: [
            ("1735689600", TimeDefinition.Unit.seconds, 1_735_689_600),
            ("28928160", .minutes, 1_735_689_600), ("999999999999999999", .minutes, nil),
            ("99999999999999999999999", .seconds, nil), ("-1", .seconds, nil),
            ("1735689600.75", .seconds, 1_735_689_600),
        ] as [(String, TimeDefinition.Unit, Int64?)])
    func numbers(text: String, unit: TimeDefinition.Unit, seconds: Int64?) {
        #expect(ConsentTime.seconds(Array(text.utf8).span, unit) == seconds)
    }

    @Test("A hint of Global Privacy Control is a statement of its own")
    func globalPrivacyControl() {
        let header = Array("OptanonConsent=groups=C0004:1&interactionCount=1&isGpcEnabled=1".utf8)
        let evidence = ConsentEvidence()
        catalog.read(
            cookies: header.span, watched: WatchedVendors(), into: evidence, with: CookieReader())
        #expect(evidence.hasGlobalPrivacyControl)
        #expect(evidence.statements.last?.denied == .marketing)
        #expect(evidence.statements.last?.evidence == .optOut)
    }

    @Test("A tool's own opt-out is about that tool")
    func tool() throws {
        let statement = try statement("mtm_consent_removed=1700000000000")
        #expect(statement.tools.contains(3))
        #expect(statement.denied == .statistics)
    }

    @Test("A site's cookie says nothing about a cookie of another name that has it as a part")
    func stars() throws {
        let definition = TestPlatforms.platform("starred", [TestPlatforms.cookie("a-*-z")]) {
            $0.choices = [TestPlatforms.choice(.members, "")]
            $0.categories = TestPlatforms.standardWords
            $0.otherwise = .explicit
        }
        let catalog = PlatformCatalog(platforms: [definition], services: [])
        let evidence = ConsentEvidence()
        let header = Array("a-z=1; a-marketing-z=1; b-a-marketing-z=0; a-marketing-zz=0".utf8)
        catalog.read(
            cookies: header.span, watched: WatchedVendors(), into: evidence, with: CookieReader())
        #expect(evidence.statements.map(\.granted) == [.marketing])
    }

    @Test("Entries of local storage may hold semicolons")
    func storage() throws {
        let text = "x=1; klaro={\"a;b\":false, \"facebook\":true}; CONSENTMGR=c1:1|ts:1; y=2"
        let reports = catalog.reports(cookies: Array(text.utf8).span, isStorage: true)
        #expect(reports.map(\.name) == ["klaro", "tealium"])
        #expect(reports.first?.marketing == .granted)
    }

    @Test(
        "A list refuses what it leaves out, if the list is there",
        arguments: [
            ("categories:['analytics'],revision:1", [PurposeSet.statistics, .marketing]),
            ("categories:[],revision:1", [[], [.statistics, .marketing]]),
        ] as [(String, [PurposeSet])])
    func absent(text: String, expected: [PurposeSet]) throws {
        let statement = try statement("cc_cookie={\(text)}")
        #expect([statement.granted, statement.denied] == expected)
        #expect(statement.evidence == .explicit)
    }

    @Test("A category that was set before consent is no yes, and stays a no")
    func unless() throws {
        let header = """
            cookiehub={"answered":true,"categories":[{"cid":"3","value":true,"preconsent":true},\
            {"cid":"4","value":false,"preconsent":true},{"cid":"2","value":true}]}
            """
        let statement = try statement(header.replacing("false", with: "0"))
        #expect(statement.granted == .preferences)
    }

    @Test("Literals keep their escapes")
    func escapes() throws {
        let text = #"klaro={"a\u00e9\ud83d\ude00":"x",'b\'c':"\"\n","d":[1,-2.5e3,null]}"#
        let report = try #require(catalog.reports(cookies: Array(text.utf8).span).first)
        #expect(report.facts.json.contains("aé😀"))
        #expect(report.facts.json.contains("b'c"))
        #expect(report.facts.json.contains("\"d\":[1,-2500,null]"))
    }
}
