import Delivery
import Logging
import Synchronization
import Transport

/// From one set of sites and destinations to the next, without losing an event or a connection.
extension GatewayService {
    /// How often it is looked whether a former generation has ended.
    private static let retirementPause = Duration.milliseconds(100)

    var current: Generation { generation.withLock { $0 } }
    var routes: CurrentRoutes { current.routes }
    var meters: DeliveryMeters { current.meters }
    var trust: UpstreamTrust { current.trust }

    /// Puts a generation in force on all lanes; what the former one has begun ends by itself.
    ///
    /// Events of the spool are found by the names of site and destination, so they go on under the
    /// new generation as soon as the former one sends nothing to that destination any more.
    func adopt(_ next: Generation) async {
        let former = current
        generation.withLock { $0 = next }
        for lane in lanes.lanes { await self.adopt(next, after: former, on: lane) }
        let turns = turns
        for lane in lanes.lanes {
            lane.post { lane in
                lane.delivery(of: former.number)?.retire { position in
                    turns.giveBack(former.meters.sources[position], of: former.number)
                }
            }
        }
        askForTurns(next)
        retirement.withLock { retirement in
            retirement = Task { [lanes, earlier = retirement] in
                // In their order: sums are closed when nothing before them counts any more.
                await earlier?.value
                for lane in lanes.lanes {
                    while await lane.mustWait(for: former.number) {
                        try? await Task.sleep(for: Self.retirementPause)
                    }
                }
                next.meters.closeFormer()
            }
        }
    }

    private func adopt(
        _ next: Generation, after former: Generation, on lane: isolated Lane
    ) {
        let service = lane.resident(LaneService.self)
        let (events, delivery) = delivering(on: lane, next, demonstration: nil)
        if let former = service?.delivery { delivery.inherit(from: former) }
        if let measured = service?.events.meters.sites {
            // The numbers of a site go on, wherever it stands now.
            let names = former.configuration.sites.map(\.name)
            for (position, site) in next.configuration.sites.enumerated() {
                guard let known = names.firstIndex(of: site.name) else { continue }
                events.meters.goOn(from: measured[known], site: position)
            }
        }
        service?.events = events
        service?.delivery = delivery
    }

    /// Lets forwarders begin, each when it is the only one of its destination.
    ///
    /// A destination without one asks for nothing: who has no forwarder would never give the turn
    /// back, and the first one that has would wait for ever.
    func askForTurns(_ generation: Generation) {
        let destinations = generation.configuration.destinations
        for (position, destination) in destinations.enumerated() where destination.isSent {
            let source = generation.meters.sources[position]
            let lane = lanes.lanes[position % lanes.lanes.count]
            turns.ask(source, for: generation.number) { [weak lane, number = generation.number] in
                lane?.post { $0.delivery(of: number)?.release(position) }
            }
        }
    }
}

extension Lane {
    /// What one generation has on this lane.
    func delivery(of generation: Int) -> LaneDelivery? {
        residents(LaneDelivery.self).first { $0.generation == generation }
    }

    /// Whether somebody still waits for a former generation; lets go of it if nobody does.
    fileprivate func mustWait(for generation: Int) -> Bool {
        guard let delivery = delivery(of: generation) else { return false }
        guard delivery.isSettled, !delivery.isSending else { return true }
        delivery.abandon()
        dismiss(delivery)
        return false
    }
}
