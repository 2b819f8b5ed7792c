import Bytes
import Consent
import Decoding
import Delivery
import Privacy
import Records
import Transport

/// The path of an event on its lane, from request to answer.
///
/// One per lane.
///
/// The steps are those of ``handle(_:exchange:)``, in this order: site, endpoint, decision,
/// anonymisation, delivery, answer. They run synchronously; the first queue stands behind the
/// privacy wall, in delivery.
///
/// Invariants:
/// 1. For every destination of an endpoint an event ends in exactly one ``Outcome``.
/// 2. The answer depends on the endpoint alone: a client cannot tell a sent event from a dropped one.
///    The only exceptions are an event that cannot be kept and a used-up rate, which say "come back".
/// 3. An answer other than those comes after the event is on disk.
final class EventHandler: HTTPHandler {
    private let routes: CurrentRoutes
    private var version: Int
    var table: RouteTable
    var engines: [DestinationEngine]
    let delivery: LaneDelivery
    let tap: PreviewTap?
    private let fallback: (any HTTPHandler)?
    private let scripts: LaneScripts?
    let consent: ConsentReader
    let withdrawals: VisitorWithdrawals
    let rateLimits: RateLimits
    let meters: RequestMeters
    private var pages: ConsentEndpoint
    /// The tags of the request in hand, once they are asked for.
    var tags: VisitorTags?
    /// The wall clock, in seconds since 1970; consent has an age.
    private let wallClock: () -> Int64
    /// Storage for the CORS fields of one answer, empty between requests.
    private var spare = ByteBuffer(capacity: 256)
    /// Storage for the headers and the address of one event, empty between requests.
    private var headerLines = ByteBuffer()
    var addressBytes = ByteBuffer(capacity: 16)
    /// Storage for a body without what was wrapped around it, empty between requests.
    private var plainBody = ByteBuffer()
    private static let largestKeptBody = 256 * 1024

    init(
        routes: CurrentRoutes, delivery: LaneDelivery, withdrawals: VisitorWithdrawals,
        rateLimits: RateLimits, meters: RequestMeters,
        wallClock: @escaping () -> Int64, tap: PreviewTap? = nil,
        fallback: (any HTTPHandler)? = nil, scripts: LaneScripts? = nil
    ) {
        self.scripts = scripts
        self.wallClock = wallClock
        self.rateLimits = rateLimits
        self.meters = meters
        self.routes = routes
        version = routes.version
        table = routes.table
        engines = table.engineOptions.map(DestinationEngine.init)
        consent = ConsentReader(table)
        pages = Self.pages(table, withdrawals, wallClock)
        self.withdrawals = withdrawals
        self.delivery = delivery
        self.tap = tap
        self.fallback = fallback
    }

    /// Goes on with the table in force: new keys, or a new configuration.
    func refresh() {
        guard version != routes.version else { return }
        version = routes.version
        table = routes.table
        delivery.use(table.words)
        engines = table.engineOptions.map(DestinationEngine.init)
        consent.refresh(table)
        pages = Self.pages(table, withdrawals, wallClock)
    }

    func handle(_ request: borrowing HTTPRequest, exchange: Exchange) {
        refresh()
        guard let host = request.head.host,
            let site = table.site(host: request.bytes.extracting(host))
        else { return exchange.respond(Self.notFound) }
        let path = request.bytes.extracting(request.head.path)
        let endpoint = site.endpoint(path: path, method: request.head.method)
        if let endpoint,
            endpoint.methods.contains(request.head.method) || !site.hasScript(at: path)
        {
            let query = request.bytes.extracting(request.head.query ?? 0..<0)
            return serve(
                request, exchange, site, endpoint,
                path: path.extracting(endpoint.mountLength...), query: query)
        }
        if pages.handles(path: path, site: site.position) {
            return pages.handle(request, exchange: exchange, site: site.position)
        }
        if scripts?.handle(request, exchange: exchange, site: site) == true { return }
        var unwrapped = ByteBuffer()
        if let found = Disguise.endpoint(of: request, site: site, unwrapped: &unwrapped) {
            let vendorPath = found.endpoint.path
            if !found.isWrapped, let query = request.head.query {
                unwrapped.append(request.bytes, query)
            }
            serve(
                request, exchange, site, found.endpoint,
                path: vendorPath.span.extracting(found.endpoint.mountLength...),
                query: unwrapped.span)
            return unwrapped.wipeAll()
        }
        guard let fallback else { return exchange.respond(Self.notFound) }
        fallback.handle(request, exchange: exchange)
    }

