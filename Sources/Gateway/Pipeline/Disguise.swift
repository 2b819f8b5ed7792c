import Bytes
import Decoding
import Transport

/// Finds events that come under a name of the shop's own: loaders rename the vendor's path, or wrap
/// path and query in base64, so that blockers do not know them.
///
/// What is encrypted is not found, and so refused like every unknown path.
enum Disguise {
    /// A larger query holds no single hit.
    private static let longestQuery = 16 * 1024

    /// The endpoint that a request for an unknown path belongs to.
    ///
    /// Of a wrapped one, `unwrapped` gets the query inside.
    static func endpoint(
        of request: borrowing HTTPRequest, site: SiteRoutes, unwrapped: inout ByteBuffer
    ) -> (endpoint: EndpointRoutes, isWrapped: Bool)? {
        guard let range = request.head.query else { return nil }
        return endpoint(
            query: request.bytes.extracting(range), method: request.head.method, site: site,
            unwrapped: &unwrapped)
    }

    /// As ``endpoint(of:site:unwrapped:)``, for a request of which only the parts are at hand.
    static func endpoint(
        query: Span<UInt8>, method: HTTPMethod, site: SiteRoutes, unwrapped: inout ByteBuffer
    ) -> (endpoint: EndpointRoutes, isWrapped: Bool)? {
        guard query.count <= longestQuery,
            site.endpoints.contains(where: { !$0.recognised.isEmpty })
        else { return nil }
        if let endpoint = recognised(query, method, site) { return (endpoint, false) }
        return wrapped(query, method, site, into: &unwrapped).map { ($0, true) }
    }

    private static func recognised(
        _ query: Span<UInt8>, _ method: HTTPMethod, _ site: SiteRoutes
    ) -> EndpointRoutes? {
        for endpoint in site.endpoints
        where !endpoint.recognised.isEmpty && endpoint.methods.contains(method) {
            if endpoint.recognised.allSatisfy({ holds(query, $0) }) { return endpoint }
        }
        return nil
    }

    private static func holds(_ query: Span<UInt8>, _ wanted: EndpointRoutes.Recognised) -> Bool {
        var cursor = FormCursor()
        while let field = cursor.next(in: query) {
            guard query.extracting(field.name).equals(wanted.name.span) else { continue }
            let value = query.extracting(field.value)
            guard value.count >= wanted.value.count else { return false }
            return value.extracting(0..<wanted.value.count).equals(wanted.value.span)
                && (wanted.isPrefix || value.count == wanted.value.count)
        }
        return false
    }

    /// Looks for a parameter whose value is the base64 of a path that the site has, and its query.
    private static func wrapped(
        _ query: Span<UInt8>, _ method: HTTPMethod, _ site: SiteRoutes,
        into unwrapped: inout ByteBuffer
    ) -> EndpointRoutes? {
        var text = ByteBuffer()
        var plain = ByteBuffer()
        defer {
            text.wipeAll()
            plain.wipeAll()
        }
        var cursor = FormCursor()
        while let field = cursor.next(in: query) {
            text.wipeAll()
            plain.wipeAll()
            PercentCoding.decode(query.extracting(field.value), plusIsSpace: false, into: &plain)
            guard Base64.decode(plain.span, into: &text) != nil,
                let mark = text.span.firstOffset(of: UInt8(ascii: "?")),
                let endpoint = site.endpoints.first(where: {
                    // A wrapper that leads to any other endpoint would be a way around the mounts.
                    !$0.recognised.isEmpty && $0.methods.contains(method)
                        && isVendorPath(text.span.extracting(0..<mark), of: $0)
                })
            else { continue }
            unwrapped.append(text.span, (mark + 1)..<text.count)
            return endpoint
        }
        return nil
    }

    private static func isVendorPath(_ path: Span<UInt8>, of endpoint: EndpointRoutes) -> Bool {
        let known = endpoint.path
        return known.span.extracting(endpoint.mountLength...).equals(path)
    }
}
