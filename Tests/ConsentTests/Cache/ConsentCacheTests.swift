import Bytes
import Testing

@testable import Consent

/// A cache repeats what was read and nothing else.
@Suite struct ConsentCacheTests {
    private static func statements(
        _ header: String, _ cache: ConsentCache?, catalog: PlatformCatalog = TestPlatforms.catalog
    ) -> [ConsentStatement] {
        let evidence = ConsentEvidence()
        catalog.read(
            cookies: Array(header.utf8).span, watched: WatchedVendors(), into: evidence,
            with: CookieReader(), cache: cache)
        return evidence.statements
    }

    @Test("A small cache that is full says what reading says")
    func replacing() {
        let cache = ConsentCache(3, 4, places: 8)
        for round in 0..<3 {
            for index in 0..<200 {
                let value = index % 3 == 0 ? "true" : "false"
                let header =
                    "_ga=\(round); CookieConsent={method:'explicit',marketing:\(value),ver:\(index)}"
                #expect(Self.statements(header, cache) == Self.statements(header, nil))
            }
        }
    }

    @Test("Cookies of no interest do not change the key, and names and values do not run together")
    func keys() {
        let cache = ConsentCache(3, 4)
        let reader = CookieReader()
        func key(_ text: String) -> UInt64 {
            let header = Array(text.utf8)
            reader.find(header.span, TestPlatforms.catalog, isStorage: false)
            return cache.key(
                cookies: header.span, reader.found, isPartial: false,
                catalog: TestPlatforms.catalog.identity)
        }
        #expect(key("cmplz_a=b; _ga=1") == key("_ga=2; cmplz_a=b;"))
        #expect(key("cmplz_a=b") != key("cmplz_ab="))
        #expect(key("cmplz_a=b; cmplz_c=") != key("cmplz_a=; cmplz_c=b"))
        #expect(key("cmplz_a=b") != key("cmplz_a=c"))
    }

    @Test("Another key and another catalogue do not share entries")
    func separate() {
        let cache = ConsentCache(3, 4)
        let header = "CONSENTMGR=c1:1|ts:1"
        let own = PlatformCatalog(
            platforms: TestPlatforms.all, services: [],
            categories: ["tealium": [CategoryDefinition(word: "c1", purposes: .statistics)]])
        #expect(Self.statements(header, cache).map(\.granted) == [[]])
        #expect(Self.statements(header, cache, catalog: own).map(\.granted) == [.statistics])
        #expect(Self.statements(header, cache).map(\.granted) == [[]])
    }

    @Test("A header that was cut does not share an entry with one that was not")
    func partial() {
        let cache = ConsentCache(3, 4)
        let header = "CookieConsent={method:'explicit',marketing:true}"
        let long = header + "; a=" + String(repeating: "x", count: CookieReader.longestHeader)
        #expect(Self.statements(header, cache).map(\.granted) == [.marketing])
        #expect(Self.statements(long, cache).map(\.granted) == [[]])
        #expect(Self.statements(header, cache).map(\.granted) == [.marketing])
    }

    @Test("More platforms than an entry holds are read each time")
    func many() {
        let cache = ConsentCache(3, 4)
        let header = """
            CookieConsent=0; klaro={a:1}; CONSENTMGR=c1:1|ts:1; tarteaucitron=!a=true; \
            cmplz_marketing=deny; mtm_consent=1
            """
        let whole = Self.statements(header, nil)
        #expect(whole.count == 6)
        #expect(Self.statements(header, cache) == whole)
        #expect(Self.statements(header, cache) == whole)
    }

    @Test("A place costs less than a kilobyte")
    func size() {
        #expect(MemoryLayout<ConsentCache.Entry>.stride + 16 < 1_024)
    }

    @Test("TC strings are remembered, also those that cannot be read")
    func transparency() {
        let cache = ConsentCache(3, 4)
        let watched = WatchedVendors()
        let text = Array("CP2G1QAP2G1QAEsACDENAdEgAAAAAAAAAAwIAAAGfgAgGfAA".utf8)
        let facts = TransparencyFacts.read(text.span, watched: watched)
        #expect(facts != nil)
        for _ in 0..<2 {
            #expect(cache.transparency(text.span, watched: watched) == facts)
            #expect(cache.transparency(Array("C".utf8).span, watched: watched) == nil)
            #expect(cache.additional(text.span, watched: watched) == nil)
            #expect(cache.additional(Array("1~".utf8).span, watched: watched) == AdditionalFacts())
        }
    }
}
