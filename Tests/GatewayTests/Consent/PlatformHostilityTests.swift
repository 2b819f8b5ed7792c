import Bytes
import Consent
import Testing

@testable import Gateway

/// What no banner writes grants nothing, whatever cookie it stands in.
@Suite struct PlatformHostilityTests {
    private static let values = [
        "", "x", "\"\"", "%", "%7B", "%7B%7D", "%5B%5D", "{", "[", "{}", "[]", "{\"a\":", "null",
        "undefined", "[object Object]", "$TCPDF{x}", "=====", "|||", ":::", "!!!", "__", "@@@",
        "eyJ", "e30=", "W10=", "true,true", "granted", "all", "\u{FFFD}",
        String(repeating: "[", count: 64), String(repeating: "%257B", count: 40),
        String(repeating: "a", count: 5_000),
        "{" + (0..<600).map { "\"k\($0)\":true" }.joined(separator: ",") + "}",
    ]

    @Test func `values that no banner writes grant nothing`() throws {
        let catalog = try PlatformVectorTests.catalog.get()
        let platforms = try Catalog().platformDefinitions()
        let names = Set(platforms.flatMap(\.cookies).map(\.name)).sorted()
        #expect(names.count > 90)
        for name in names.map({ $0.replacing("*", with: "7") }) {
            for value in Self.values {
                let header = Array("\(name)=\(value)".utf8)
                for report in catalog.reports(cookies: header.span, watched: WatchedVendors()) {
                    let states = [report.preferences, report.statistics, report.marketing]
                    #expect(!states.contains(.granted), "\(name)=\(value.prefix(40))")
                }
            }
        }
    }

    @Test func `a header that is cut off anywhere is read without a crash`() throws {
        let catalog = try PlatformVectorTests.catalog.get()
        for vector in PlatformVectorTests.vectors {
            let bytes = Array(vector.input.utf8)
            for end in stride(from: 0, to: bytes.count, by: 7) {
                let reports = catalog.reports(
                    cookies: Array(bytes[..<end]).span, isStorage: vector.signal == "local_storage",
                    watched: WatchedVendors())
                #expect(reports.count <= 3)
            }
        }
    }
}
