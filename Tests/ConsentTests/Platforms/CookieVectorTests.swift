import Bytes
import Testing

@testable import Consent

/// Published headers are read as their collection says.
@Suite struct CookieVectorTests {
    @Test("A published header is read as published", arguments: CookieVector.all)
    func published(vector: CookieVector) throws {
        let reports = TestPlatforms.catalog.reports(
            cookies: Array(vector.header.utf8).span, isStorage: vector.isStorage,
            watched: WatchedVendors())
        let report = try #require(reports.first)
        #expect(reports.count == 1)
        #expect(report.name == vector.platform)
        #expect(report.statement.evidence == vector.evidence)
        #expect([report.preferences, report.statistics, report.marketing] == vector.states)
        guard vector.platform != "takeaway" else { return }
        for line in vector.facts {
            let split = try #require(line.firstIndex(of: " "))
            let fact = report.facts[name: String(line[..<split])]
            #expect((fact ?? .null).json == String(line[line.index(after: split)...]), "\(line)")
        }
    }

    @Test("A request is read as the command line reads it", arguments: CookieVector.all)
    func requests(vector: CookieVector) {
        let header = Array(vector.header.utf8)
        let reports = TestPlatforms.catalog.reports(
            cookies: header.span, isStorage: vector.isStorage, watched: WatchedVendors())
        let evidence = ConsentEvidence()
        let reader = CookieReader()
        let cache = ConsentCache(1, 2)
        for _ in 0..<3 {
            evidence.removeAll()
            TestPlatforms.catalog.read(
                cookies: header.span, isStorage: vector.isStorage, watched: WatchedVendors(),
                into: evidence, with: reader, cache: cache)
            let statements = evidence.statements.filter { $0.signal != .globalPrivacyControl }
            #expect(statements == reports.map(\.statement))
        }
    }
}
