import Foundation
import Privacy
import Records
import Testing

@testable import Gateway

/// For every vendor: what is no person's arrives unchanged, wherever its map has it.
@Suite struct VendorKeptTests {
    /// Gives each field that must stay a value of its own, and remembers which.
    private final class Planter {
        let profile: Profile
        private(set) var planted: [(field: FieldDefinition, value: String)] = []

        init(profile: Profile) { self.profile = profile }

        func value(of field: FieldDefinition) -> String? {
            guard field.values.isEmpty else { return field.values[0] }
            if field.isRequired { return "key123" }
            let word = Self.letters(planted.count)
            let value: String
            switch field.kind {
            case .eventName: value = "event_\(word)"
            case .money: value = "zeepje \(word) 49.95"
            case .siteID: value = "G-\(word.uppercased())X"
            default: return "x"
            }
            planted.append((field, value))
            return value
        }

        /// A word for a number, without digits, so that nothing in it looks like a number.
        private static func letters(_ number: Int) -> String {
            var rest = number + 26 * 26
            var word = ""
            while rest > 0 {
                word.append(Character(UnicodeScalar(UInt8(97 + rest % 26))))
                rest /= 26
            }
            return word
        }
    }

    @Test(
        "Event names, products, prices and site ids arrive unchanged",
        arguments: VendorFilesTests.names.filter(GoldenTests.isWanted))
    func stays(name: String) throws {
        let catalog = try GoldenTests.catalogOnDisk.get()
        let vendor = try catalog.vendor(named: name)
        for profile in try ["consented", "anonymous"].map({ try catalog.profile(named: $0) }) {
            let endpoints = vendor.endpoints.filter { $0.body != [.opaque] }
            for endpoint in endpoints {
                for layout in endpoint.body {
                    for inBody in [false, true] where !inBody || layout != .none {
                        try check(
                            Self.withoutRemoved(vendor, profile),
                            Self.withoutRemoved(endpoint, profile), layout, profile, inBody)
                    }
                }
            }
        }
    }

    private func check(
        _ vendor: VendorDefinition, _ endpoint: EndpointDefinition, _ layout: BodyLayout,
        _ profile: Profile, _ inBody: Bool
    ) throws {
        let planter = Planter(profile: profile)
        let event = PlantedEvent(
            vendor: vendor, endpoint: endpoint, layout: layout, value: planter.value(of:))
        let text: String
        do {
            text = try event.result(
                under: profile, userAgent: VendorLeakTests.browser, inBody: inBody)
        } catch {
            // A query of which the map knows nothing is no event of the vendor's.
            return
        }
        let unfolded = PlantedMarker.unfolded(text)
        for (field, value) in planter.planted
        where !PlantedMarker.holds(unfolded, Array(value.lowercased().utf8)) {
            // An event that is its query alone, though the endpoint wants a body, is not sent.
            guard text.contains(endpoint.path.prefix { $0 != "{" }) else { continue }
            Issue.record(
                "\(field.pattern) (line \(field.line)) of \(endpoint.path) in \(inBody ? layout.rawValue : "query") under \(profile.name): \(value) is not in \(text.prefix(1500))"
            )
            return
        }
    }

    /// The map without the fields that the profile removes, whose parts cannot stay either.
    private static func withoutRemoved(
        _ fields: [FieldDefinition], _ profile: Profile
    ) -> [FieldDefinition] {
        fields.compactMap { field in
            if let kind = field.kind, profile.treatment(of: kind) == .remove { return nil }
            if field.decode.contains(.linker) { return nil }
            var field = field
            field.fields = withoutRemoved(field.fields, profile)
            return field.fields.isEmpty && !field.decode.isEmpty && !field.isRecursive ? nil : field
        }
    }

    private static func withoutRemoved(
        _ vendor: VendorDefinition, _ profile: Profile
    ) -> VendorDefinition {
        var vendor = vendor
        vendor.map.fields = withoutRemoved(vendor.map.fields, profile)
        vendor.headers = withoutRemoved(vendor.headers, profile)
        return vendor
    }

    private static func withoutRemoved(
        _ endpoint: EndpointDefinition, _ profile: Profile
    ) -> EndpointDefinition {
        var endpoint = endpoint
        endpoint.fields = endpoint.fields.map { withoutRemoved($0, profile) }
        endpoint.headers = endpoint.headers.map { withoutRemoved($0, profile) }
        endpoint.query = endpoint.query.map { withoutRemoved($0, profile) }
        return endpoint
    }
}
