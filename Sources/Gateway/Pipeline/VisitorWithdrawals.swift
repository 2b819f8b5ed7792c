import Bytes
import Consent
import Delivery
import Privacy
import Records
import Transport

/// Finds and removes the undelivered events of a visitor, without knowing who that is.
///
/// One per lane. A visitor is recognised by what the browser sends with events and with a withdrawal
/// alike: address and browser; or, should the address have changed within its network, that network,
/// the browser and the gateway's own cookie, which by itself is the same for all who chose alike in
/// one minute. So nobody removes more than the events of equal browsers behind one address. Both
/// become keyed numbers under a key that only the gateway has (``SpoolKeyFile``); they lie beside an
/// event only while it is undelivered, and only if it is sent at all.
///
/// Invariant: of each visitor and set of destinations at most one withdrawal is under way on this lane;
/// who asks for it again waits for the same one, so that asking often costs next to nothing.
final class VisitorWithdrawals {
    private let delivery: LaneDelivery
    private let lanes: LaneGroup
    private let undelivered: UndeliveredTags
    private let key: SecretKey
    /// Who waits for each withdrawal under way.
    private var underWay: [Withdrawn: [() -> Void]] = [:]

    private struct Withdrawn: Hashable {
        let tags: VisitorTags
        let acceptedBefore: Int
        let destinations: [Int]
        let bars: Bool
    }

    init(
        delivery: LaneDelivery, lanes: LaneGroup, undelivered: UndeliveredTags, key: SecretKey
    ) {
        self.delivery = delivery
        self.lanes = lanes
        self.undelivered = undelivered
        self.key = key
    }

    // MARK: Tags

    /// The tags of a visitor at a site; `address` is in network byte order, empty if unknown.
    func tags(
        of request: borrowing HTTPRequest, address: Span<UInt8>, site: Int
    ) -> VisitorTags {
        var byAddress: VisitorTag?
        if !address.isEmpty {
            var hash = start(.address, site: site)
            // Four bytes and a browser's name must not read like sixteen and another one's.
            hash.absorb(UInt64(address.count))
            hash.absorb(address)
            hash.absorb(
                request.bytes.extracting(request.head.headers.first(.userAgent) ?? 0..<0))
            byAddress = VisitorTag(rawValue: hash.finish())
        }
        var byCookie: VisitorTag?
        for index in 0..<request.head.headers.count {
            let header = request.head.headers[index]
            guard header.known == .cookie else { continue }
            let cookies = request.bytes.extracting(header.value)
            guard let network = ClientNetwork(address),
                let value = ConsentChoice.cookieValue(in: cookies)
            else { continue }
            var hash = start(.cookie, site: site)
            hash.absorb(network.number)
            hash.absorb(
                request.bytes.extracting(request.head.headers.first(.userAgent) ?? 0..<0))
            hash.absorb(UInt64(truncatingIfNeeded: value.count))
            hash.absorb(cookies.extracting(value))
            byCookie = VisitorTag(rawValue: hash.finish())
        }
        return VisitorTags(byAddress, byCookie)
    }

    private enum Kind: UInt64 {
        case address = 1
        case cookie
    }

    private func start(_ kind: Kind, site: Int) -> SipHash {
        var hash = key.makeHash()
        hash.absorb(kind.rawValue)
        hash.absorb(UInt64(truncatingIfNeeded: site))
        return hash
    }

    // MARK: Withdrawing

    /// Removes the visitor's events for `destinations` from all lanes; `done` is called on this one when
    /// nothing of them waits or is under way.
    func withdraw(_ tags: VisitorTags, from destinations: [Int], done: @escaping () -> Void) {
        start(
            Withdrawn(
                tags: tags, acceptedBefore: .max, destinations: destinations, bars: true),
            done: done)
    }

    /// The same for a dated refusal that came with an event, which nobody waits for.
    ///
    /// Costs next to nothing where no event of the visitor can be waiting. Removed is what was
    /// accepted before `moment`, in seconds since 1970; what came later has its own signals.
    func withdrawIfUndelivered(
        _ tags: VisitorTags, acceptedBefore moment: Int, from destinations: [Int]
    ) {
        let withdrawn = Withdrawn(
            tags: tags, acceptedBefore: moment, destinations: destinations, bars: false)
        guard undelivered.mayHold(tags), underWay[withdrawn] == nil else { return }
        start(withdrawn) {}
    }

    private func start(_ withdrawn: Withdrawn, done: @escaping () -> Void) {
        guard underWay[withdrawn] == nil else {
            underWay[withdrawn]?.append(done)
            return
        }
        underWay[withdrawn] = [done]
        delivery.withdraw(
            withdrawn.tags, acceptedBefore: withdrawn.acceptedBefore,
            destinations: withdrawn.destinations, on: lanes, bars: withdrawn.bars
        ) { [weak self] in
            for done in self?.underWay.removeValue(forKey: withdrawn) ?? [] { done() }
        }
    }
}
