import Bytes
import Decoding
import Privacy
import Transport

/// Where a request belongs: the endpoint, and what the engine is given of the request.
struct RequestPlace {
    let endpoint: EndpointRoutes
    let recognised: EventExplanation.Recognition
    /// The vendor's path, without mount.
    private let path: [UInt8]
    /// The query, out of its wrapping.
    let query: [UInt8]

    /// Finds the endpoint as ``EventHandler`` does.
    ///
    /// The fault names what there is, never what the request asked for.
    init(_ request: RequestText, site: SiteRoutes) throws(ExplanationFault) {
        if let endpoint = site.endpoint(path: request.path.span, method: request.method) {
            guard endpoint.methods.contains(request.method) else {
                let names = endpoint.methods.map { "\($0.name)" }
                throw .line(
                    1, of: request.file,
                    "\(Self.name(of: endpoint)) takes no \(request.method.name); "
                        + "expected \(Wording.oneOf(names))")
            }
            self.endpoint = endpoint
            recognised = .byPath
            path = Array(request.path.dropFirst(endpoint.mountLength))
            query = request.query
            return
        }
        var unwrapped = ByteBuffer()
        defer { unwrapped.wipeAll() }
        guard
            let found = Disguise.endpoint(
                query: request.query.span, method: request.method, site: site,
                unwrapped: &unwrapped)
        else { throw Self.unknownPath(request, site) }
        endpoint = found.endpoint
        recognised = found.isWrapped ? .wrapped : .renamed
        path = Array(found.endpoint.path.dropFirst(found.endpoint.mountLength))
        query = found.isWrapped ? unwrapped.span.array : request.query
    }

    /// The position of the site that the request's host belongs to; without a host the only one.
    static func site(
        of request: RequestText, in table: RouteTable, _ configuration: Configuration
    ) throws(ExplanationFault) -> Int {
        let hosts = configuration.sites.flatMap(\.hosts)
        guard let host = request.host else {
            guard table.sites.count == 1 else {
                throw .line(
                    1, of: request.file,
                    "no Host header, and there are several sites; expected \(Wording.oneOf(hosts))")
            }
            return 0
        }
        let found = table.site(host: host.span)
        guard let position = table.sites.firstIndex(where: { $0 === found }) else {
            throw .line(
                request.hostLine, of: request.file,
                "no site has this host; expected \(Wording.oneOf(hosts))")
        }
        return position
    }

    /// Calls with the request as the handler hands it to the engine.
    ///
    /// The visitor's address is left out: it decides only whether a browser is a rare one.
    func withEvent<Result, Fault: Error>(
        of request: RequestText, _ body: (borrowing RawEvent) throws(Fault) -> Result
    ) throws(Fault) -> Result {
        let userAgent = request.header("user-agent") ?? []
        let received = request.body
        var plain = ByteBuffer()
        let content =
            !endpoint.isStream && BodyLayers.unwrap(received.span, into: &plain)
            ? plain.span.array : received
        var lines: [UInt8] = []
        for header in request.headers
        where endpoint.headerNames.contains(Array(header.name.lowercased().utf8)) {
            lines += Array(header.name.lowercased().utf8) + Array(": ".utf8) + header.value + [0x0A]
        }
        let none: [UInt8] = []
        return try body(
            RawEvent(
                path: path.span, query: query.span, body: content.span, userAgent: userAgent.span,
                headers: lines.span, address: none.span))
    }

    // MARK: Unknown paths

    private static func name(of endpoint: EndpointRoutes) -> String {
        String(decoding: endpoint.path, as: UTF8.self)
    }

    private static func unknownPath(
        _ request: RequestText, _ site: SiteRoutes
    ) -> ExplanationFault {
        let written = Array(String(decoding: request.path.prefix(longestCompared), as: UTF8.self))
        // Who forgot the mount is as near as who misspelled the path.
        let nearest = site.endpoints.min { distance($0, written) < distance($1, written) }
        let hint = nearest.map { "the nearest is \(Wording.quoted(name(of: $0)))" } ?? "it has none"
        return .line(1, of: request.file, "no vendor of the site has this path; \(hint)")
    }

    private static func distance(_ endpoint: EndpointRoutes, _ written: [Character]) -> Int {
        let own = String(decoding: endpoint.path.dropFirst(endpoint.mountLength), as: UTF8.self)
        return min(
            Spelling.distance(written, Array(name(of: endpoint))),
            Spelling.distance(written, Array(own)))
    }

    /// Comparing costs the product of the lengths; no vendor's path is longer.
    private static let longestCompared = 128
}
