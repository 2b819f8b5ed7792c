import Gateway
import Testing

@Suite struct ConsentSignalReportTests {
    @Test("A dash in a kind is as good as an underscore")
    func kinds() {
        #expect(ConsentSignalKind(name: "us-privacy") == .usPrivacy)
        #expect(ConsentSignalKind(name: "us_privacy") == .usPrivacy)
        #expect(ConsentSignalKind(name: "USPrivacy") == nil)
        for kind in ConsentSignalKind.allCases {
            #expect(ConsentSignalKind(name: kind.rawValue) == kind)
        }
    }

    @Test("A name that is no kind is answered with the nearest and with all")
    func unknownKind() {
        let message = ConsentSignalKind.unknown("cookie-haeder")
        #expect(message.contains("did you mean \"cookie_header\"?"))
        #expect(message.contains("rudderstack_context"))
    }

    /// Signals beside those of the vectors, and members of what they say.
    static let rows: [(ConsentSignalKind, String, String)] = [
        (.gcs, "", #"{"valid":false}"#),
        (.gcs, "-x", #"{"valid":false}"#),
        (.gcs, "G10-", #"{"ad_storage":"denied","analytics_storage":"unset"}"#),
        (
            .gcd, "13l3l3R3l5l1",
            #"{"ad_user_data":{"letter":"R","default":null,"update":null,"effective":"unknown","explicit_update":false}}"#
        ),
        (.gcd, "13r3r3r3r", #"{"valid":false}"#),
        (
            .googleHit, "/activityi;src=1;gcs=G100;gcd=13r3r3r3r5;npa=1;dma_cps=-?",
            #"{}"#
        ),
        (
            .googleHit, "gcs=G100;gcd=13r3r3r3r5;npa=1;dma_cps=syphamo",
            #"{"npa":"1","dma_cps":"syphamo","purposes":{"statistics":"denied","ad_storage":"denied","ad_user_data":"denied","ad_personalization":"denied"}}"#
        ),
        (
            .googleHit, "v=2&gcs=G1&gcd=13t3t3t3t5l1",
            #"{"gcs":{"valid":false,"reason":"not G1 and two of 0, 1 and -"},"purposes":{"statistics":"unknown","ad_storage":"unknown","ad_user_data":"unknown","ad_personalization":"unknown"}}"#
        ),
        (.applicableSections, "-1", #"{"applicable_section_ids":[],"applies":false}"#),
        (.applicableSections, "2,", #"{"valid":false}"#),
        (.applicableSections, "", #"{"valid":false}"#),
        (.usPrivacy, "1-Y-", #"{"valid":true,"notice":null,"opt_out_sale":true,"lspa":null}"#),
        (.globalPrivacySection, "usfl:BVWSSZlY", #"{"section":"usfl","SaleOptOut":1}"#),
        (.globalPrivacySection, "usxx:BVWSSZlY", #"{"valid":false}"#),
        (.globalPrivacySection, "", #"{"valid":false}"#),
        (
            .globalPrivacyPlatform, "DBABM",
            #"{"valid":false,"header_valid":true,"section_ids":[2]}"#
        ),
        (.globalPrivacyControl, "1, 1", #"{"gpc":true}"#),
        (.globalPrivacyControl, "-1", #"{"gpc":false}"#),
        (.doNotTrack, "0", #"{"dnt":false}"#),
        (
            .segment, "{}",
            #"{"present":false,"purposes":{"preferences":"unknown","statistics":"unknown","marketing":"unknown"}}"#
        ),
        (
            .segment, #"{"consent":{"categoryPreferences":{}}}"#,
            #"{"present":true,"categories":{},"purposes":{"preferences":"denied","statistics":"denied","marketing":"denied"}}"#
        ),
        (
            .segment, #"{"consent":{"categoryPreferences":{"Analytics":true,"Shop A":true}}}"#,
            #"{"purposes":{"preferences":"unknown","statistics":"granted","marketing":"unknown"}}"#
        ),
        (
            .rudderStack,
            #"{"consentManagement":{"allowedConsentIds":["C0002"],"deniedConsentIds":["C0004"]}}"#,
            #"{"allowed":["C0002"],"denied":["C0004"],"purposes":{"preferences":"unknown","statistics":"granted","marketing":"denied"}}"#
        ),
        (
            .snowplow, #"{"data":{"eventType":"allow_selected","consentScopes":["analytics"]}}"#,
            #"{"event_type":"allow_selected","purposes":{"preferences":"denied","statistics":"granted","marketing":"denied"}}"#
        ),
        (
            .snowplow, #"{"data":{"eventType":"pending"}}"#,
            #"{"event_type":"pending","purposes":{"preferences":"unknown","statistics":"unknown","marketing":"unknown"}}"#
        ),
        (
            .snowplow, #"{"data":{"eventType":"allow_all"}}"#,
            #"{"purposes":{"preferences":"granted","statistics":"granted","marketing":"granted"}}"#
        ),
        (.snowplow, "[]", #"{"valid":false}"#),
        (.measurementProtocol, #"{"ad_user_data":"YES"}"#, #"{"ad_user_data":"unknown"}"#),
        (.metaConversions, #"{"data_processing_options":[]}"#, #"{"ldu":false}"#),
        (.microsoftUET, "G", #"{"ad_storage":"granted"}"#),
        (.microsoftUET, "asc=", #"{"valid":false}"#),
        (.transparency, "", #"{"valid":false}"#),
        (.additional, "2~1~dv.1", #"{"valid":false}"#),
        (.cookieHeader, "", #"{"cmp":null,"evidence":"none"}"#),
    ]

    @Test("Signals beside the published ones are decoded by the same rules", arguments: rows)
    func report(kind: ConsentSignalKind, value: String, expected: String) throws {
        let found = try ConsentSignalReport.report(kind, value, platforms: ConsentVector.platforms)
        let expected = try #require(ReportValue(json: expected)?.members)
        for (name, value) in expected { #expect(found[name] == value, "\(name)") }
        if found["valid"]?.flag == false { #expect(found["reason"]?.text?.isEmpty == false) }
    }

    @Test("A string made since March 2026 without disclosed vendors decodes but is not valid")
    func undisclosed() throws {
        // Created on 1 April 2026 by a copy of a published string, with its segment and without.
        let core = "CQh-8AAQh-8AANwAAAENAwEgAAAAAAAAAAYgACPAAAAA"
        let without = try ConsentSignalReport.report(.transparency, core)
        #expect(without["created"]?.text == "2026-04-01T00:00:00.000Z")
        #expect(without["valid"]?.flag == false)
        #expect(without["decodes"]?.flag == true)
        #expect(without["cmp_id"] == .number(880))
        let with = try ConsentSignalReport.report(
            .transparency, core + ".IDKQA4AAgAKAGQAygAAA")
        #expect(with["valid"]?.flag == true)
        #expect(with["decodes"] == nil)
    }

    @Test(
        "Every kind answers hostile values with one line of JSON",
        arguments: ConsentSignalKind.allCases)
    func hostile(kind: ConsentSignalKind) throws {
        var values = ["\u{0}", "{", "[[[[", "%", "=", ";;;;", "~~~~", "....", "\n", "🍪=🍪"]
        values.append(String(repeating: "A", count: 65_536))
        values.append(String(repeating: "[", count: 65_536))
        values.append(String(repeating: "a=b;", count: 16_384))
        let seed = ConsentVector.all.first { $0.signal == kind.rawValue }?.input ?? ""
        for end in stride(from: 0, to: seed.count, by: max(1, seed.count / 12)) {
            values.append(String(seed.prefix(end)))
        }
        for value in values {
            let line = try ConsentSignalReport.line(
                kind, value, platforms: ConsentVector.platforms)
            #expect(!line.contains("\n"))
            #expect(ReportValue(json: line)?.members != nil)
        }
    }
}
