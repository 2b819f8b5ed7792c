import Bytes
import Consent
import Decoding
import Privacy
import Records

/// An engine and a route for one event under one profile, as the gateway would build them.
final class BenchmarkRoute {
    let map: CompiledMap
    private let layouts: [BodyLayout]
    private let route: EventRoute
    private var engine: EventAnonymizer
    // As in a lane, where they live as long as it does.
    private let reader = EventConsentReader()
    private let evidence = ConsentEvidence()
    private let nobody = WatchedVendors()

    /// Fails if the vendor's map has no endpoint for the request.
    init(_ event: BenchmarkEvent, _ vendor: VendorDefinition, profile: Profile) throws {
        guard let endpoint = vendor.endpoints.first(where: { Self.covers($0, event) }) else {
            throw Missing(path: String(decoding: event.path, as: UTF8.self))
        }
        map = vendor.compiled(endpoint, profile: profile)
        layouts = endpoint.body
        route = EventRoute(
            site: 0, destination: 0, method: event.method, body: endpoint.body, map: map,
            keys: profile.pseudonyms.map { _ in
                PseudonymKeys(
                    Pseudonymizer(masterKey: (1, 2)), site: "shop", destination: "benchmark",
                    profile: profile)
            },
            isSent: profile.name != "counted", sales: vendor.sales, isTunnel: endpoint.isTunnel,
            rareValues: profile.commonFrom.flatMap { RareValueTable(threshold: $0) })
        var options = EngineOptions(ownHosts: ["shop.example"])
        options.upstreamHost = Array((vendor.hosts.first ?? "").utf8)
        engine = EventAnonymizer(options: options)
    }

    struct Missing: Error { let path: String }

    func decision(of event: borrowing RawEvent) -> ConsentStates {
        evidence.removeAll()
        reader.read(
            event, layouts: layouts, map: map, trusted: false, watched: nobody, into: evidence)
        return evidence.decision
    }

    func anonymize(_ event: borrowing RawEvent, _ decision: ConsentStates) throws {
        _ = try engine.anonymize(event, route: route, decision: decision)
    }

    /// Whether the path has the endpoint's shape; `{name}` stands for any one segment.
    private static func covers(_ endpoint: EndpointDefinition, _ event: BenchmarkEvent) -> Bool {
        let wanted = endpoint.path.split(separator: "/")
        let path = String(decoding: event.path, as: UTF8.self).split(separator: "/")
        guard wanted.count == path.count, endpoint.methods.contains(event.method) else {
            return false
        }
        return zip(wanted, path).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
    }
}
