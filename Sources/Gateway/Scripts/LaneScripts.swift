import Bytes
import Privacy
import Transport

/// Answers the requests of one lane for vendors' files.
///
/// Invariants:
/// 1. Nothing of a request goes further than this but what its ``ScriptRoute`` has made of it.
/// 2. An exchange waits for as long as a look at the vendor takes, then it is answered.
final class LaneScripts {
    private struct Pending {
        let exchange: Exchange
        /// CORS fields of the answer.
        let grant: [UInt8]
        /// What the browser has; only compared.
        let known: [UInt8]
    }

    private let library: ScriptLibrary
    /// Runs a piece of work on this lane, from any thread.
    private let post: @Sendable (@escaping @Sendable (LaneScripts) -> Void) -> Void
    private var pending: [Int: Pending] = [:]
    private var tickets = 0

    /// Longest list of validators that is read.
    private static let longestValidators = 512

    init(
        _ library: ScriptLibrary,
        post: @escaping @Sendable (@escaping @Sendable (LaneScripts) -> Void) -> Void
    ) {
        self.library = library
        self.post = post
    }

    /// Answers a request whose path is that of a file of the site; `false` if it is none's.
    func handle(
        _ request: borrowing HTTPRequest, exchange: Exchange, site: SiteRoutes
    ) -> Bool {
        let path = request.bytes.extracting(request.head.path)
        guard site.hasScript(at: path) else { return false }
        guard request.head.method == .get || request.head.method == .head else {
            exchange.respond(Self.wrongMethod)
            return true
        }
        let query = request.bytes.extracting(request.head.query ?? 0..<0)
        guard !Self.isForServiceWorker(request), let host = site.own.host(of: request),
            let wanted = Self.wanted(site, path: path, query: query)
        else {
            library.refuse()
            exchange.respond(Self.notFound)
            return true
        }
        let target = ScriptTarget(
            isSecure: host.isSecure, authority: host.authority, mount: wanted.route.mount,
            destination: wanted.route.destination)
        let waiting = Pending(
            exchange: exchange, grant: Self.grant(request, site), known: Self.known(request))
        tickets += 1
        let ticket = tickets
        // Kept before it is asked for: the answer may come from another thread at once.
        pending[ticket] = waiting
        let post = post
        let verdict = library.take(wanted, for: target) { verdict in
            post { $0.finish(ticket, verdict) }
        }
        if let verdict { finish(ticket, verdict) }
        return true
    }

    private static func wanted(
        _ site: SiteRoutes, path: Span<UInt8>, query: Span<UInt8>
    ) -> ScriptRequest? {
        for route in site.scripts {
            if let request = route.request(path: path, query: query) { return request }
        }
        return nil
    }

    private func finish(_ ticket: Int, _ verdict: ScriptLibrary.Verdict) {
        guard let waiting = pending.removeValue(forKey: ticket) else { return }
        switch verdict {
        case .ready(let ready):
            let tag = ready.entityTag
            let isKnown = waiting.known.span.firstOffset(of: tag.span, from: 0) != nil
            waiting.exchange.respond(
                isKnown ? ready.unchanged : ready.answer, adding: waiting.grant.span)
        case .missing: waiting.exchange.respond(Self.notFound, adding: waiting.grant.span)
        case .away(let seconds):
            var fields = ByteBuffer()
            fields.append(waiting.grant)
            fields.append("Retry-After: ")
            fields.append(decimal: max(1, seconds))
            fields.append("\r\n")
            waiting.exchange.respond(Self.away, adding: fields.span)
        }
    }

    /// The fields that let a page of the site's origins read the file (Fetch Standard, CORS protocol).
    private static func grant(_ request: borrowing HTTPRequest, _ site: SiteRoutes) -> [UInt8] {
        guard let range = request.head.headers.first(.origin) else { return [] }
        let origin = request.bytes.extracting(range)
        guard CrossOrigin.isGranted(origin, site: site.own) else { return [] }
        var fields = ByteBuffer()
        fields.append("Access-Control-Allow-Origin: ")
        fields.append(origin)
        fields.append("\r\nAccess-Control-Allow-Credentials: true\r\n")
        return fields.span.array
    }

    /// Whether the browser would install the file as a service worker, which outlives the page and sees
    /// all that the site loads: no vendor gets that from here.
    private static func isForServiceWorker(_ request: borrowing HTTPRequest) -> Bool {
        for index in 0..<request.head.headers.count {
            let name = request.head.headers[index].name
            if request.bytes.extracting(name).equalsIgnoringCase("service-worker") { return true }
        }
        return false
    }

    private static func known(_ request: borrowing HTTPRequest) -> [UInt8] {
        guard let range = request.head.headers.first(.ifNoneMatch),
            range.count <= longestValidators
        else { return [] }
        return request.bytes.extracting(range).array
    }

    // MARK: Answers

    private static let notFound = Answer(status: 404, fields: "Cache-Control: no-store\r\n")
    private static let wrongMethod = Answer(status: 405, fields: "Allow: GET, HEAD\r\n")
    private static let away = Answer(status: 503, fields: "Cache-Control: no-store\r\n")
}

extension SiteRoutes {
    /// Whether the path is that of a vendor's file, whatever its query.
    func hasScript(at path: Span<UInt8>) -> Bool {
        scripts.contains { $0.template.blanks(of: path) != nil }
    }
}

extension SiteOrigins {
    /// How the site's own host is written into files: as in the configuration.
    ///
    /// Pages of a shop are loaded over TLS, which may end before the gateway. Where the host is a
    /// loopback address the shop is tried out; only there port and scheme are those of the request.
    func host(of request: borrowing HTTPRequest) -> (authority: String, isSecure: Bool)? {
        guard let range = request.head.host else { return nil }
        var written = request.bytes.extracting(range)
        if written.count > 1, written[written.count - 1] == UInt8(ascii: ".") {
            written = written.extracting(0..<(written.count - 1))
        }
        guard let own = hosts.first(where: { $0.span.equalsIgnoringCase(written) }) else {
            return nil
        }
        let name = own.span.string
        let isLoopback = name == "localhost" || name == "[::1]" || name.hasPrefix("127.")
        guard isLoopback else { return (name, true) }
        let port = request.head.port.map { ":\($0)" } ?? ""
        return (name + port, request.isTLS)
    }
}
