import Bytes
import Testing

@testable import Consent

/// TC, AC and GPP strings inside other cookies.
@Suite struct NestedStringTests {
    private static let text = "CP2G1QAP2G1QAEsACDENAdEgAAAAAAAAAAwIAAAGfgAgGfAA"

    private static func evidence(
        _ header: String, _ catalog: PlatformCatalog = TestPlatforms.catalog,
        _ cache: ConsentCache? = nil
    ) -> ConsentEvidence {
        let evidence = ConsentEvidence()
        catalog.read(
            cookies: Array(header.utf8).span, watched: WatchedVendors(), into: evidence,
            with: CookieReader(), cache: cache)
        return evidence
    }

    @Test("A cookie that is a TC string refuses only, and its facts are evidence, cached or not")
    func transparencyOnly() throws {
        let read = TransparencyFacts.read(Array(Self.text.utf8).span, watched: WatchedVendors())
        let facts = try #require(read)
        let cache = ConsentCache(1, 2)
        for _ in 0..<2 {
            let evidence = Self.evidence(
                "FCCDCF=[null,null,null,['\(Self.text)','1~']]", TestPlatforms.catalog, cache)
            let statement = try #require(evidence.statements.first)
            #expect(evidence.statements.count == 1)
            #expect(statement.evidence == .explicit && statement.isVetoOnly)
            #expect(statement.denied == facts.purposeStates.denied)
            #expect(statement.granted == [])
            #expect(statement.time == facts.time)
            #expect(evidence.transparency == facts)
            #expect(evidence.additional == AdditionalFacts())
        }
    }

    @Test(
        "A TC string that cannot be read is opaque, and one that is missing is no choice",
        arguments: [
            ("FCCDCF=[null,null,null,['CPX','1~']]", EvidenceClass.opaque),
            ("FCCDCF=[null,null,null,null]", .none),
        ])
    func broken(header: String, evidence: EvidenceClass) {
        let read = Self.evidence(header)
        #expect(read.statements.map(\.evidence) == [evidence])
        #expect(read.transparency == nil)
    }

    @Test("A TC string that stands twice with another text grants nothing")
    func twice() {
        let evidence = Self.evidence(
            "CookieConsent={method:'explicit',iab2:'\(Self.text)',iab2:'C'}")
        #expect(evidence.statements.map(\.granted) == [[]])
        #expect(evidence.transparency == nil)
    }

    @Test("A TC string beside categories leaves them as they are")
    func besideCategories() throws {
        let evidence = Self.evidence(
            "CookieConsent={method:'explicit',marketing:true,iab2:'\(Self.text)'}")
        #expect(evidence.statements.map(\.granted) == [.marketing])
        #expect(evidence.transparency != nil)
        let broken = Self.evidence("CookieConsent={method:'explicit',marketing:true,iab2:'x'}")
        #expect(broken.statements.map(\.granted) == [.marketing])
        #expect(broken.transparency == nil)
    }

    @Test(
        "A GPP string opts out, brings its TC string, or is counted as unreadable",
        arguments: [
            ("DBABLA~CVVVVVVVVVVW.YA", [EvidenceClass.none, .optOut], false),
            ("DBABM~CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA", [.none], true),
            ("AAAA", [.none, .opaque], false),
        ] as [(String, [EvidenceClass], Bool)])
    func globalPrivacyPlatform(text: String, classes: [EvidenceClass], hasFacts: Bool) {
        let definition = TestPlatforms.platform("gpp", [TestPlatforms.cookie("OTGPPConsent")]) {
            $0.globalPrivacyPlatform = ""
        }
        let catalog = PlatformCatalog(platforms: [definition], services: [])
        let cache = ConsentCache(1, 2)
        for _ in 0..<2 {
            let evidence = Self.evidence("OTGPPConsent=" + text, catalog, cache)
            #expect(evidence.statements.map(\.evidence) == classes)
            #expect(
                evidence.statements.dropFirst().allSatisfy { $0.signal == .globalPrivacyPlatform })
            #expect(
                evidence.statements.allSatisfy { $0.evidence != .optOut || $0.denied == .marketing }
            )
            #expect((evidence.transparency != nil) == hasFacts)
        }
    }
}
