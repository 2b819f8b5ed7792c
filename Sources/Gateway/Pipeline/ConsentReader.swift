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
    /// Room for several `Cookie` fields as one, empty between requests.
    private var cookieText = ByteBuffer()
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
        var first: Range<Int>?
        for index in 0..<request.head.headers.count {
            let header = request.head.headers[index]
            guard header.known == .cookie else {
                read(
                    header: header.known, name: bytes.extracting(header.name),
                    value: bytes.extracting(header.value), site.signals)
                continue
            }
            // Several Cookie fields are one list, which is judged as a whole.
            if let known = first {
                if cookieText.isEmpty { cookieText.append(bytes, known) }
                cookieText.append("; ")
                cookieText.append(bytes, header.value)
            } else {
                first = header.value
            }
        }
        if cookieText.isEmpty {
            if let first { read(cookies: bytes.extracting(first), site.signals, watched: watched) }
        } else {
            var joined = ByteBuffer()
            swap(&joined, &cookieText)
            read(cookies: joined.span, site.signals, watched: watched)
            joined.wipeAll()
            swap(&joined, &cookieText)
        }
        read(event, endpoint, site.signals, watched: watched)
        if let query = request.head.query, !bytes.extracting(query).equals(event.query) {
            // The event came wrapped in a parameter; what stands beside it speaks as well.
            let none: [UInt8] = []
            let beside = RawEvent(
                path: event.path, query: bytes.extracting(query), body: none.span,
                userAgent: none.span, headers: none.span, address: none.span)
            read(beside, endpoint, site.signals, watched: watched)
        }
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

    /// Reads one header field other than `Cookie`.
    func read(
        header: KnownHeader, name: Span<UInt8>, value: Span<UInt8>, _ signals: SiteSignals
    ) {
        let minors = signals.minors
        switch header {
        case .secGPC: evidence.add(globalPrivacyControl: value)
        case .dnt: evidence.add(doNotTrack: value)
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

    /// Reads the cookies of a request, all in one list.
    func read(cookies header: Span<UInt8>, _ signals: SiteSignals, watched: WatchedVendors) {
        value ^= signals.platforms.read(
            cookies: header, watched: watched, into: evidence, with: cookies, cache: cache)
        if let own = signals.ownSignal, evidence.grants(own) {
            // Its description is for everybody; what grants must be what the page writes.
            var count = 0
            if ConsentChoice.read(header, now: now, count: &count) == nil {
                evidence.voidGrants(of: own)
            }
        }
        if !signals.minors.isEmpty, signals.minors.declares(cookiesOf: header) {
            evidence.isMinor = true
        }
    }

    /// Before when the visitor refused, or objected, at the latest, in seconds since 1970, if events
    /// from before may still wait; `nil` if there is no dated refusal.
    var refusedBefore: Int? {
        var latest: Int64?
        for statement in evidence.statements {
            guard let time = statement.time, !statement.denied.isEmpty || statement.isObjection,
                statement.evidence == .explicit || statement.evidence == .optOut,
                (now - Self.longestWait...now + 60).contains(time)
            else { continue }
            latest = max(latest ?? time, time)
        }
        // Some platforms round to minutes or days; what was accepted within that goes too.
        return latest.map { time in
            Int(time) + (time % 86_400 == 0 ? 86_400 : time % 60 == 0 ? 60 : 1)
        }
    }

    /// As long as an event may be on disk: 90 days, as a dead letter.
    private static let longestWait: Int64 = 90 * 86_400

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
            trusted: signals.trustsEvents, watched: watched, into: evidence, cache: cache)
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
