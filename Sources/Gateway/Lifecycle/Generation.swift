import Delivery
import Synchronization

/// What belongs to one set of sites and destinations: all that is found by position.
///
/// A reload that changes the set makes another one; lanes go over to it one by one.
final class Generation: Sendable {
    let number: Int
    let configuration: Configuration
    let routes: CurrentRoutes
    let meters: DeliveryMeters
    /// Whom its forwarders believe.
    let trust: UpstreamTrust
    /// What sites and networks may still send; by position of the site.
    let rateLimits: RateLimits

    init(
        number: Int, _ configuration: Configuration, table: RouteTable, meters: DeliveryMeters,
        trust: UpstreamTrust, after former: Generation? = nil
    ) {
        self.number = number
        self.configuration = configuration
        routes = CurrentRoutes(table)
        let isSame = former?.configuration.sites.map(\.name) == configuration.sites.map(\.name)
        let kept = isSame ? former?.rateLimits : nil
        rateLimits = kept ?? RateLimits(sites: configuration.sites.count)
        self.meters = meters
        self.trust = trust
    }
}

/// Whose forwarder sends to a destination now: one generation at a time.
///
/// Invariants:
/// 1. A destination has at most one sender, and at most one that waits to be it.
/// 2. The one that waits begins when the sender has nothing under way any more.
final class SendingTurns: Sendable {
    private struct Turn {
        var sender: Int
        var waiting: (generation: Int, begin: @Sendable () -> Void)?
    }

    private let turns = Mutex<[Source: Turn]>([:])

    /// Calls `begin` when nobody else sends to the destination, perhaps at once.
    func ask(_ source: Source, for generation: Int, begin: @escaping @Sendable () -> Void) {
        let isFree = turns.withLock { turns in
            guard turns[source] != nil else {
                turns[source] = Turn(sender: generation)
                return true
            }
            turns[source]?.waiting = (generation, begin)
            return false
        }
        if isFree { begin() }
    }

    /// The forwarder of a generation has ended, or will never begin.
    func giveBack(_ source: Source, of generation: Int) {
        let next = turns.withLock { turns -> (@Sendable () -> Void)? in
            guard let turn = turns[source] else { return nil }
            guard turn.sender == generation else {
                if turn.waiting?.generation == generation { turns[source]?.waiting = nil }
                return nil
            }
            turns[source] = turn.waiting.map { Turn(sender: $0.generation) }
            return turn.waiting?.begin
        }
        next?()
    }
}
