import Bytes
import Delivery
import Records
import Transport

/// What is answered at an endpoint before anything of an event is read.
extension EventHandler {
    /// Answers a method that brings no event.
    ///
    /// HEAD tells what GET would answer, and counts nothing: whoever asks so looks whether the
    /// address is alive. OPTIONS is answered the same to everyone, with the further fields of a
    /// preflight for the site's own origins.
    func answerNoEvent(
        _ request: borrowing HTTPRequest, _ exchange: Exchange, _ endpoint: EndpointRoutes,
        adding grant: inout ByteBuffer
    ) {
        let method = request.head.method
        if method == .head, endpoint.answersHead {
            return exchange.respond(endpoint.answer, adding: grant.span)
        }
        if method == .options, !grant.isEmpty {
            CrossOrigin.appendPreflight(
                asked: asked(request), allow: endpoint.allowedMethods, into: &grant)
            CrossOrigin.appendPrivateNetwork(request, into: &grant)
        }
        grant.append(endpoint.allow)
        exchange.respond(method == .options ? Self.options : Self.wrongMethod, adding: grant.span)
    }

    /// Whether the site or the network has sent too much; the client is then asked to come back.
    func isOverLimit(
        _ request: borrowing HTTPRequest, _ exchange: Exchange, _ site: SiteRoutes,
        _ endpoint: EndpointRoutes, adding grant: inout ByteBuffer
    ) -> Bool {
        guard site.rate != nil || site.networkRate != nil,
            let refusal = rateLimits.take(
                site, request, table.clients, address: &addressBytes, now: meters.now)
        else { return false }
        for destination in endpoint.destinations {
            delivery.note(.rateLimited, destination: destination.destination)
        }
        meters.limited(site: site.position, refusal.scope)
        refusal.appendField(to: &grant)
        exchange.respond(Self.tooMany, adding: grant.span)
        return true
    }

    private static let options = Answer(status: 204, fields: "Vary: Origin\r\n")
    private static let wrongMethod = Answer(status: 405, fields: "Vary: Origin\r\n")
    private static let tooMany = Answer(
        status: 429, fields: "Cache-Control: no-store\r\nVary: Origin\r\n")
}
