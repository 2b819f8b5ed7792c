import Bytes
import Consent
import Testing

@testable import Gateway

/// The cookie as the decision reads it: by its platform file, as every other cookie.
@Suite struct ConsentPlatformTests {
    private func statements(_ choice: ConsentChoice) throws -> [ConsentStatement] {
        let platforms = try Catalog().consentPlatforms()
        var header = ByteBuffer()
        header.append(ConsentChoice.cookieName)
        header.append("=")
        choice.appendCookie(to: &header)
        return statements(header.span, platforms)
    }

    private func statements(
        _ header: Span<UInt8>, _ platforms: PlatformCatalog
    ) -> [ConsentStatement] {
        let evidence = ConsentEvidence()
        platforms.read(
            cookies: header, watched: WatchedVendors(), into: evidence, with: CookieReader())
        return evidence.statements
    }

    @Test(
        "What the page records is what the decision reads",
        arguments: [PurposeSet.all, .statistics, .marketing, [.statistics, .preferences], []])
    func readsWhatIsWritten(granted: PurposeSet) throws {
        let denied = PurposeSet.all.subtracting(granted)
        let choice = ConsentChoice(
            ConsentStates(granted: granted, denied: denied), at: ConsentRequests.now, after: nil)
        let read = try statements(choice)
        try #require(read.count == 1)
        #expect(read[0].evidence == .explicit)
        #expect(read[0].granted == granted)
        #expect(read[0].denied == denied)
        #expect(read[0].time == ConsentRequests.thisMinute)
        #expect(!read[0].isObjection)
    }

    @Test("An objection is one")
    func readsTheObjection() throws {
        let choice = ConsentChoice(
            ConsentStates(granted: [], denied: .all), isObjection: true, at: ConsentRequests.now,
            after: nil)
        let read = try statements(choice)
        try #require(read.count == 1)
        #expect(read[0].isObjection)
        #expect(read[0].denied == .all)
    }

    @Test(
        "A cookie in another form grants nothing",
        arguments: [
            "1", "v:2|p:1|s:1|m:1|o:0|first:1795219200|time:1795256400", "p:1|s:1|m:1",
            "v:1|p:1|s:1|m:1|o:0|first:1795219200", "v:1,p:1,s:1,m:1", "{\"v\":1,\"s\":1}",
        ])
    func grantsNothing(value: String) throws {
        let header = Array("matglas_consent=\(value)".utf8)
        for statement in statements(header.span, try Catalog().consentPlatforms()) {
            #expect(statement.evidence != .explicit || statement.granted.isEmpty)
        }
    }
}
