package import Records

/// Where one lane hands over anonymous records: the only door into delivery.
///
/// Requests and counts of an event are on disk before its client is answered, all of them or none:
/// when the disk refuses, nothing of it is counted but the outcome, and the client is asked to come
/// back.
///
/// Not `Sendable`: it belongs to its lane.
///
/// Invariants:
/// 1. `rollup` and `evidence` hold what `open` counts and nothing else; `owed` what nobody waits for.
/// 2. A batch is in `open`, in `waiting` or concluded. Its clients are called once.
/// 3. `heldEvents` and `heldBytes` are those of `open` and `waiting`.
package final class LaneDelivery {
    /// Reaches the delivery on its lane, from any thread; nothing happens when the lane has ended.
    package typealias Post = @Sendable (_ body: @escaping @Sendable (LaneDelivery) -> Void) -> Void

    /// What `Retry-After` asks of clients when nothing was accepted.
    package static let retryAfterSeconds = 5

    let lane: Int
    /// Which set of destinations its positions are those of.
    package let generation: Int
    let time: any LaneTime
    let rollup: LaneRollup
    let evidence: LaneEvidence
    var consent: ConsentCounters
    /// Forwarders of destinations that belong to this lane, and what they read; by position.
    let forwarders: [Forwarder?]
    let queues: [StoredSpoolQueue?]
    /// By position; `nil` where nothing is ever forwarded.
    let accounts: [SpoolAccount?]
    let writer: StateWriter
    let post: Post
    private let meters: DeliveryMeters
    var outcomes: [OutcomeCounters]
    private let owed: LaneRollup
    private var alarm: (any LaneAlarm)?
    private var isAlarmSet = false

    /// Destinations of which another forwarder still has requests under way.
    var held: Set<Int> = []
    /// Forwarders that have something under way, once it is retired.
    var sending: Set<Int> = []

    var open = LaneBatch()
    var waiting: [Int: LaneBatch] = [:]
    var lastBatch = 0
    var heldEvents = 0
    var heldBytes = 0

    /// Who waits on this lane for a withdrawal on all lanes, by number.
    var withdrawals: [Int: () -> Void] = [:]
    /// The number of the last of them; each has its own, whatever is counted elsewhere.
    var lastWithdrawal = 0
    /// Withdrawals that are not over.
    ///
    /// Who sends many of them at once pays: an event is compared with each.
    var barriers: [Withdrawal] = []

    /// What leads out of a lane, by destination position.
    package struct Exits {
        package var accounts: [SpoolAccount?]
        package var queues: [StoredSpoolQueue?]
        package var forwarders: [Forwarder?]

        /// `accounts` has `nil` where nothing is ever forwarded, the others also where another lane
        /// forwards.
        package init(
            accounts: [SpoolAccount?], queues: [StoredSpoolQueue?], forwarders: [Forwarder?]
        ) {
            self.accounts = accounts
            self.queues = queues
            self.forwarders = forwarders
        }
    }

    /// `words` are those of ``note(_:)-(DecisionNote)`` and ``note(_:site:)``.
    package init(
        lane: Int, generation: Int = 0, sources: [Source], exits: Exits, writer: StateWriter,
        meters: DeliveryMeters,
        time: any LaneTime, words: ConsentWords = ConsentWords(), post: @escaping Post
    ) {
        precondition(sources.count == exits.accounts.count)
        precondition(sources.count == exits.forwarders.count)
        precondition(sources.count == exits.queues.count)
        self.lane = lane
        self.generation = generation
        self.time = time
        self.post = post
        forwarders = exits.forwarders
        queues = exits.queues
        accounts = exits.accounts
        self.writer = writer
        self.meters = meters
        rollup = LaneRollup(sources: sources)
        owed = LaneRollup(sources: sources)
        evidence = LaneEvidence(sources: sources, words: words)
        consent = ConsentCounters(sources: sources, words: words)
        outcomes = [OutcomeCounters](repeating: OutcomeCounters(), count: sources.count)
        alarm = time.makeAlarm { [weak self] in self?.handOverOnTime() }
    }

    /// Begins to send what is on disk; once, when the lane can be reached.
    package func begin() {
        for position in forwarders.indices { arrived(at: position) }
        setAlarm()
    }

    // MARK: Events

    /// Whether events can be kept now; when not, their clients are asked to come back at once.
    package var isKeeping: Bool {
        !writer.isFailing && heldEvents < SpoolLimits.laneEvents
            && heldBytes < SpoolLimits.laneBytes
    }

    /// Whether a record would find room now: asked before the work of making one.
    package func mayAccept(destination: Int, isSent: Bool) -> Bool {
        !isSent || accounts[destination]?.hasRoom ?? false
    }

    /// Takes a record of the event in hand, which ``mayAccept(destination:isSent:)`` has let through.
    ///
    /// By `tags` a withdrawal finds the request while it is not delivered; what is only counted needs
    /// none. One of a visitor whose withdrawal is under way is counted and not sent.
    @discardableResult
    package func accept(_ record: AnonymousRecord, tags: VisitorTags = .none) -> Outcome {
        let outcome: Outcome = record.request == nil ? .aggregated : .forwarded
        if let request = record.request {
            guard let account = accounts[record.destination] else {
                refuse(destination: record.destination)
                return .queueFull
            }
            if isBarred(tags) {
                account.countWithdrawn()
            } else {
                spool(request, tags, account)
            }
        }
        let day = today
        for facts in record.facts {
            rollup.count(facts, destination: record.destination, on: day)
        }
        note(outcome, destination: record.destination)
        return outcome
    }

    private func spool(_ request: OutboundRequest, _ tags: VisitorTags, _ account: SpoolAccount) {
        let entry = SpoolEntry(
            account: account, acceptedAt: time.wallSeconds, tags: tags, request: request)
        writer.ledger.tags.accept(tags)
        open.entries.append(entry)
        open.bytes += entry.size
        heldBytes += entry.size
    }

    /// Counts the outcome of the event in hand at a destination, if it is kept.
    package func note(_ outcome: Outcome, destination: Int) {
        open.noted.append(.init(outcome: outcome, destination: destination))
        rollup.count(outcome, destination: destination, on: today)
    }

    /// Counts that an event found no room at a destination.
    package func refuse(destination: Int) {
        outcomes[destination].count(.queueFull)
        owed.count(.queueFull, destination: destination, on: today)
        setAlarm()
    }

    private var today: Day { Day(secondsSince1970: time.wallSeconds) }

    // MARK: Hand-over

    /// Gives the writer what nobody waits for, and the meters their numbers.
    package func handOver() {
        writer.submit(owed.take())
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
        // What was sent changes without new events.
        let isForwarding = zip(forwarders, accounts).contains { $0 != nil && $1?.isEmpty == false }
        if isForwarding { setAlarm() }
    }

    // MARK: Ending

    /// Lets what is under way to upstreams end, hands over the rest and calls `completion`, on the lane.
    ///
    /// What is not sent stays on disk. Call ``abandon()`` when the grace is over; `completion` is
    /// called then too.
    package func drain(_ completion: @escaping () -> Void) {
        commit()
        let active = forwarders.compactMap(\.self)
        var left = active.count
        guard left > 0 else {
            handOverAll()
            return completion()
        }
        for forwarder in active {
            forwarder.drain { [self] in
                left -= 1
                guard left == 0 else { return }
                handOverAll()
                completion()
            }
        }
    }

    /// Lets go of requests that were not answered yet; they stay on disk.
    package func abandon() {
        for forwarder in forwarders { forwarder?.abandon() }
        handOverAll()
        alarm?.cancel()
        alarm = nil
    }

    private func handOverAll() {
        commit()
        for queue in queues { queue?.handOver() }
        handOver()
    }
}
