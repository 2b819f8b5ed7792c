import Bytes
import Consent
import Decoding
import Delivery
import Privacy
import Transport

/// Reads and decides the consent of one request at a time.
///
/// One per lane; it keeps storage between requests, and of what it read only what keyed hashes and
/// decoded facts say.
final class ConsentReader {
    private let evidence = ConsentEvidence()
    private let cookies = CookieReader()
    private let events = EventConsentReader()
    private var cache: ConsentCache
    private var now: Int64 = 0
    /// The signals that the last request brought, by the numbers of the table in force.
    private(set) var found = EvidenceSignals()
    /// Which consent cookies the last request brought, as a keyed hash; 0 for none.
    private(set) var value: UInt64 = 0

    init(_ table: RouteTable) {
        cache = ConsentCache(table.signalKey.0, table.signalKey.1)
    }

    /// Forgets what it knew: the configuration or the key is another.
    func refresh(_ table: RouteTable) {
        cache = ConsentCache(table.signalKey.0, table.signalKey.1)
    }

    /// Reads every signal of the request and decides each purpose; what is not there is unknown.
    ///
    /// `now` is in seconds since 1970.
    func read(
        _ event: borrowing RawEvent, _ request: borrowing HTTPRequest, _ endpoint: EndpointRoutes,
        _ site: SiteRoutes, watched: WatchedVendors, now: Int64
    ) -> ConsentDecision {
        evidence.removeAll()
        value = 0
        self.now = now
        let signals = site.signals
        let minors = signals.minors
        let bytes = request.bytes
        for index in 0..<request.head.headers.count {
            let header = request.head.headers[index]
            let value = bytes.extracting(header.value)
            switch header.known {
            case .secGPC: evidence.add(globalPrivacyControl: value)
            case .dnt: evidence.add(doNotTrack: value)
            case .cookie:
                value ^= signals.platforms.read(
                    cookies: value, watched: watched, into: evidence, with: cookies, cache: cache)
                if !minors.isEmpty { readMinors(cookies: value, minors) }
            default: break
            }
            if !minors.isEmpty,
                minors.declares(.header, name: bytes.extracting(header.name), value: value)
            {
                evidence.isMinor = true
            }
        }
        if !minors.isEmpty { readMinors(query: event.query, minors) }
        if let destination = endpoint.destinations.first {
            events.read(
                event, layouts: destination.body, map: destination.signals,
                trusted: signals.trustsEvents, watched: watched, into: evidence)
        }
        found = EvidenceSignals()
        for statement in evidence.statements {
            found.add(
                signal: signals.number(of: statement.signal), class: statement.evidence.number)
        }
        return ConsentModel.decide(evidence, rules: signals.rules, now: now)
    }

    /// Decides for one destination of the request that was read last.
    func decide(
        _ decision: ConsentDecision, for destination: DestinationRoutes, _ site: SiteRoutes,
        watched: WatchedVendors
    ) -> DestinationDecision {
        ConsentModel.decide(
            decision, for: destination.consent, evidence: evidence, watched: watched,
            rules: site.signals.rules, now: now)
    }

    // MARK: Minors

    private func readMinors(cookies header: Span<UInt8>, _ minors: MinorSignals) {
        var cursor = CookieCursor()
        while let cookie = cursor.next(in: header) {
            if minors.declares(
                .cookie, name: header.extracting(cookie.name), value: header.extracting(cookie.value))
            {
                evidence.isMinor = true
            }
        }
    }

    private func readMinors(query: Span<UInt8>, _ minors: MinorSignals) {
        var cursor = FormCursor()
        while let field = cursor.next(in: query) {
            if minors.declares(
                .parameter, name: query.extracting(field.name),
                value: query.extracting(field.value))
            {
                evidence.isMinor = true
            }
        }
    }
}
