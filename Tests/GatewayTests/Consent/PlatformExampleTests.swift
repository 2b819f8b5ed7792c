import Bytes
import Consent
import Foundation
import Testing

@testable import Gateway

/// Each platform with a yes, a no, and a visitor who was not asked or did not answer.
@Suite struct PlatformExampleTests {
    /// What one header says.
    struct Example: Sendable, CustomTestStringConvertible {
        let platform: String
        let header: String
        let evidence: EvidenceClass
        /// Preferences, statistics and marketing, each `g`, `d` or `u`.
        let states: String

        init(
            _ platform: String, _ header: String, _ evidence: EvidenceClass, _ states: String
        ) {
            self.platform = platform
            self.header = header
            self.evidence = evidence
            self.states = states
        }

        var testDescription: String { "\(platform) \(header.prefix(60))" }
        var isStorage: Bool { header.contains("={\"") }
    }

    @Test("A header says what its platform means by it", arguments: Example.all)
    func says(example: Example) throws {
        let catalog = try PlatformVectorTests.catalog.get()
        let reports = catalog.reports(
            cookies: Array(example.header.utf8).span, isStorage: example.isStorage,
            watched: WatchedVendors())
        let report = try #require(reports.first)
        #expect(reports.count == 1)
        #expect(report.name == example.platform)
        #expect(report.statement.evidence == example.evidence)
        let states = [report.preferences, report.statistics, report.marketing]
            .compactMap { $0.rawValue.first.map(String.init) }.joined()
        #expect(states == example.states)
    }

    /// Platforms whose files can say no yes: sealed, without choices, with words of the account's own,
    /// or with values that are not documented.
    static let withoutGrants: Set<String> = [
        "osano", "magento", "lightspeed", "hubspot", "commanders-act", "consentmanager",
        "real-cookie-banner", "prestashop-x13", "tealium", "tcf-cookies", "google-funding-choices",
    ]
    /// Platforms whose files can say no no.
    static let withoutRefusals: Set<String> = [
        "osano", "magento", "consentmanager", "real-cookie-banner", "prestashop-x13",
    ]
    /// Platforms that write nothing before the visitor chose.
    static let withoutDefaults: Set<String> = [
        "klaro", "wp-consent-api", "cookiefirst", "borlabs", "moove-gdpr", "microsoft-banner",
        "amasty", "shopware6", "termly", "pandectes", "cookie-law-info", "matglas",
    ]

    @Test func `every platform has a yes, a no and a default among the examples`() throws {
        let published = PlatformVectorTests.vectors.map(\.expected)
        for name in Catalog().platformNames {
            let own = Example.all.filter { $0.platform == name }
            let others = published.filter { $0.cmp == name }
            let hasGrant =
                own.contains { $0.states.contains("g") }
                || others.contains { $0.purposes.values.contains("granted") }
            let hasRefusal =
                own.contains { $0.states.contains("d") }
                || others.contains { $0.purposes.values.contains("denied") }
            let hasDefault =
                own.contains { $0.states == "uuu" }
                || others.contains { !$0.purposes.values.contains { $0 != "unknown" } }
            #expect(hasGrant != Self.withoutGrants.contains(name), "\(name) and a yes")
            #expect(hasRefusal != Self.withoutRefusals.contains(name), "\(name) and a no")
            #expect(hasDefault || Self.withoutDefaults.contains(name), "\(name) and a default")
        }
    }
}
