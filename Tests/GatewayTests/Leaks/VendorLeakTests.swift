import Foundation
import Privacy
import Records
import Testing

@testable import Gateway

/// For every vendor: markers of every personal kind in every field of its map, and none may leave.
@Suite struct VendorLeakTests {
    static let names = VendorFilesTests.names.filter(GoldenTests.isWanted)
    static let catalog = GoldenTests.catalogOnDisk
    static let browser = "Mozilla/5.0 (X11; Linux x86_64) Chrome/134.0.6998.89 Safari/537.36"

    /// Markers that the engine must find wherever they stand.
    static let markers = [
        PlantedMarker(
            name: "client id", value: "1837465029.1699988776", secrets: ["1837465029.1699988776"]),
        PlantedMarker(
            name: "e-mail", value: "jan.canary@leakshop.nl", secrets: ["jan.canary@leakshop.nl"]),
        PlantedMarker(
            name: "e-mail in a sentence", value: "mail van jan.canary@leakshop.nl over de fiets",
            secrets: ["jan.canary@leakshop.nl", "jan.canary"]),
        PlantedMarker(name: "address", value: "187.66.155.233", secrets: ["187.66.155.233"]),
        PlantedMarker(
            name: "IPv6 address", value: "2a02:1810:4711:99:8877:6655:4433:2211",
            secrets: ["8877:6655:4433:2211"]),
        PlantedMarker(
            name: "page with token and e-mail",
            value:
                "https://shop.example/x/p?token=9f86d081884c7d65&mail=jan.canary%2540leakshop.nl#jan",
            secrets: ["9f86d081884c7d65", "jan.canary"]),
        PlantedMarker(
            name: "page in a page",
            value:
                "https://shop.example/r?u=https%3A%2F%2Fshop.example%2F%3Femail%3Djan.canary%2540leakshop.nl",
            secrets: ["jan.canary"]),
        PlantedMarker(name: "phone", value: "+32 470 99 88 77", secrets: ["470 99 88 77"]),
        PlantedMarker(
            name: "SHA-256 of an e-mail",
            value: "b4c9a289323b21a01c3e940f150eb9b8c542587f1abfd8f0e1cc1ffc5e475514",
            secrets: ["b4c9a289323b21a01c3e940f150eb9b8c542587f1abfd8f0e1cc1ffc5e475514"]),
        PlantedMarker(
            name: "UUID", value: "7c3f8a52-91d4-4b6e-8f0a-2d5e6b7c8d9e",
            secrets: ["7c3f8a52-91d4-4b6e-8f0a-2d5e6b7c8d9e"]),
        PlantedMarker(
            name: "click id",
            value: "Cj0KCQjwqv2_BhC0ARIsAFb5Ac9fQxLmTESTtestTESTtestTESTtestTESTtest0aAgNwEALw_wcB",
            secrets: ["FQxLmTESTtest", "Cj0KCQjwqv2"]),
        PlantedMarker(
            name: "IBAN", value: "NL91ABNA0417164300", secrets: ["NL91ABNA0417164300"]),
        PlantedMarker(
            name: "card", value: "4111 1111 1111 1111", secrets: ["4111 1111 1111 1111"]),
        PlantedMarker(
            name: "JSON in a value",
            value: #"{"email":"jan.canary@leakshop.nl","ip":"187.66.155.233"}"#,
            secrets: ["jan.canary", "187.66.155.233"]),
        PlantedMarker(
            name: "base64 JSON in a value",
            value: Data(#"{"email":"jan.canary@leakshop.nl"}"#.utf8).base64EncodedString(),
            secrets: ["jan.canary"]),
    ]

    @Test("No marker leaves through any field of any map", arguments: names, markers)
    func plants(name: String, marker: PlantedMarker) throws {
        let traces = marker.traces.map { Array($0.utf8) }
        try forEachEvent(
            of: name,
            // A key that the destination asks for, and its own ids, are what the shop says they are.
            value: { field in
                if field.isRequired { return "key123" }
                return field.kind == .siteID && !marker.isPlain ? "G-TEST000001" : marker.value
            }
        ) { where_, text in
            let unfolded = PlantedMarker.unfolded(text)
            for trace in traces where PlantedMarker.holds(unfolded, trace) {
                let form = String(decoding: trace, as: UTF8.self)
                Issue.record("\(marker.name) (\(form)) \(where_): \(text.prefix(3000))")
                return
            }
        }
    }

    /// Values that nothing but the map can know to be personal.
    static let personal: [(kind: Kind, value: String)] = [
        (.personName, "Marieke Kanarie"), (.postalAddress, "Kanariehof"),
        (.birthDate, "1984-03-21"), (.userID, "kanarie4711"), (.hashedPerson, "kanariehash"),
        (.secret, "kanarie-geheim"), (.deviceID, "kanariedevice"), (.fingerprint, "kanarieprint"),
        (.unknown, "kanarieveld"), (.opaque, "kanariestroom"), (.clickID, "kanarieclick"),
        (.email, "kanariemail"), (.phone, "kanarietel"), (.clientID, "kanarieclient"),
        (.sessionID, "kanariesession"), (.orderID, "kanarieorder"), (.random, "kanarienonce"),
        (.clientHint, "kanariehint"),
    ]

    @Test("What only the map knows to be personal does not leave either", arguments: names)
    func kinds(name: String) throws {
        let values = Dictionary(uniqueKeysWithValues: Self.personal.map { ($0.kind, $0.value) })
        try forEachEvent(
            of: name,
            value: { field in
                if field.isRequired { return "key123" }
                return field.kind.map { values[$0] ?? "x" } ?? "x"
            }
        ) { where_, text in
            let unfolded = PlantedMarker.unfolded(text)
            for (kind, value) in Self.personal
            where PlantedMarker.holds(unfolded, Array(value.lowercased().utf8)) {
                Issue.record("\(kind) \(where_): \(text.prefix(3000))")
            }
        }
    }

    @Test("New fields never leave, wherever they are added", arguments: names)
    func strangers(name: String) throws {
        let strangers = [
            (name: "zz_new_field", value: "vreemdeling"), (name: "$vreemd", value: "vreemdeling"),
            (name: "vreemdeling@x", value: "1"),
        ]
        try forEachEvent(of: name, strangers: strangers, value: { _ in "x" }) { where_, text in
            let unfolded = PlantedMarker.unfolded(text)
            for name in ["vreemd", "zz_new"]
            where PlantedMarker.holds(unfolded, Array(name.utf8)) {
                Issue.record("\(name) \(where_): \(text.prefix(3000))")
            }
        }
    }

    // MARK: Walking

    private func forEachEvent(
        of name: String, strangers: [(name: String, value: String)] = [],
        value: @escaping (FieldDefinition) -> String?, check: (String, String) throws -> Void
    ) throws {
        let catalog = try Self.catalog.get()
        let vendor = try catalog.vendor(named: name)
        for endpoint in vendor.endpoints {
            for layout in endpoint.body {
                var event = PlantedEvent(
                    vendor: vendor, endpoint: endpoint, layout: layout, value: value)
                event.strangers = strangers
                for profile in ["consented", "anonymous", "counted"] {
                    for inBody in [false, true] where !inBody || layout != .none {
                        let place =
                            "\(endpoint.methods[0]) \(endpoint.path) \(inBody ? layout.rawValue : "query") under \(profile)"
                        do {
                            let text = try event.result(
                                under: catalog.profile(named: profile), userAgent: Self.browser,
                                inBody: inBody)
                            try check(place, text)
                        } catch is AnonymizerFault {
                            // Nothing leaves.
                        }
                    }
                }
            }
        }
    }
}
