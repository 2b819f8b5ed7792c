import Consent
import Decoding
import Privacy
import Records
import Transport

/// Shows events of the embedded example under the profiles that it does not use itself.
///
/// One per lane. It works with the same engine and maps as a destination that forwards would.
final class PreviewTap {
    private let ring: PreviewRing
    private let table: RouteTable
    private var anonymizer: EventAnonymizer

    /// `table` has the example's destinations with `forward` when granted and `forward-anonymous`
    /// when denied.
    init(ring: PreviewRing, table: RouteTable) {
        self.ring = ring
        self.table = table
        anonymizer = EventAnonymizer(options: table.engineOptions.first ?? EngineOptions())
    }

    func note(
        _ event: borrowing RawEvent, _ method: HTTPMethod, endpoint: [UInt8],
        _ decision: ConsentStates, _ outcome: Outcome, _ facts: [EventFacts]
    ) {
        let routes = table.sites.lazy.flatMap(\.endpoints).first { $0.path == endpoint }
        guard let routes = routes?.destinations.first else { return }
        let isCovered = decision.state(forAll: routes.needs) == .granted
        let consented =
            isCovered ? request(event, method, routes.action(for: .granted), decision) : nil
        let anonymous = request(event, method, routes.action(for: .denied), decision)
        ring.add { id in
            Preview(
                id: id, endpoint: String(decoding: endpoint, as: UTF8.self),
                decision: Preview.Decision(
                    statistics: decision.statistics.rawValue,
                    marketing: decision.marketing.rawValue),
                outcome: Self.word(for: outcome), consented: consented, anonymous: anonymous,
                counted: facts.map(CountedEvent.init))
        }
    }

    private static func word(for outcome: Outcome) -> String {
        switch outcome {
        case .forwarded, .aggregated: outcome.rawValue
        default: "dropped"
        }
    }

    private func request(
        _ event: borrowing RawEvent, _ method: HTTPMethod, _ action: ActionRoutes,
        _ decision: ConsentStates
    ) -> Preview.Request? {
        guard let route = action.route(method) else { return nil }
        let record = try? anonymizer.anonymize(event, route: route, decision: decision)
        return record?.request.map(Preview.Request.init)
    }
}
