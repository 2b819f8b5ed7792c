import Dashboard
import Delivery
import Logging
import Privacy
import Transport

/// What each lane gets before it serves.
extension GatewayService {
    func furnish(_ lane: isolated Lane, _ demonstration: Demonstration?) {
        let (events, delivery) = delivering(on: lane, current, demonstration: demonstration)
        lane.keep(LaneService(events: events, delivery: delivery))
        logs.furnish(lane, resolver: resolver)
    }

    /// What a generation needs on a lane: from the request to delivery.
    func delivering(
        on lane: isolated Lane, _ generation: Generation, demonstration: Demonstration?
    ) -> (EventHandler, LaneDelivery) {
        let delivery = LaneDelivery(
            lane: lane.index, generation: generation.number, sources: generation.meters.sources,
            exits: exits(of: lane, generation), writer: writer, meters: generation.meters,
            time: lane.reactor, words: generation.routes.table.words,
            post: lane.deliveryPost(generation.number))
        for position in generation.meters.sources.indices { delivery.hold(position) }
        lane.keep(delivery)
        let withdrawals = VisitorWithdrawals(
            delivery: delivery, lanes: lanes, undelivered: ledger.tags, key: tagKey)
        let reactor = lane.reactor
        let files = lane.resident(LaneScripts.self) ?? laneScripts(on: lane)
        let events = EventHandler(
            routes: generation.routes, delivery: delivery, withdrawals: withdrawals,
            rateLimits: generation.rateLimits,
            meters: RequestMeters(
                sites: generation.configuration.sites.count, clock: LaneClock.system.monotonic),
            wallClock: { Int64(reactor.wallSeconds) },
            tap: demonstration.map { PreviewTap(ring: $0.ring, table: $0.table) },
            fallback: demonstration.map {
                DemonstrationPages(ring: $0.ring, catalog: generation.configuration.catalog)
            }, scripts: files)
        return (events, delivery)
    }

    /// The accounts of all destinations, and the forwarders of those that belong to this lane.
    ///
    /// Each destination has one forwarder in the program, so that nothing is sent by two of them.
    private func exits(
        of lane: isolated Lane, _ generation: Generation
    ) -> LaneDelivery.Exits {
        let share = SendingShare()
        var exits = LaneDelivery.Exits(accounts: [], queues: [], forwarders: [])
        for (position, destination) in generation.configuration.destinations.enumerated() {
            let source = Source(site: destination.site, destination: destination.name)
            let account = destination.isSent ? ledger.account(for: source) : nil
            var queue: StoredSpoolQueue?
            var forwarder: Forwarder?
            if let account, position % lanes.lanes.count == lane.index {
                let own = StoredSpoolQueue(
                    account, position: position, reader: spoolReader, writer: writer,
                    time: lane.reactor, post: lane.deliveryPost(generation.number))
                forwarder = self.forwarder(destination, own, generation, on: lane.reactor, share)
                queue = own
            }
            exits.accounts.append(account)
            exits.queues.append(queue)
            exits.forwarders.append(forwarder)
        }
        return exits
    }

    private func forwarder(
        _ destination: DestinationConfiguration, _ queue: StoredSpoolQueue,
        _ generation: Generation, on reactor: Reactor,
        _ share: SendingShare
    ) -> Forwarder? {
        guard let upstream = destination.upstream else { return nil }
        let origin = Origin(
            scheme: upstream.isEncrypted ? .https : .http, host: upstream.host,
            port: upstream.port)
        let isNear = upstream.address != nil || destination.allowsPrivateUpstream
        let pool = UpstreamPool(
            origin: origin, on: reactor, resolver: resolver,
            tls: generation.trust.context(of: destination), allowPrivate: isNear)
        var limits = ForwardingLimits()
        limits.ageSeconds = UInt64(generation.configuration.spool.maximumAge)
        return Forwarder(
            to: UpstreamOrigin(authority: upstream.authority), through: pool, from: queue,
            limits: limits, batch: generation.configuration.batch(of: destination),
            time: reactor, sharing: share)
    }
}

extension Configuration {
    /// What the destination's vendor takes together.
    func batch(of destination: DestinationConfiguration) -> BatchRule? {
        guard let batch = try? vendor(of: destination).batch else { return nil }
        return BatchRule(arrays: batch.arrays, most: batch.most, largest: batch.largestBytes)
    }
}

extension DestinationConfiguration {
    /// Whether anything is ever sent, and where to is known.
    var isSent: Bool { forwards && upstream != nil }
}

extension Lane {
    /// Reaches the delivery of a generation on this lane.
    func deliveryPost(_ generation: Int) -> LaneDelivery.Post {
        { [weak self] body in
            self?.post { lane in
                guard let delivery = lane.delivery(of: generation) else { return }
                body(delivery)
            }
        }
    }
}
