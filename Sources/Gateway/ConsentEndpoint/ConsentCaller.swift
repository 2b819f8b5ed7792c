import Bytes
import Decoding
import Transport

/// What of a request's head the endpoint goes by, besides method and path.
struct ConsentCaller {
    private(set) var language: ConsentLanguage
    /// Whether a script asks, which wants JSON.
    private(set) var wantsJSON = false
    /// Whether the visitor was sent here after a choice.
    private(set) var isSaved = false
    /// Whether the request comes from one of the site's own pages, as the browser vouches.
    private(set) var mayGrant = false
    private(set) var hasGlobalPrivacyControl = false
    /// Whether the host is this machine, where browsers keep cookies without TLS.
    private(set) var isLoopback = false
    private(set) var choice: ConsentChoice?
    /// Cookies with our name, also those that do not count.
    private(set) var cookieCount = 0

    init(_ request: borrowing HTTPRequest, site: ConsentSite, now: Int64) {
        let bytes = request.bytes
        language = site.settings.languages.first ?? .en
        if let header = request.head.headers.first(.acceptLanguage) {
            language = .preferred(
                by: bytes.extracting(header), among: site.settings.languages)
        }
        if let header = request.head.headers.first(.accept) {
            wantsJSON = Self.prefersJSON(bytes.extracting(header))
        }
        if let host = request.head.host { isLoopback = Self.isLoopback(bytes.extracting(host)) }
        readHeaders(request, now: now)
        mayGrant = Self.mayGrant(request, site: site.own)
        if let query = request.head.query {
            read(query: bytes.extracting(query), languages: site.settings.languages)
        }
    }

    private mutating func readHeaders(_ request: borrowing HTTPRequest, now: Int64) {
        for index in 0..<request.head.headers.count {
            let header = request.head.headers[index]
            let value = request.bytes.extracting(header.value)
            if header.known == .cookie {
                let found = ConsentChoice.read(value, now: now, count: &cookieCount)
                choice = choice.flatMap { known in found.map(known.combined) } ?? choice ?? found
            }
            if header.known == .secGPC, value.equals("1") { hasGlobalPrivacyControl = true }
        }
    }

    private mutating func read(query: Span<UInt8>, languages: [ConsentLanguage]) {
        var fields = FormCursor()
        while let field = fields.next(in: query) {
            let name = query.extracting(field.name)
            let value = query.extracting(field.value)
            if name.equals("saved"), value.equals("1") { isSaved = true }
            if name.equals("lang"), let asked = ConsentLanguage(code: value),
                languages.contains(asked)
            {
                language = asked
            }
        }
    }

    // MARK: Headers

    /// Whether `application/json` is asked for, and not less than a page.
    private static func prefersJSON(_ accept: Span<UInt8>) -> Bool {
        var json = 0
        var page = 0
        var items = WeightedItems()
        while let item = items.next(in: accept) {
            let type = accept.extracting(item.value)
            if type.equalsIgnoringCase("application/json") { json = max(json, item.weight) }
            if type.equalsIgnoringCase("text/html") { page = max(page, item.weight) }
        }
        return json > 0 && json >= page
    }

    /// Whether the browser says that one of the site's own pages sends the request.
    ///
    /// No page can forge these fields (Fetch Standard, forbidden request headers). Where `Origin` is
    /// missing, or hidden by a referrer policy, Fetch Metadata tells; a stranger's frame is
    /// `cross-site` there.
    private static func mayGrant(_ request: borrowing HTTPRequest, site: SiteOrigins) -> Bool {
        let bytes = request.bytes
        guard request.head.headers.count(of: .origin) <= 1 else { return false }
        if let range = request.head.headers.first(.origin) {
            let origin = bytes.extracting(range)
            guard origin.equals("null") else { return CrossOrigin.isGranted(origin, site: site) }
        }
        var isSameSite = false
        for index in 0..<request.head.headers.count {
            let header = request.head.headers[index]
            guard bytes.extracting(header.name).equalsIgnoringCase("sec-fetch-site") else {
                continue
            }
            let value = bytes.extracting(header.value)
            guard value.equals("same-origin") || value.equals("same-site") else { return false }
            isSameSite = true
        }
        return isSameSite
    }

    /// Names and addresses that mean this machine (RFC 6761 6.3, RFC 1122 3.2.1.3, RFC 4291 2.5.3).
    private static func isLoopback(_ host: Span<UInt8>) -> Bool {
        if host.equalsIgnoringCase("localhost") || host.equals("[::1]") { return true }
        let suffix: StaticString = ".localhost"
        let start = host.count - suffix.utf8CodeUnitCount
        if start > 0, host.extracting(start...).equalsIgnoringCase(suffix) { return true }
        return host.hasPrefix("127.") && IPAddress(host) != nil
    }
}
