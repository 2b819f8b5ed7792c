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

    let lane: Int
    let time: any LaneTime
    private let rollup: LaneRollup
    let evidence: LaneEvidence
    var consent: ConsentCounters
    let forwarders: [Forwarder?]
    private let writer: StatisticsWriter
    private let meters: DeliveryMeters
    private var outcomes: [OutcomeCounters]
    private var alarm: (any LaneAlarm)?
    /// Who waits on this lane for a withdrawal on all lanes, by number.
    var withdrawals: [Int: () -> Void] = [:]
    /// The number of the last of them; each has its own, whatever is counted elsewhere.
    var lastWithdrawal = 0
    private var isAlarmSet = false

    /// `forwarders` by destination position; `nil` where nothing is ever forwarded.
    ///
    /// `words` are those of ``note(_:)-(DecisionNote)`` and ``note(_:site:)``.
    package init(
        lane: Int, sources: [Source], forwarders: [Forwarder?], writer: StatisticsWriter,
        meters: DeliveryMeters, time: any LaneTime, words: ConsentWords = ConsentWords()
    ) {
        precondition(sources.count == forwarders.count)
        self.lane = lane
        self.time = time
        self.forwarders = forwarders
        self.writer = writer
        self.meters = meters
        rollup = LaneRollup(sources: sources)
        evidence = LaneEvidence(sources: sources, words: words)
        consent = ConsentCounters(sources: sources, words: words)
        outcomes = [OutcomeCounters](repeating: OutcomeCounters(), count: sources.count)
        alarm = time.makeAlarm { [weak self] in self?.handOverOnTime() }
        time.whenDraining { [weak self] in self?.hurry() }
    }

    /// Whether a record would find room now: asked before the work of making one.
    package func mayAccept(destination: Int, isSent: Bool) -> Bool {
        guard !writer.isFailing else { return false }
        return !isSent || forwarders[destination]?.hasRoom ?? false
    }

    /// Calls `action` now, or, while `destination` gets more than it can take, when it has taken one.
    ///
    /// So clients are answered as fast as their events can go, and a burst does not end in refusals.
    package func afterRelief(destination: Int, _ action: @escaping () -> Void) {
        guard let forwarder = forwarders[destination] else { return action() }
        forwarder.afterRelief(action)
    }

    /// Whether answers to events for `destination` should wait.
    package func isPressed(destination: Int) -> Bool {
        forwarders[destination]?.isPressed ?? false
    }

    /// Takes a record, and calls `committed` once with its outcome.
    ///
    /// The outcome is `forwarded`, `aggregated` or `queueFull`, and is counted here. By `tags` a
    /// withdrawal finds the request while it is not delivered; what is only counted needs none.
    package func accept(
        _ record: AnonymousRecord, tags: VisitorTags = .none, committed: (Commit) -> Void
    ) {
        let outcome = take(record, tags)
        note(outcome, destination: record.destination)
        committed(Commit(outcome: outcome))
    }

    /// Counts the outcome of a request that never became a record.
    package func note(_ outcome: Outcome, destination: Int) {
        outcomes[destination].count(outcome)
        rollup.count(outcome, destination: destination, on: today)
        setAlarm()
    }

    private func take(_ record: AnonymousRecord, _ tags: VisitorTags) -> Outcome {
        guard !writer.isFailing else { return .queueFull }
        if let request = record.request {
            guard let forwarder = forwarders[record.destination],
                forwarder.enqueue(request, tags: tags)
            else { return .queueFull }
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
        writer.submit(rollup.take().with(evidence.take()))
        meters.publish(
            lane: lane,
            zip(outcomes, forwarders).map { outcomes, forwarder in
                DestinationMeter(
                    outcomes: outcomes, forwarding: forwarder?.counters ?? ForwardingCounters())
            },
            consent)
    }

    func setAlarm() {
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

    /// Makes the pauses of forwarders short; the lane calls it when it begins to drain.
    ///
    /// Records are still accepted, so that exchanges under way get a good answer.
    private func hurry() {
        for forwarder in forwarders { forwarder?.hurry() }
    }

    /// Lets forwarders finish, with short pauses and nothing new accepted, then hands over the rest and calls `completion`, on the lane.
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
    /// Statistics are not given up. Gives the number of requests that were.
    @discardableResult
    package func abandon() -> Int {
        let given = forwarders.reduce(0) { $0 + ($1?.abandon() ?? 0) }
        handOver()
        alarm?.cancel()
        alarm = nil
        return given
    }
}

/// The end of ``LaneDelivery/accept(_:committed:)``: the client may be answered.
package struct Commit: Sendable, Equatable {
    package let outcome: Outcome

    package init(outcome: Outcome) { self.outcome = outcome }
}
