import Bytes
import Transport

/// Who may read an answer from a script (Fetch Standard, CORS protocol).
///
/// Any port of the site's own hosts and the configured origins; others get the same answer without
/// these fields, so that the browser keeps it from them. Whoever appends a grant says
/// `Vary: Origin` in every answer of that path, granted or not.
enum CrossOrigin {
    /// What an answer has that depends on who asks.
    static let vary: StaticString = "Vary: Origin\r\n"

    /// Appends the fields that let the request's origin read the answer, credentials included.
    ///
    /// Appends nothing, and gives `false`, for an origin that is not the site's, for `null`, and
    /// where there is none or more than one.
    @discardableResult
    static func appendGrant(
        _ request: borrowing HTTPRequest, site: SiteOrigins, into fields: inout ByteBuffer
    ) -> Bool {
        guard let range = request.head.headers.first(.origin),
            request.head.headers.count(of: .origin) == 1
        else { return false }
        let origin = request.bytes.extracting(range)
        guard isGranted(origin, site: site) else { return false }
        fields.append("Access-Control-Allow-Origin: ")
        fields.append(origin)
        fields.append("\r\nAccess-Control-Allow-Credentials: true\r\n")
        return true
    }

    /// Longest list of headers that a preflight may ask for.
    private static let longestList = 1024

    /// Appends the further fields of the answer to a preflight request.
    ///
    /// The headers that were asked for are granted as they are: what a map does not name is not
    /// read, and a client that may not send one sends no event. `headers` is empty for the usual.
    static func appendPreflight(
        asked headers: Span<UInt8>, allow: [UInt8], into fields: inout ByteBuffer
    ) {
        fields.append("Access-Control-Allow-Methods: ")
        fields.append(allow)
        fields.append("\r\nAccess-Control-Allow-Headers: ")
        if isTokenList(headers) { fields.append(headers) } else { fields.append("Content-Type") }
        fields.append("\r\nAccess-Control-Max-Age: 600\r\n")
    }

    /// Appends that a page of the internet may ask a gateway in a private network, if the browser
    /// wants to know (Private Network Access 3.1).
    ///
    /// Only for granted origins: they are the site's own, whatever network they come from.
    static func appendPrivateNetwork(
        _ request: borrowing HTTPRequest, into fields: inout ByteBuffer
    ) {
        for index in 0..<request.head.headers.count {
            let header = request.head.headers[index]
            guard header.known == .other,
                request.bytes.extracting(header.name).equalsIgnoringCase(
                    "access-control-request-private-network"),
                request.bytes.extracting(header.value).equals("true")
            else { continue }
            return fields.append("Access-Control-Allow-Private-Network: true\r\n")
        }
    }

    /// Names of headers with commas between them (RFC 9110 5.6.1).
    private static func isTokenList(_ list: Span<UInt8>) -> Bool {
        guard !list.isEmpty, list.count <= longestList else { return false }
        for index in list.indices where !ASCII.isAlphanumeric(list[index]) {
            guard "-_, ".utf8.contains(list[index]) else { return false }
        }
        return true
    }

    static func isGranted(_ origin: Span<UInt8>, site: SiteOrigins) -> Bool {
        if site.origins.contains(where: { $0.span.equalsIgnoringCase(origin) }) { return true }
        guard let host = host(of: origin) else { return false }
        let name = origin.extracting(host)
        return site.hosts.contains { $0.span.equalsIgnoringCase(name) }
    }

    /// Longest port.
    private static let longestPort = 5

    /// The host of a serialised origin, `http` or `https`, `://`, host, optional port.
    private static func host(of origin: Span<UInt8>) -> Range<Int>? {
        let scheme = origin.hasPrefix("https://") ? 8 : origin.hasPrefix("http://") ? 7 : 0
        guard scheme > 0, scheme < origin.count else { return nil }
        var end = scheme
        if origin[scheme] == UInt8(ascii: "[") {
            guard let bracket = origin.firstOffset(of: UInt8(ascii: "]"), from: scheme) else {
                return nil
            }
            end = bracket + 1
        } else {
            end = origin.firstOffset(of: UInt8(ascii: ":"), from: scheme) ?? origin.count
        }
        guard end < origin.count else { return scheme..<end }
        guard origin[end] == UInt8(ascii: ":"), end + 1 < origin.count,
            origin.count - end - 1 <= longestPort
        else { return nil }
        for index in (end + 1)..<origin.count where !ASCII.isDigit(origin[index]) { return nil }
        return scheme..<end
    }
}