    /// Answers a request for an endpoint; `path` is the vendor's own.
    private func serve(
        _ request: borrowing HTTPRequest, _ exchange: Exchange, _ site: SiteRoutes,
        _ endpoint: EndpointRoutes, path: Span<UInt8>, query: Span<UInt8>
    ) {
        var grant = ByteBuffer()
        swap(&grant, &spare)
        defer {
            grant.removeAll()
            swap(&grant, &spare)
        }
        let begun = meters.now
        CrossOrigin.appendGrant(request, site: site.own, into: &grant)
        guard endpoint.methods.contains(request.head.method) else {
            return answerNoEvent(request, exchange, endpoint, adding: &grant)
        }
        if isOverLimit(request, exchange, site, endpoint, adding: &grant) { return }
        guard take(request, site, endpoint, path: path, query: query) else {
            exchange.respond(Self.comeBack, adding: grant.span)
            return meters.answered(site: site.position, since: begun)
        }
        let answer = endpoint.answer
        guard !grant.isEmpty else {
            return delivery.whenKept { [meters] in
                exchange.respond($0 ? answer : Self.comeBack)
                meters.answered(site: site.position, since: begun)
            }
        }
        let fields = grant.span.array
        delivery.whenKept { [meters] in
            exchange.respond($0 ? answer : Self.comeBack, adding: fields.span)
            meters.answered(site: site.position, since: begun)
        }
    }

    // MARK: Steps

    /// Reads a request once what is wrapped around its body is undone, and gives the event to every
    /// destination; `false`, and nothing is kept, if one of them had no room.
    private func take(
        _ request: borrowing HTTPRequest, _ site: SiteRoutes, _ endpoint: EndpointRoutes,
        path: Span<UInt8>, query: Span<UInt8>
    ) -> Bool {
        // Who cannot be kept is not read either: refusing must be cheap.
        guard delivery.isKeeping else { return refuse(endpoint) }
        var unwrapped = ByteBuffer()
        swap(&unwrapped, &plainBody)
        defer {
            unwrapped.wipeAll()
            // A large body must not cost memory for good.
            if unwrapped.capacity > Self.largestKeptBody { unwrapped = ByteBuffer() }
            swap(&unwrapped, &plainBody)
        }
        guard !endpoint.isStream, BodyLayers.unwrap(request.body, into: &unwrapped) else {
            return give(
                request, site, endpoint, path: path, query: query, body: request.body)
        }
        return give(request, site, endpoint, path: path, query: query, body: unwrapped.span)
    }

    /// Gives the event to every destination of its endpoint; `false` if one of them had no room.
    private func give(
        _ request: borrowing HTTPRequest, _ site: SiteRoutes, _ endpoint: EndpointRoutes,
        path: Span<UInt8>, query: Span<UInt8>, body: Span<UInt8>
    ) -> Bool {
        let bytes = request.bytes
        var headers = ByteBuffer()
        var address = ByteBuffer()
        swap(&headers, &headerLines)
        swap(&address, &addressBytes)
        defer {
            headers.wipeAll()
            address.wipeAll()
            swap(&headers, &headerLines)
            swap(&address, &addressBytes)
        }
        appendHeaders(of: request, named: endpoint.headerNames, into: &headers)
        table.clients.appendAddress(of: request, into: &address)
        let event = RawEvent(
            path: path, query: query, body: body,
            userAgent: bytes.extracting(request.head.headers.first(.userAgent) ?? 0..<0),
            headers: headers.span, address: address.span)
        guard !isUnreadable(request) else {
            for destination in endpoint.destinations {
                delivery.note(.malformed, destination: destination.destination)
            }
            return true
        }
        let decision = consent.read(
            event, request, endpoint, site, watched: table.watched, now: wallClock())
        delivery.note(consent.found, site: site.position)
        tags = nil
        if let moment = consent.refusedBefore {
            withdrawals.withdrawIfUndelivered(
                tags(of: request, event, site), acceptedBefore: moment,
                from: table.destinations(ofSite: site.position))
        }
        // All destinations or none: a client that comes back must not be counted twice. What a
        // transaction changes meanwhile is not looked at again.
        guard
            endpoint.destinations.count == 1
                || allHaveRoom(decision, site, request.head.method, endpoint)
        else { return refuse(endpoint) }
        var hasRoom = true
        for destination in endpoint.destinations {
            let outcome = deliver(event, request, site, endpoint, decision, destination)
            if outcome == .queueFull { hasRoom = false }
        }
        return hasRoom
    }

    /// Counts that an event found no room; gives `false`.
    private func refuse(_ endpoint: EndpointRoutes) -> Bool {
        for destination in endpoint.destinations {
            delivery.refuse(destination: destination.destination)
        }
        return false
    }

    /// Whether every destination that the event goes to would take it now.
    private func allHaveRoom(
        _ decision: ConsentDecision, _ site: SiteRoutes, _ method: HTTPMethod,
        _ endpoint: EndpointRoutes
    ) -> Bool {
        for destination in endpoint.destinations {
            let covered = consent.decide(decision, for: destination, site, watched: table.watched)
            let action = destination.action(for: covered.coverage, isMinor: decision.isMinor)
            guard let route = action.route(method) else { continue }
            guard delivery.mayAccept(destination: destination.destination, isSent: route.isSent)
            else { return false }
        }
        return true
    }

    // MARK: Answers

    private static let notFound = Answer(status: 404, fields: "")
    private static let comeBack = Answer(
        status: 503,
        fields: Array(
            "Retry-After: \(LaneDelivery.retryAfterSeconds)\r\nCache-Control: no-store\r\nVary: Origin\r\n"
                .utf8))
}

/// The engine of one destination on one lane.
final class DestinationEngine {
    var anonymizer: EventAnonymizer

    init(options: EngineOptions) { anonymizer = EventAnonymizer(options: options) }
}
