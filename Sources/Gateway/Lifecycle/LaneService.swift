import Delivery

/// What the gateway keeps on one lane, so that the lifecycle can find it there.
final class LaneService {
    /// Those of the generation in force.
    var events: EventHandler
    var delivery: LaneDelivery

    init(events: EventHandler, delivery: LaneDelivery) {
        self.events = events
        self.delivery = delivery
    }
}
