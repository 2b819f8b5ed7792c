import Bytes
import Dispatch

/// The machinery of one lane: its descriptors, deadlines, clock and counters.
///
/// Invariants:
/// 1. Only the lane's queue touches a reactor and everything registered with it. It is not
///    `Sendable`, and its ``Lane`` keeps it isolated, so the compiler holds this.
/// 2. `slots[number].member` is set exactly while that descriptor is registered.
/// 3. A generation changes when its slot is released, so an event that was fetched before carries
///    another one and is dropped (``SlotKey``).
/// 4. The tick is armed whenever the wheel has a linked entry.
package final class Reactor {
    /// How long one drain may last.
    ///
    /// Jobs in the mailbox of the queue wait for at most this and one batch; the source fires again
    /// at once when epoll still has events.
    private static let drainSpan: UInt64 = 4_000_000

    /// How long a drain sleeps in epoll when it finds nothing.
    ///
    /// Going back to Dispatch costs two thread hand-offs before the next event, which under load is
    /// a fraction of this away.
    private static let lastWait: Int32 = 1

    /// How long the handshakes of one turn may take together; the others wait for the next, so that
    /// clients that have a session are served in between.
    private static let handshakeBound: UInt64 = 2_000_000

    private struct Slot {
        var generation: UInt32 = 0
        var member: (any LaneMember)?
    }

    private let epoll: Epoll
    private let clock: LaneClock
    private let ticker: any DispatchSourceTimer
    private let queue: DispatchQueue
    /// Set once by the lane, which owns this reactor.
    weak var lane: Lane?

    private var slots: [Slot] = []
    /// Members whose descriptor is out of epoll for a while.
    private var resting: [any LaneMember] = []
    /// Where ``oldest(of:_:)`` looked last.
    private var hand = 0
    private var wheel: TimerWheel
    private var due: [any TimerTarget] = []
    private var isTickArmed = false
    /// Whether a drain is under way, which takes what is continued without being asked.
    private var isInDrain = false
    private var continued: [any LaneMember] = []
    /// What is done at the end of this turn, once each.
    private var turnEnds: [() -> Void] = []
    /// Posts to the lane that come within moments.
    ///
    /// While there are some, the lane does not sleep in epoll, where a post would not wake it.
    package var awaitedPosts = 0
    private var continuing: [any LaneMember] = []

    /// Nanoseconds of the lane's clock, read once per batch.
    package private(set) var now: UInt64
    package private(set) var date: CachedDate
    package internal(set) var counters = LaneCounters()

    /// Whether the lane is on its way out: listeners are closed, answers end their connection.
    package private(set) var isDraining = false
    /// When that began.
    private(set) var drainBegan: UInt64 = 0
    private var drainObservers: [() -> Void] = []
    private var whenIdle: (() -> Void)?
    /// Requests to upstreams that have no outcome yet: a draining lane waits for them.
    private var outbound = 0

    /// Storage of requests and answers that are under way, of all connections from listeners.
    var heldBytes = 0
    /// What it may be: ``ServerConnection`` gives up requests beyond it.
    ///
    /// Tests set a smaller one.
    var heldBound = ServerConnection.heldBound
    /// How long one may stand still with such storage while others need some; tests set other times.
    var heldPatience = ServerConnection.heldPatience
    /// Clients that are agreeing on TLS.
    var handshakes = 0
    /// What handshakes have cost in this turn.
    private var handshakeSpan: UInt64 = 0
    /// Who waits for the answer of a resolver, by ticket (``Lane/deliver(_:to:)``).
    private var lookups: [Int: (Resolver.Outcome) -> Void] = [:]
    private var lastTicket = 0

    init(
        epoll: Epoll, clock: LaneClock, ticker: any DispatchSourceTimer, queue: DispatchQueue
    ) {
        self.epoll = epoll
        self.clock = clock
        self.ticker = ticker
        self.queue = queue
        now = clock.monotonic()
        date = CachedDate(epochSeconds: Int(clock.wall()))
        wheel = TimerWheel(now: now)
    }

    // MARK: Descriptors

    /// Registers a descriptor for the rest of its life.
    func register(
        _ descriptor: borrowing Descriptor, _ member: any LaneMember, _ interest: Readiness
    ) throws(SystemFault) -> SlotKey {
        let index = Int(descriptor.number)
        while slots.count <= index { slots.append(Slot()) }
        precondition(slots[index].member == nil, "descriptor registered twice")
        let key = SlotKey(number: descriptor.number, generation: slots[index].generation)
        try epoll.add(key, interest)
        slots[index].member = member
        return key
    }

    /// Forgets a registration; the caller closes the descriptor next.
    func release(_ key: SlotKey) {
        let index = Int(key.number)
        precondition(slots[index].generation == key.generation)
        slots[index].member = nil
        slots[index].generation &+= 1
    }

    /// Takes a descriptor out of epoll while it stays open; its member rests.
    func rest(_ key: SlotKey) {
        if let member = slots[Int(key.number)].member { resting.append(member) }
        epoll.remove(key.number)
        release(key)
    }

    /// The member rests no longer.
    func hasRested(_ member: any LaneMember) { resting.removeAll { $0 === member } }

    /// Calls `body` with every member that is registered.
    func visit(_ body: (any LaneMember) -> Void) {
        for slot in slots { if let member = slot.member { body(member) } }
    }

    /// Of the next `count` members that `age` gives a time for, the one with the earliest.
    ///
    /// It goes on where it ended, so that all are looked at in turn.
    func oldest(of count: Int, _ age: (any LaneMember) -> UInt64?) -> (any LaneMember)? {
        var oldest: (member: any LaneMember, since: UInt64)?
        var found = 0
        for _ in slots.indices {
            hand = hand + 1 < slots.count ? hand + 1 : 0
            guard let member = slots[hand].member, let since = age(member) else { continue }
            if since < oldest?.since ?? .max { oldest = (member, since) }
            found += 1
            if found == count { break }
        }
        return oldest?.member
    }

    // MARK: Turns

    /// Takes ready events until there are none, or the fairness bound is reached.
    func drainEvents() {
        isInDrain = true
        defer { isInDrain = false }
        let end = LaneClock.system.monotonic() &+ Self.drainSpan
        while true {
            let maySleep = continued.isEmpty && turnEnds.isEmpty && awaitedPosts == 0
            let count = epoll.poll(wait: maySleep ? Self.lastWait : 0)
            if count == 0, continued.isEmpty, turnEnds.isEmpty { return }
            refreshClock()
            handshakeSpan = 0
            for index in 0..<count {
                let (key, readiness) = epoll.event(index)
                dispatch(key, readiness)
            }
            runContinued()
            runTurnEnds()
            if LaneClock.system.monotonic() >= end { break }
        }
        // Epoll may have nothing to tell about members that still have work.
        if !continued.isEmpty || !turnEnds.isEmpty { requestTurn() }
    }

    private func dispatch(_ key: SlotKey, _ readiness: Readiness) {
        let slot = slots[Int(key.number)]
        guard slot.generation == key.generation, let member = slot.member else {
            counters.staleEvents += 1
            return
        }
        member.ready(readiness)
    }

    /// Gives `member` another turn after everyone else has had theirs.
    func continueLater(_ member: any LaneMember) {
        if continued.isEmpty, !isInDrain { requestTurn() }
        continued.append(member)
    }

    private func requestTurn() {
        queue.async { [weak lane] in lane?.drainEvents() }
    }

    private func runContinued() {
        guard !continued.isEmpty else { return }
        swap(&continued, &continuing)
        for member in continuing { member.resume() }
        continuing.removeAll(keepingCapacity: true)
    }

    /// Takes a step of a client's handshake; `nil` when this turn has had enough of them.
    func takeHandshakeStep<Progress>(_ step: () -> Progress) -> Progress? {
        guard handshakeSpan < Self.handshakeBound else { return nil }
        let began = LaneClock.system.monotonic()
        let progress = step()
        handshakeSpan &+= LaneClock.system.monotonic() &- began
        return progress
    }

    /// Calls `action` once, when what is ready now has been taken.
    package func afterTurn(_ action: @escaping () -> Void) {
        if turnEnds.isEmpty, !isInDrain { requestTurn() }
        turnEnds.append(action)
    }

    private func runTurnEnds() {
        guard !turnEnds.isEmpty else { return }
        let ends = turnEnds
        turnEnds.removeAll(keepingCapacity: true)
        for end in ends { end() }
    }

    // MARK: Time

    /// Reads the clock.
    ///
    /// A turn does it once; whoever enters by another way does it first.
    package func refreshClock() {
        now = clock.monotonic()
        date.update(epochSeconds: Int(clock.wall()))
    }

    func addTimer(_ target: any TimerTarget) -> TimerWheel.Handle { wheel.add(target) }

    /// Sets a deadline in nanoseconds of ``now``; `.max` means never.
    func setDeadline(_ handle: TimerWheel.Handle, at deadline: UInt64) {
        wheel.set(handle, to: deadline)
        armTick()
    }

    func removeTimer(_ handle: TimerWheel.Handle) { wheel.remove(handle) }

    /// Calls everyone whose deadline has passed.
    func tick() {
        isTickArmed = false
        refreshClock()
        wheel.advance(to: now, &due)
        while let target = due.popLast() { target.deadlinePassed() }
        armTick()
        drainEvents()
    }

    private func armTick() {
        guard !isTickArmed, wheel.linked > 0 else { return }
        isTickArmed = true
        ticker.schedule(
            deadline: .now() + .nanoseconds(Int(TimerWheel.tick)), leeway: .milliseconds(10))
    }

    // MARK: Answers from off the lane

    /// Keeps `receive` until ``answer(_:ticket:)`` brings what was looked up.
    func expectLookup(_ receive: @escaping (Resolver.Outcome) -> Void) -> Int {
        lastTicket += 1
        lookups[lastTicket] = receive
        return lastTicket
    }

    func answer(_ outcome: Resolver.Outcome, ticket: Int) {
        lookups.removeValue(forKey: ticket)?(outcome)
    }

    // MARK: Ending

    /// Asks every member to end, and calls `whenIdle` once no connection is open and no request
    /// to an upstream is under way.
    func beginDrain(_ whenIdle: @escaping () -> Void) {
        isDraining = true
        drainBegan = now
        self.whenIdle = whenIdle
        for observer in drainObservers { observer() }
        for slot in slots { slot.member?.drain() }
        for member in resting { member.drain() }
        checkIdle()
    }

    /// Calls `action` when the lane begins to drain.
    package func whenDraining(_ action: @escaping () -> Void) { drainObservers.append(action) }

    func outboundBegan() { outbound += 1 }

    func outboundEnded() {
        outbound -= 1
        checkIdle()
    }

    /// Tells the drain when the last of what it waits for has ended.
    func checkIdle() {
        guard counters.open == 0, outbound == 0, let whenIdle else { return }
        self.whenIdle = nil
        whenIdle()
    }

    /// Ends every member now.
    func abortAll() {
        for slot in slots { slot.member?.abort() }
        for member in resting { member.abort() }
    }

    /// Ends every member, and lets go of everything that is still waited for.
    func dismantle() {
        abortAll()
        continued.removeAll()
        turnEnds.removeAll()
        drainObservers.removeAll()
        lookups.removeAll()
        wheel.forgetTargets()
    }
}
