import Foundation
import Privacy
import Testing

@testable import Gateway

/// Every vendor map of the checkout.
@Suite struct VendorFilesTests {
    static let names: [String] = {
        let folder = GoldenTests.fixtures.deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "config/vendors")
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path())) ?? []
        return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
    }()

    /// What a shop writes into its configuration never changes.
    static let settled = [
        "google-analytics-4", "google-measurement-protocol", "universal-analytics", "google-tag",
        "meta-pixel", "meta-conversions-api", "hotjar", "mailchimp",
        "sentry", "userreport", "getsitecontrol", "webwinkelkeur",
        "matomo", "piwik-pro", "plausible", "umami",
        "goatcounter", "snowplow", "posthog", "segment",
        "tiktok-pixel", "pinterest-tag", "microsoft-uet", "microsoft-clarity",
        "shopify-monorail", "generic",
    ]

    @Test("A map has no mistake", arguments: names.filter(GoldenTests.isWanted))
    func loads(name: String) throws {
        do {
            let vendor = try GoldenTests.catalogOnDisk.get().vendor(named: name)
            #expect(!vendor.endpoints.isEmpty)
        } catch {
            Issue.record("\(error)")
        }
    }

    @Test("Every vendor that the product speaks of has a map, and the binary has the same text")
    func allAreEmbedded() throws {
        #expect(Self.names == Self.settled.sorted())
        for name in Self.names {
            let file = GoldenTests.fixtures.deletingLastPathComponent()
                .deletingLastPathComponent().appending(path: "config/vendors/\(name).yaml")
            #expect(
                Catalog.embeddedText(at: "vendors/\(name).yaml")
                    == (try String(contentsOf: file, encoding: .utf8)), "\(name)")
        }
    }
}
