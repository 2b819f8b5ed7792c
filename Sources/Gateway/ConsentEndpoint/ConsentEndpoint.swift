import Bytes
import Delivery
package import Transport

/// The gateway's own page for choices, and the requests by which a banner records one.
///
/// One per lane.
///
/// | Request | Answer |
/// |---|---|
/// | `GET /consent` | the page, or JSON for whoever asks for it |
/// | `POST /consent` with a form | 303 to the page, with the cookie; or JSON for whoever asks for it |
/// | `POST /consent` with JSON | the choice as JSON, with the cookie |
/// | `OPTIONS /consent` | what the site's other pages may send |
/// | `GET /.well-known/gpc.json` | that Global Privacy Control is honoured |
///
/// Invariants:
/// 1. Nothing of a request is repeated in an answer, except an origin that is the site's own.
/// 2. Whatever grants anything comes from the site's own pages; whatever refuses is taken from
///    everyone.
/// 3. What refuses is answered when the withdrawal is done.
package final class ConsentEndpoint {
    /// Removes what is still to be delivered, and then calls `done`, once, on the same lane.
    package typealias Withdraw = (
        _ request: borrowing HTTPRequest, _ withdrawal: ConsentWithdrawal,
        _ done: @escaping () -> Void
    ) -> Void

    /// Reads entries of the browser's storage, `key=value; key=value`; `nil` if nothing in them counts.
    ///
    /// `site` is the position of the site that was asked.
    package typealias StorageReader = (_ entries: Span<UInt8>, _ site: Int) -> StoredChoice?

    let sites: [ConsentSite]
    let readStorage: StorageReader
    private let clock: () -> Int64
    private let withdraw: Withdraw

    /// An endpoint for sites in the order of the configuration.
    ///
    /// `clock` gives seconds since 1970.
    package init(
        _ sites: [ConsentEndpointSettings], clock: @escaping () -> Int64,
        readStorage: @escaping StorageReader = { _, _ in nil }, withdraw: @escaping Withdraw
    ) {
        self.sites = sites.enumerated().map { ConsentSite($1, position: $0) }
        self.clock = clock
        self.readStorage = readStorage
        self.withdraw = withdraw
    }

    /// Whether a path of a site is answered here.
    package func handles(path: Span<UInt8>, site: Int) -> Bool {
        let site = sites[site]
        if isAnnouncement(path, site) { return true }
        guard let own = site.path else { return false }
        return path.equals(own.span)
    }

    /// Answers a request that ``handles(path:site:)`` is true for.
    package func handle(_ request: borrowing HTTPRequest, exchange: Exchange, site: Int) {
        handle(request, site: site) { exchange.respond($0) }
    }

    func handle(
        _ request: borrowing HTTPRequest, site: Int, respond: @escaping (Answer) -> Void
    ) {
        let reply = reply(to: request, site: site)
        let answer = reply.answer
        guard let withdrawal = reply.withdrawal else { return respond(answer) }
        withdraw(request, withdrawal) { respond(answer) }
    }

    /// The answer, and what has to be done before.
    func reply(to request: borrowing HTTPRequest, site position: Int) -> ConsentReply {
        let site = sites[position]
        let method = request.head.method
        if isAnnouncement(request.bytes.extracting(request.head.path), site) {
            return announcement(method, site)
        }
        var fields = ByteBuffer(capacity: 1024)
        ConsentReply.appendCommon(to: &fields)
        CrossOrigin.appendGrant(request, site: site.own, into: &fields)
        fields.append(CrossOrigin.vary)
        let now = clock()
        let caller = ConsentCaller(request, site: site, now: now)
        switch method {
        case .get, .head: return show(caller, site, fields)
        case .post: return record(request, caller, site, now: now, fields)
        case .options: return preflight(request, site, fields)
        default:
            fields.append("Allow: GET, HEAD, POST, OPTIONS\r\n")
            return ConsentReply(405, fields)
        }
    }

    // MARK: Other requests

    /// The browser asks whether one of the site's other pages may send what it wants to.
    private func preflight(
        _ request: borrowing HTTPRequest, _ site: ConsentSite, _ fields: consuming ByteBuffer
    ) -> ConsentReply {
        fields.append("Allow: GET, HEAD, POST, OPTIONS\r\n")
        if let origin = request.head.headers.first(.origin),
            CrossOrigin.isGranted(request.bytes.extracting(origin), site: site.own)
        {
            CrossOrigin.appendPreflight(
                asked: "Content-Type".utf8Span.span, allow: Array("GET, POST".utf8), into: &fields)
        }
        return ConsentReply(204, fields)
    }

    private func isAnnouncement(_ path: Span<UInt8>, _ site: ConsentSite) -> Bool {
        site.settings.announcesGlobalPrivacyControl && path.equals("/.well-known/gpc.json")
    }

    /// That the site honours Global Privacy Control (W3C Global Privacy Control, section 4).
    private func announcement(_ method: HTTPMethod, _ site: ConsentSite) -> ConsentReply {
        var fields = ByteBuffer(capacity: 128)
        guard method == .get || method == .head else {
            fields.append("Allow: GET, HEAD\r\n")
            return ConsentReply(405, fields)
        }
        fields.append(
            """
            Content-Type: application/json\r
            Cache-Control: max-age=86400\r
            X-Content-Type-Options: nosniff\r

            """)
        let body = #"{"gpc":true,"lastUpdate":"\#(site.settings.updated)"}"# + "\n"
        return ConsentReply(200, fields, body: Array(body.utf8))
    }
}
