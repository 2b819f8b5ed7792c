import Bytes
import Testing

@testable import Consent

/// Whatever a visitor sends, reading ends, and grants never grow.
@Suite struct CookieHostileTests {
    private static let catalog = TestPlatforms.catalog

    private static func statements(
        _ header: [UInt8], isStorage: Bool = false, catalog: PlatformCatalog = catalog
    ) -> [ConsentStatement] {
        let evidence = ConsentEvidence()
        catalog.read(
            cookies: header.span, isStorage: isStorage, watched: WatchedVendors(),
            into: evidence, with: CookieReader())
        return evidence.statements
    }

    private static func proven(_ statements: [ConsentStatement]) -> PurposeSet {
        statements.reduce(into: []) { $0.formUnion($1.provenStates.granted) }
    }

    @Test(
        "A header that was cut grants nothing that the whole one does not",
        arguments: CookieVector.all)
    func prefixes(vector: CookieVector) {
        // Lists without an end and rows of cookies may lose the word that refuses.
        guard !["onetrust", "tarteaucitron", "matomo"].contains(vector.platform) else { return }
        let header = Array(vector.header.utf8)
        let whole = Self.proven(Self.statements(header, isStorage: vector.isStorage))
        for end in header.indices {
            let cut = Self.statements(Array(header[..<end]), isStorage: vector.isStorage)
            #expect(whole.isSuperset(of: Self.proven(cut)))
        }
    }

    @Test("A turned bit ends no reading", arguments: CookieVector.all)
    func bits(vector: CookieVector) {
        var header = Array(vector.header.utf8)
        let reader = CookieReader()
        let evidence = ConsentEvidence()
        for index in header.indices {
            for bit in UInt8(0)..<8 {
                header[index] ^= 1 << bit
                evidence.removeAll()
                Self.catalog.read(
                    cookies: header.span, watched: WatchedVendors(), into: evidence, with: reader)
                #expect(evidence.statements.count <= ConsentEvidence.mostStatements)
                header[index] ^= 1 << bit
            }
        }
    }

    @Test("Random values behind known names end no reading")
    func random() {
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
        let names = TestPlatforms.all.flatMap(\.cookies).map(\.name)
        let alphabet = Array("{}[]:,'\"\\=&|!#.-_%7B5DtrueFalsnul0123 \u{1}u".utf8)
        let reader = CookieReader()
        let evidence = ConsentEvidence()
        for _ in 0..<4_000 {
            var header: [UInt8] = []
            for _ in 0..<1 + next() % 4 {
                header += Array(names[Int(next() % UInt64(names.count))].utf8)
                header.append(UInt8(ascii: "="))
                for _ in 0..<next() % 60 {
                    header.append(alphabet[Int(next() % UInt64(alphabet.count))])
                }
                header += Array("; ".utf8)
            }
            evidence.removeAll()
            Self.catalog.read(
                cookies: header.span, watched: WatchedVendors(), into: evidence, with: reader)
            #expect(evidence.statements.count <= ConsentEvidence.mostStatements)
        }
    }

    @Test(
        "Nesting beyond eight, more than 512 keys and more than 4 KiB are opaque",
        arguments: [
            "klaro={\"a\":" + String(repeating: "[", count: 8) + String(repeating: "]", count: 8)
                + "}",
            "klaro={" + (0..<600).map { "k\($0):1" }.joined(separator: ",") + "}",
            "klaro={\"a\":true,\"b\":\"" + String(repeating: "x", count: 4_096) + "\"}",
            "klaro=" + String(repeating: "[", count: 4_000),
        ])
    func bounds(header: String) {
        let statements = Self.statements(Array(header.utf8))
        #expect(statements.map(\.evidence) == [.opaque])
    }

    @Test("Nesting of eight and 500 keys are read")
    func withinBounds() {
        let deep =
            "klaro={\"a\":" + String(repeating: "[", count: 7)
            + String(repeating: "]", count: 7) + "}"
        #expect(Self.statements(Array(deep.utf8)).map(\.evidence) == [.none])
        let wide = "klaro={" + (0..<500).map { "k\($0):1" }.joined(separator: ",") + "}"
        #expect(Self.statements(Array(wide.utf8)).map(\.evidence) == [.explicit])
    }

    @Test("Ten thousand cookies are passed over, and what is behind the limit grants nothing")
    func floods() {
        let grant = "CookieConsent={method:'explicit',marketing:true}"
        let many = (0..<10_000).map { "a\($0)=1" }.joined(separator: "; ")
        #expect(Self.statements(Array((many + "; " + grant).utf8)).isEmpty)
        let first = Self.statements(Array((grant + "; " + many).utf8))
        #expect(first.map(\.evidence) == [.explicit])
        #expect(Self.proven(first) == [])
        let refusal = grant.replacing("true", with: "false") + "; " + many
        #expect(Self.statements(Array(refusal.utf8)).map(\.denied) == [.marketing])
        let known = (0..<2_000).map { "cmplz_\($0)=allow" }.joined(separator: "; ")
        #expect(Self.proven(Self.statements(Array((known + "; cmplz_marketing=allow").utf8))) == [])
    }

