import Foundation
import Testing

@testable import Gateway

/// Golden pairs: `Tests/Fixtures/<vendor>/<case>.in` and `.out`.
///
/// They are found, not listed.
///
/// With `MATGLAS_RECORD=1` in the environment the `.out` files are written anew; read the
/// difference before it is committed.
@Suite struct GoldenTests {
    static let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures")

    /// The files of the checkout, so that a map can be tried without building; that the embedded
    /// copies are the same is a test of its own.
    static let catalogOnDisk = Catalog.overridden(
        by: fixtures.deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "config").path())

    static let cases: [String] = {
        let all = FileManager.default.enumerator(atPath: fixtures.path())
        return (all?.allObjects ?? []).compactMap { $0 as? String }.filter {
            $0.hasSuffix(".in") && !$0.hasPrefix("logs/")
                && isWanted(String($0.split(separator: "/")[0]))
        }.sorted()
    }()

    /// Whether a vendor is to be looked at: with `MATGLAS_VENDORS` only those named there.
    static func isWanted(_ vendor: String) -> Bool {
        guard let wanted = ProcessInfo.processInfo.environment["MATGLAS_VENDORS"] else {
            return true
        }
        return wanted.split(separator: " ").contains { $0 == vendor }
    }

    @Test("There are fixtures") func areFound() { #expect(!Self.cases.isEmpty) }

    @Test("What leaves is what the fixture says", arguments: cases)
    func matches(name: String) throws {
        let catalog = try Self.catalogOnDisk.get()
        let vendor = try catalog.vendor(named: String(name.split(separator: "/")[0]))
        let input = Self.fixtures.appending(path: name)
        let event = GoldenEvent(try String(contentsOf: input, encoding: .utf8))
        let result = try event.results(vendor: vendor, catalog: catalog)
        let output = input.deletingPathExtension().appendingPathExtension("out")
        if ProcessInfo.processInfo.environment["MATGLAS_RECORD"] == "1" {
            try result.write(to: output, atomically: true, encoding: .utf8)
        }
        #expect(result == (try String(contentsOf: output, encoding: .utf8)))
    }
}
