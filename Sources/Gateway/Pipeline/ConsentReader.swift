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
        begin(now: now)
        let bytes = request.bytes
        for index in 0..<request.head.headers.count {
            let header = request.head.headers[index]
            read(
                header: header.known, name: bytes.extracting(header.name),
                value: bytes.extracting(header.value), site.signals, watched: watched)
        }
        read(event, endpoint, site.signals, watched: watched)
        return decide(site.signals)
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

    // MARK: Steps

    /// What was read since ``begin(now:)``, in the order of reading.
    var statements: [ConsentStatement] { evidence.statements }

    /// Forgets the last request.
    func begin(now: Int64) {
        evidence.removeAll()
        value = 0
        self.now = now
    }

    /// Reads one header field.
    func read(
        header: KnownHeader, name: Span<UInt8>, value: Span<UInt8>, _ signals: SiteSignals,
        watched: WatchedVendors
    ) {
        let minors = signals.minors
        switch header {
        case .secGPC: evidence.add(globalPrivacyControl: value)
        case .dnt: evidence.add(doNotTrack: value)
        case .cookie:
            self.value ^= signals.platforms.read(
                cookies: value, watched: watched, into: evidence, with: cookies, cache: cache)
            if !minors.isEmpty, minors.declares(cookiesOf: value) { evidence.isMinor = true }
        case .other where name.equalsIgnoringCase("x-do-not-track"):
            evidence.add(doNotTrack: value)
        case .referer where minors.hasPages:
            if minors.isAgePage(value.extracting(URLParts(value).path)) { evidence.isMinor = true }
        default: break
        }
        if !minors.isEmpty, minors.declares(.header, name: name, value: value) {
            evidence.isMinor = true
        }
    }

    /// Reads what travels inside the event.
    func read(
        _ event: borrowing RawEvent, _ endpoint: EndpointRoutes, _ signals: SiteSignals,
        watched: WatchedVendors
    ) {
        let minors = signals.minors
        if !minors.isEmpty, minors.declares(parametersOf: event.query) { evidence.isMinor = true }
        // All destinations of an endpoint have the same vendor.
        guard let destination = endpoint.destinations.first else { return }
        events.read(
            event, layouts: destination.body, map: destination.signals,
            trusted: signals.trustsEvents, watched: watched, into: evidence)
    }

    /// Decides each purpose.
    func decide(_ signals: SiteSignals) -> ConsentDecision {
        found = EvidenceSignals()
        for statement in evidence.statements {
            found.add(
                signal: signals.number(of: statement.signal), class: statement.evidence.number)
        }
        return ConsentModel.decide(evidence, rules: signals.rules, now: now)
    }
}
