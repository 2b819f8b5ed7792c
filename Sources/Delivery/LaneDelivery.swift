package import Records

/// Where one lane hands over anonymous records: the only door into delivery.
///
/// A record is accepted as a whole or not at all: when its request finds no room, or the
/// statistics cannot be written, nothing of it is counted but the outcome, and the client is asked
/// to come back.
///
/// Not `Sendable`: it belongs to its lane. The answer comes through a closure, because a later
/// step puts a durable spool before it; today it comes before ``accept(_:committed:)`` returns.
package final class LaneDelivery {
    /// What `Retry-After` asks of clients when nothing was accepted.
    package static let retryAfterSeconds = 5

    private let lane: Int
    private let time: any LaneTime
    private let rollup: LaneRollup
    private let forwarders: [Forwarder?]
    private let writer: StatisticsWriter
    private let meters: DeliveryMeters
    private var outcomes: [OutcomeCounters]
    private var alarm: (any LaneAlarm)?
    private var isAlarmSet = false

    /// `forwarders` by destination position; `nil` where nothing is ever forwarded.
    package init(
        lane: Int, sources: [Source], forwarders: [Forwarder?], writer: StatisticsWriter,
        meters: DeliveryMeters, time: any LaneTime
    ) {
        precondition(sources.count == forwarders.count)
        self.lane = lane
        self.time = time
        self.forwarders = forwarders
        self.writer = writer
        self.meters = meters
        rollup = LaneRollup(sources: sources)
        outcomes = [OutcomeCounters](repeating: OutcomeCounters(), count: sources.count)
        alarm = time.makeAlarm { [weak self] in self?.handOverOnTime() }
    }

    /// Takes a record, and calls `committed` once with its outcome.
    ///
    /// The outcome is `forwarded`, `aggregated` or `queueFull`, and is counted here.
    package func accept(_ record: AnonymousRecord, committed: (Commit) -> Void) {
        let outcome = take(record)
        note(outcome, destination: record.destination)
        committed(Commit(outcome: outcome))
    }

    /// Counts the outcome of a request that never became a record.
    package func note(_ outcome: Outcome, destination: Int) {
        outcomes[destination].count(outcome)
        rollup.count(outcome, destination: destination, on: today)
        setAlarm()
    }

    private func take(_ record: AnonymousRecord) -> Outcome {
        guard !writer.isFailing else { return .queueFull }
        if let request = record.request {
            guard let forwarder = forwarders[record.destination], forwarder.enqueue(request) else {
                return .queueFull
            }
        }
        let day = today
        for facts in record.facts {
            rollup.count(facts, destination: record.destination, on: day)
        }
        return record.request == nil ? .aggregated : .forwarded
    }

    private var today: Day { Day(secondsSince1970: time.wallSeconds) }

    // MARK: Hand-over

    /// Gives the writer what the lane has counted, and the meters their numbers.
    package func handOver() {
        writer.submit(rollup.take())
        meters.publish(
            lane: lane,
            zip(outcomes, forwarders).map { outcomes, forwarder in
                DestinationMeter(
                    outcomes: outcomes, forwarding: forwarder?.counters ?? ForwardingCounters())
            })
    }

    private func setAlarm() {
        guard !isAlarmSet, let alarm else { return }
        isAlarmSet = true
        alarm.schedule(
            after: UInt64(AggregationLimits.handOverMilliseconds) * Nanoseconds.perMillisecond)
    }

    private func handOverOnTime() {
        isAlarmSet = false
        handOver()
        // Queue depths change without new records.
        let isForwarding = forwarders.contains { ($0?.counters.queued ?? 0) > 0 }
        if isForwarding { setAlarm() }
    }

    // MARK: Ending

    /// Lets forwarders finish, then hands over the rest and calls `completion`, on the lane.
    ///
    /// Call ``abandon()`` when the grace is over; `completion` is called then too.
    package func drain(_ completion: @escaping () -> Void) {
        let active = forwarders.compactMap(\.self)
        var left = active.count
        guard left > 0 else {
            handOver()
            return completion()
        }
        for forwarder in active {
            forwarder.drain { [self] in
                left -= 1
                guard left == 0 else { return }
                handOver()
                completion()
            }
        }
    }

    /// Gives up requests that were not answered yet.
    ///
    /// Statistics are not given up.
    package func abandon() {
        for forwarder in forwarders { forwarder?.abandon() }
        handOver()
        alarm?.cancel()
        alarm = nil
    }
}

/// The end of ``LaneDelivery/accept(_:committed:)``: the client may be answered.
package struct Commit: Sendable, Equatable {
    package let outcome: Outcome

    package init(outcome: Outcome) { self.outcome = outcome }
}