    @Test(
        "Of cookies that occur twice both must grant, and one refusal is enough",
        arguments: [
            ("true", "true", [PurposeSet.marketing, []]),
            ("true", "false", [[], .marketing]),
            ("false", "true", [[], .marketing]),
            ("'x'", "true", [[], []]),
            ("true", "broken", [[], []]),
            ("broken", "false", [[], .marketing]),
        ] as [(String, String, [PurposeSet])])
    func duplicates(first: String, second: String, expected: [PurposeSet]) throws {
        func cookie(_ value: String, _ version: Int) -> String {
            value == "broken"
                ? "CookieConsent={method:"
                : "CookieConsent={method:'explicit',marketing:\(value),ver:\(version)}"
        }
        let header = cookie(first, 1) + "; a=b; " + cookie(second, 2)
        let statement = try #require(Self.statements(Array(header.utf8)).first)
        #expect([statement.granted, statement.denied] == expected)
    }

    @Test(
        "A member that occurs twice grants nothing unless it says the same",
        arguments: [
            ("marketing:true,marketing:true", [PurposeSet.marketing, []]),
            ("marketing:true,marketing:false", [[], .marketing]),
            ("marketing:true,statistics:true,marketing:'x'", [[], []]),
            ("marketing:false,method:'implied'", [[], .marketing]),
        ] as [(String, [PurposeSet])])
    func members(text: String, expected: [PurposeSet]) throws {
        let header = "CookieConsent={method:'explicit',\(text)}"
        let statement = try #require(Self.statements(Array(header.utf8)).first)
        #expect([statement.granted, statement.denied] == expected)
    }

    @Test(
        "Names that are repeated without end cost a bounded search, and the grants",
        arguments: [(2, .marketing), (40, .marketing), (60, []), (490, [])]
            as [(Int, PurposeSet)])
    func repeated(count: Int, granted: PurposeSet) throws {
        let members = String(repeating: "a:1,", count: count)
        let header = "CookieConsent={\(members)method:'explicit',marketing:true,statistics:false}"
        let statement = try #require(Self.statements(Array(header.utf8)).first)
        #expect(statement.granted == granted)
        #expect(statement.denied == .statistics)
    }

    @Test("Several cookies of one platform that occur twice are read to the stricter side")
    func duplicatesOfMany() throws {
        let header = """
            cmplz_banner-status=dismissed; cmplz_marketing=allow; cmplz_statistics=allow; \
            cmplz_marketing=deny; cmplz_statistics=allow; cmplz_preferences=
            """
        let statement = try #require(Self.statements(Array(header.utf8)).first)
        #expect(statement.granted == .statistics)
        #expect(statement.denied == .marketing)
    }

    @Test("A refusal among many cookies of one name counts wherever it stands", arguments: 0..<9)
    func manyDuplicates(place: Int) throws {
        let header = (0..<9).map { index in
            let value = index == place ? "deny" : "allow" + String(repeating: " ", count: index % 3)
            return "cmplz_banner-status=dismissed; cmplz_marketing=\(value); cmplz_statistics=allow"
        }
        let joined = header.joined(separator: "; ")
        let statement = try #require(Self.statements(Array(joined.utf8)).first)
        #expect(statement.denied == .marketing)
        #expect(statement.granted == .statistics)
    }

    @Test("More values of one name than are read grant nothing")
    func tooManyDuplicates() throws {
        let header = (0..<20).map { "CookieConsent={method:'explicit',marketing:true,ver:\($0)}" }
        let statement = try #require(
            Self.statements(Array(header.joined(separator: ";").utf8)).first)
        #expect(statement.granted == [])
    }

    @Test("What was read is forgotten")
    func forgotten() {
        let reader = CookieReader()
        let header = Array("CookieConsent={stamp:'secret',method:'explicit',marketing:true}".utf8)
        Self.catalog.read(
            cookies: header.span, watched: WatchedVendors(), into: ConsentEvidence(), with: reader)
        #expect(reader.tree.text.isEmpty && reader.stages.current.isEmpty)
    }

    @Test("Names count with their case, values may stand in quotes")
    func spelling() {
        let value = "={method:'explicit',marketing:true}"
        #expect(Self.statements(Array(("cookieconsent" + value).utf8)).isEmpty)
        let quoted = "  CookieConsent = \"{method:'explicit',marketing:true}\" ;"
        #expect(Self.proven(Self.statements(Array(quoted.utf8))) == .marketing)
    }

    @Test(
        "Signs without a meaning say nothing", arguments: ["", ";", "=", ";;=;", "CookieConsent"])
    func nothing(header: String) {
        #expect(Self.statements(Array(header.utf8)).isEmpty)
    }

    @Test(
        "A known name with a value of no grammar is opaque, once",
        arguments: [
            "CookieConsent=yes", "CookieConsent=", "CONSENTMGR=c1:1", "cookiehub=%%%",
            "_tracking_consent=3.AMPX_BE_t_f_x", "_tracking_consent=4", "OptanonConsent=a",
        ])
    func opaque(header: String) {
        let statements = Self.statements(Array(header.utf8))
        #expect(statements.map(\.evidence) == [.opaque])
        #expect(statements.allSatisfy { $0.granted.isEmpty && $0.denied.isEmpty })
    }
}
