import Bytes
import Transport

/// What sites and networks may still send in this moment; shared by the lanes.
///
/// It outlives the route tables: a reload changes rates, and forgives nothing.
final class RateLimits: Sendable {
    /// Whose share is used up.
    enum Scope: Int, CaseIterable, Sendable {
        case site
        case network
    }

    /// Too much, whose share, and when there is more.
    struct Refusal {
        let scope: Scope
        /// Whole seconds, at least one; what `Retry-After` can say.
        let seconds: Int
    }

    private final class Bucket: Sendable {
        let tokens = TokenBucket()
    }

    private let sites: [Bucket]
    private let networks = NetworkBuckets()

    init(sites count: Int) { sites = (0..<count).map { _ in Bucket() } }

    /// Takes one event of a site; gives a refusal if it has had too many.
    ///
    /// The network is asked first, so that one that sends too much takes nothing of the site.
    func take(
        _ site: SiteRoutes, _ request: borrowing HTTPRequest, _ clients: ClientAddress,
        address: inout ByteBuffer, now: UInt64
    ) -> Refusal? {
        if let rate = site.networkRate {
            clients.appendAddress(of: request, into: &address)
            let network = ClientNetwork(address.span)
            address.wipeAll()
            let wait = networks.take(network, number: site.position, rate: rate, now: now)
            if let wait { return Refusal(.network, wait) }
        }
        guard let rate = site.rate, let wait = sites[site.position].tokens.take(rate, now: now)
        else { return nil }
        return Refusal(.site, wait)
    }
}

extension RateLimits.Refusal {
    fileprivate init(_ scope: RateLimits.Scope, _ nanoseconds: UInt64) {
        self.scope = scope
        seconds = Int((nanoseconds + 999_999_999) / 1_000_000_000)
    }

    /// `Retry-After` as a line.
    func appendField(to fields: inout ByteBuffer) {
        fields.append("Retry-After: ")
        fields.append(decimal: seconds)
        fields.append("\r\n")
    }
}

extension BucketRate {
    init(_ limit: RateLimit) { self.init(perSecond: limit.perSecond, burst: limit.burst) }
}
