import Consent
import Testing

@testable import Gateway

@Suite struct DoubledCookieTests {
    private static let yes =
        "CookieConsent={stamp:'x',necessary:true,statistics:true,marketing:true,method:'explicit',ver:1}"
    private static let other = "OptanonConsent=groups=C0002:1,C0004:1&interactionCount=1"

    private func marketing(_ header: String) throws -> ConsentState {
        let evidence = ConsentEvidence()
        try Catalog().consentPlatforms().read(
            cookies: Array(header.utf8).span, watched: WatchedVendors(), into: evidence,
            with: CookieReader())
        return ConsentModel.decide(evidence, rules: ConsentRules(name: "test"), now: 1_790_000_000)
            .states.marketing
    }

    @Test(
        "A refusal counts though another value of the same cookie is written in another form",
        arguments: [
            "CookieConsent=0; \(yes); \(other)", "\(yes); CookieConsent=0; \(other)",
            "\(yes); \(other); CookieConsent=0",
        ])
    func refusalInAnotherForm(header: String) throws {
        #expect(try marketing(header) == .denied)
    }

    @Test("One value that cannot be read grants nothing for the others of its name")
    func unreadValue() throws {
        #expect(try marketing(Self.yes) == .granted)
        #expect(try marketing("\(Self.yes); CookieConsent={broken") == .unknown)
    }
}
