import Consent
import Foundation
import Testing

@testable import Gateway

/// The handbook of platforms says what the readers read.
@Suite struct PlatformHandbookTests {
    private let handbook: String

    init() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        handbook = try String(
            contentsOf: root.appending(path: "config/platforms/README.md"), encoding: .utf8)
    }

    @Test func `every platform is listed with all its cookies`() throws {
        let catalog = Catalog()
        let rows = rows(under: "## The platforms")
        #expect(Set(rows.keys) == Set(catalog.platformNames))
        for name in catalog.platformNames {
            var cookies: [String] = []
            for cookie in try catalog.platform(named: name).flatMap(\.cookies)
            where !cookies.contains(cookie.name) {
                cookies.append(cookie.name)
            }
            #expect(rows[name]?.last == cookies.map { "`\($0)`" }.joined(separator: " "), "\(name)")
        }
    }

    @Test func `every key, step, class, condition and form is there and no others`() {
        let file = ["platform", "sources", "cookies", "variants"] + PlatformReader.keys
        #expect(Set(rows(under: "## A file").keys) == Set(file))
        #expect(Set(rows(under: "## Cookies").keys) == Set(PlatformCookieReader.keys))
        #expect(Set(rows(under: "## Steps").keys) == Set(PlatformCookieReader.stepNames))
        #expect(Set(rows(under: "## Choices").keys) == Set(PlatformRulesReader.choiceKeys))
        let evidence = EvidenceClass.allCases.map(\.rawValue) + PlatformRulesReader.conditionKeys
        #expect(Set(rows(under: "## Evidence").keys) == Set(evidence + ["and"]))
        let forms = FactDefinition.Form.allCases.map(\.rawValue)
        #expect(Set(rows(under: "## Facts").keys) == Set(forms))
    }

    @Test func `the rule sets have the values of their files`() throws {
        let catalog = Catalog()
        let rows = rows(under: "## Rule sets")
        #expect(Set(rows.keys) == Set(RulesReader.keys))
        for (column, name) in ["be-strict", "nl", "fr"].enumerated() {
            let rules = try catalog.consentRules(named: name)
            func cell(_ key: String) -> String? { rows[key].map { Array($0)[column] } }
            #expect(cell("grant-days") == "\(rules.grantDays)")
            #expect(cell("when-granted") == rules.whenGranted?.rawValue)
            #expect(cell("when-partly-granted") == rules.whenPartlyGranted?.rawValue)
            #expect(cell("when-denied") == rules.whenDenied?.rawValue)
            #expect(cell("when-unknown") == rules.whenUnknown?.rawValue)
            #expect(cell("do-not-track") == "statistics, marketing")
            #expect(cell("global-privacy-control") == "marketing")
            #expect(cell("us-opt-out") == "marketing")
        }
    }

    @Test func `the worked example reads the header that stands beside it`() throws {
        let text = try block(after: "instead of `cookies` those of its only cookie:")
        let mistakes = MistakeList(file: "shop.yaml")
        let root = try #require(YAMLComposer(mistakes: mistakes).compose(text))
        let own = PlatformReader(mistakes: mistakes).readOwn(root, name: "zeepwinkel")
        #expect(mistakes.sorted.isEmpty)
        let catalog = try Catalog().consentPlatforms(own: [try #require(own)])
        let header = "zeep_keuze=v%3A2%7Cmeten%3Aja%7Creclame%3Anee%7Ctijd%3A1763703360"
        #expect(handbook.contains("    \(header)\n"))
        let report = try #require(catalog.reports(cookies: Array(header.utf8).span).first)
        #expect(report.name == "zeepwinkel")
        #expect(report.statement.evidence == .explicit)
        #expect(report.statement.time == 1_763_703_360)
        #expect(report.statistics == .granted)
        #expect(report.marketing == .denied)
    }

    @Test func `the words of an account are those of platforms that there are`() throws {
        let text = try block(after: "added to a platform without describing it again:")
        let mistakes = MistakeList(file: "shop.yaml")
        let root = try #require(YAMLComposer(mistakes: mistakes).compose(text))
        let categories = PlatformReader(mistakes: mistakes).readCategories(
            try #require(root["categories"]), platforms: Catalog().platformNames)
        #expect(mistakes.sorted.isEmpty)
        let catalog = try Catalog().consentPlatforms(categories: categories)
        let headers = [
            "CONSENTMGR=c1:1|c2:0|ts:1735689600000|consent:true": [ConsentState.granted, .denied],
            "OptanonConsent=interactionCount=1&groups=C0007%3A1%2CBG36%3A0": [.granted, .denied],
            "real_cookie_banner-blog:1=1:u:r:{\"17\":[3]}": [.granted, .unknown],
        ]
        for (header, expected) in headers {
            let reports = catalog.reports(cookies: Array(header.utf8).span)
            let report = try #require(reports.first)
            #expect([report.statistics, report.marketing] == expected, "\(header)")
        }
    }

    @Test func `an account's numbers cannot turn a refusal of everything into less`() throws {
        let catalog = try Catalog().consentPlatforms(categories: [
            "commanders-act": [CategoryDefinition(word: "1", purposes: .statistics)]
        ])
        for (header, expected) in [
            ("TC_PRIVACY=1@004@@1@1735689600000@", [ConsentState.denied, .denied, .denied]),
            ("TC_PRIVACY=0@004@1,2@1@1735689600000@", [.unknown, .granted, .unknown]),
        ] {
            let report = try #require(catalog.reports(cookies: Array(header.utf8).span).first)
            #expect([report.preferences, report.statistics, report.marketing] == expected)
        }
    }

    // MARK: Reading

    /// The rows of all tables between a heading and the next of its level, by the code of their first cell.
    private func rows(under heading: String) -> [String: ArraySlice<String>] {
        let lines = handbook.split(separator: "\n", omittingEmptySubsequences: false)
        guard let start = lines.firstIndex(where: { $0 == heading }) else { return [:] }
        var rows: [String: ArraySlice<String>] = [:]
        for line in lines[(start + 1)...] {
            if line.hasPrefix("## ") { break }
            guard line.hasPrefix("| `") || line.hasPrefix("| [`") else { continue }
            let cells = line.replacing("\\|", with: "¦").split(
                separator: "|", omittingEmptySubsequences: false
            ).dropFirst().dropLast().map { $0.trimmingCharacters(in: .whitespaces) }
            guard let first = cells.first else { continue }
            let parts = first.split(separator: "`", omittingEmptySubsequences: false)
            guard parts.count > 1 else { continue }
            rows[String(parts[1])] = cells.dropFirst()
        }
        return rows
    }

    /// The first fenced block behind a line.
    private func block(after mark: String) throws -> String {
        let start = try #require(handbook.range(of: mark))
        let open = try #require(
            handbook.range(of: "```yaml\n", range: start.upperBound..<handbook.endIndex))
        let close = try #require(
            handbook.range(of: "\n```", range: open.upperBound..<handbook.endIndex))
        return String(handbook[open.upperBound..<close.lowerBound]) + "\n"
    }
}
