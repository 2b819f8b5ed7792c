import Bytes
import Consent
import Decoding
import Foundation
import Privacy
import Records
import Testing

@testable import Gateway

/// Plants markers of every personal kind in every field that a vendor map knows, and in ones that it
/// does not, and looks for them in everything that may leave.
@Suite struct GoogleAnalyticsLeakTests {
    struct Marker: Sendable {
        let name: String
        let value: String
    }

    static let markers = [
        Marker(name: "client id", value: "1837465029.1699988776"),
        Marker(name: "e-mail", value: "jan.canary@leakshop.nl"),
        Marker(name: "address", value: "187.66.155.233"),
        Marker(name: "IPv6 address", value: "2a02:1810:4711:99:8877:6655:4433:2211"),
        Marker(
            name: "page", value: "https://www.leaksite.nl/x/jan?token=9f86d081884c7d65&q=canary"),
        Marker(name: "phone", value: "+32 470 99 88 77"),
        Marker(
            name: "hash", value: "b4c9a289323b21a01c3e940f150eb9b8c542587f1abfd8f0e1cc1ffc5e475514"),
    ]

    /// What of a marker must not be seen, in the forms that a value can take.
    static func traces(of marker: Marker) -> [String] {
        let secret: String =
            switch marker.name {
            case "page": "9f86d081884c7d65"
            case "phone": "470 99 88 77"
            case "address": "155.233"
            case "IPv6 address": "8877:6655"
            default: marker.value
            }
        let data = Data(secret.utf8)
        let hex = data.map { String(format: "%02x", $0) }.joined()
        let once = data.map { String(format: "%%%02X", $0) }.joined()
        let encoded = secret.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? secret
        return [secret, data.base64EncodedString(), hex, once, encoded]
    }

    static let catalog = Catalog()

    private func outputs(
        _ query: String, body: String, vendor: VendorDefinition
    ) throws -> [(profile: String, text: String)] {
        try ["consented", "anonymous", "counted"].map { name in
            let profile = try Self.catalog.profile(named: name)
            let route = EventRoute(
                site: 0, destination: 0, method: "POST", body: [.formLines],
                map: CompiledMap(
                    eventFields: vendor.map.fields, profile: profile, signals: vendor.signals),
                keys: profile.pseudonyms.map { _ in
                    PseudonymKeys(
                        Pseudonymizer(masterKey: (3, 4)), site: "s", destination: "d",
                        profile: profile)
                },
                isSent: true)
            let query = Array(query.utf8)
            let body = Array(body.utf8)
            let userAgent = Array("Mozilla/5.0 (X11; Linux x86_64) Chrome/134.0.6998.89".utf8)
            let path = Array("/g/collect".utf8)
            let none: [UInt8] = []
            let event = RawEvent(
                path: path.span, query: query.span, body: body.span, userAgent: userAgent.span,
                headers: none.span, address: none.span)
            var anonymizer = EventAnonymizer(options: EngineOptions(ownHosts: ["shop.example"]))
            let record = try anonymizer.anonymize(
                event, route: route,
                decision: ConsentStates(statistics: .granted, marketing: .granted))
            var text = "\(record.facts)"
            if let request = record.request {
                text += String(decoding: request.target + request.body, as: UTF8.self)
            }
            return (name, text + (text.removingPercentEncoding ?? ""))
        }
    }

    @Test("No marker leaves through any field of the map, in query or body", arguments: markers)
    func plants(marker: Marker) throws {
        let vendor = try Self.catalog.vendor(named: "google-analytics-4")
        let value =
            marker.value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        for field in vendor.map.fields {
            let name = field.pattern.replacing("*", with: "extra").replacing("#", with: "1")
            let planted = field.decode == [.tildeItem] ? "id1~k0gravure~v0\(value)" : value
            for (query, body) in [
                ("v=2&tid=G-T&en=test&\(name)=\(planted)", ""),
                ("v=2&tid=G-T", "en=test&\(name)=\(planted)\nen=other"),
            ] {
                for (profile, text) in try outputs(query, body: body, vendor: vendor) {
                    for trace in Self.traces(of: marker) {
                        #expect(
                            !text.lowercased().contains(trace.lowercased()),
                            "\(marker.name) through \(name) under \(profile): \(text)")
                    }
                }
            }
        }
    }

    @Test(
        "Names that the sender chose carry nothing, and personal names are known as such",
        arguments: [
            "ep.187.66.155.233=1", "ep.2a02-1810-4711-99=1", "up.jan.canary.leakshop.nl=1",
            "ep.0470-9988-77=1", "ep.jan%40leakshop.nl=1", "pr187066155233=idx",
            "new_canary=canary",
            "ep.clientId=canary", "ep.ga_client_id=canary", "up.Klantnummer=canary",
            "ep.orderNumber=canary", "epn.customer_id=4711canary", "ep.user.id=canary",
            "EP.x=canary", "ep.=canary", "ep.E_Mail=canary", "ep.voornaam=canary",
        ])
    func names(field: String) throws {
        let vendor = try Self.catalog.vendor(named: "google-analytics-4")
        for (_, text) in try outputs("v=2&tid=G-T&en=test&\(field)", body: "", vendor: vendor) {
            #expect(!text.contains("canary"))
            #expect(!text.contains("187"))
            #expect(!text.contains("4711"))
            #expect(!text.contains("9988"))
        }
    }

    @Test("Colliding pseudonyms of one event come from one folded identity")
    func collide() throws {
        let vendor = try Self.catalog.vendor(named: "google-analytics-4")
        var tuples: Set<String> = []
        var ids: Set<String> = []
        for visitor in 0..<2000 {
            let query =
                "v=2&tid=G-T&en=test&cid=\(visitor).1700000000&sid=\(1_700_000_000 + visitor)"
            let output = try outputs(query, body: "", vendor: vendor)
            let text = try #require(output.first { $0.profile == "anonymous" }?.text)
            let id = try #require(text.firstMatch(of: /cid=([0-9.]+)/)?.output.1)
            let session = try #require(text.firstMatch(of: /sid=([0-9]+)/)?.output.1)
            ids.insert(String(id))
            tuples.insert("\(id) \(session)")
        }
        #expect(tuples.count == ids.count)
        #expect(ids.count < 2000)
        // 2,000 balls in 14,427 urns leave some 1,868 urns filled.
        #expect(ids.count > 1800)
    }

    @Test(
        "A body that is not the vendor's format is malformed, whatever the query says",
        arguments: [#"{"email":"jan@example.com"}"#, "just some text", "x=1", "\u{0}\u{1}"])
    func unreadableBody(body: String) throws {
        let vendor = try Self.catalog.vendor(named: "google-analytics-4")
        #expect(throws: AnonymizerFault.malformed) {
            try outputs("v=2&tid=G-T&en=test", body: body, vendor: vendor)
        }
    }
}
