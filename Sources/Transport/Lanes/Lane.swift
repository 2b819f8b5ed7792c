import Dispatch

/// One event loop: a serial queue, one epoll instance, and all that lives on them.
///
/// The epoll descriptor is watched by one Dispatch read source. When any connection is ready the
/// source fires once and the handler drains epoll; connections never become sources, which on
/// Linux cost about eleven system calls and three thread hand-offs per event.
///
/// Connections are plain classes kept by the lane's ``Reactor``. They never leave the lane, so
/// reading, judging and answering run on it without suspension. A lane must be told to
/// ``stop()``: connections and reactor hold each other.
package actor Lane {
    package let index: Int
    /// What lives on the lane; only code on the lane can reach it.
    package let reactor: Reactor

    private let executor: LaneExecutor
    private let source: any DispatchSourceRead
    private let ticker: any DispatchSourceTimer
    private var drainWaiter: CheckedContinuation<Void, Never>?
    private var residents: [AnyObject] = []

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        // SAFETY: the lane owns its executor.
        unsafe executor.asUnownedSerialExecutor()
    }

    /// Creates a lane and starts its loop.
    package init(index: Int = 0, clock: LaneClock = .system) throws(SystemFault) {
        self.index = index
        let executor = LaneExecutor(label: "lane-\(index)")
        let epoll = try Epoll()
        let source = DispatchSource.makeReadSource(
            fileDescriptor: epoll.number, queue: executor.queue)
        let ticker = DispatchSource.makeTimerSource(queue: executor.queue)
        self.executor = executor
        self.source = source
        self.ticker = ticker
        reactor = Reactor(epoll: epoll, clock: clock, ticker: ticker, queue: executor.queue)
        reactor.lane = self
        source.setEventHandler { [weak self] in self?.drainEvents() }
        ticker.setEventHandler { [weak self] in self?.tick() }
        // Dispatch must not look at the epoll descriptor once it is closed.
        source.setCancelHandler { withExtendedLifetime(epoll) {} }
        ticker.schedule(deadline: .distantFuture)
        source.activate()
        ticker.activate()
    }

    isolated deinit {
        source.cancel()
        ticker.cancel()
    }

    /// Runs `body` on the lane, with the clock read anew.
    package func perform<Value: Sendable>(
        _ body: sending (Reactor) throws -> Value
    ) rethrows -> Value {
        reactor.refreshClock()
        return try body(reactor)
    }

    package var counters: LaneCounters { reactor.counters }

    /// Keeps an object of a room above for as long as the lane lives, so that others find it here.
    package func keep(_ resident: AnyObject) { residents.append(resident) }

    /// The object of type `type` that was kept here, for code on the lane.
    package func resident<Resident: AnyObject>(_ type: Resident.Type) -> Resident? {
        for case let resident as Resident in residents { return resident }
        return nil
    }

    /// All objects of type `type` that were kept here, in their order.
    package func residents<Resident: AnyObject>(_ type: Resident.Type) -> [Resident] {
        residents.compactMap { $0 as? Resident }
    }

    /// Lets go of an object that was kept.
    package func dismiss(_ resident: AnyObject) { residents.removeAll { $0 === resident } }

    /// Calls `body` with the lane's object of type `type`; gives `nil` if none was kept.
    @discardableResult
    package func with<Resident: AnyObject, Value: Sendable>(
        _ type: Resident.Type, _ body: @Sendable (Resident) -> Value
    ) -> Value? {
        reactor.refreshClock()
        return resident(type).map(body)
    }

    /// Runs `body` on the lane soon, from any thread, in the order of the calls, with the clock read
    /// anew.
    ///
    /// It goes to the lane's queue directly, so it does not wait for a thread of the cooperative pool.
    package nonisolated func post(_ body: @escaping @Sendable (isolated Lane) -> Void) {
        executor.queue.async {
            self.assumeIsolated { lane in
                lane.reactor.refreshClock()
                body(lane)
            }
        }
    }

    // MARK: The loop; both are called by Dispatch, on the queue

    nonisolated func drainEvents() { assumeIsolated { $0.reactor.drainEvents() } }

    private nonisolated func tick() { assumeIsolated { $0.reactor.tick() } }

    // MARK: Ending

    /// Closes the listeners, lets what is under way end, and after `grace` ends it by force.
    ///
    /// Gives the number of connections that had to be ended by force.
    package func drain(grace: Duration) async -> Int {
        reactor.refreshClock()
        if grace > .zero {
            await waitForIdle(grace)
        } else {
            reactor.beginDrain {}
        }
        let left = reactor.counters.open
        reactor.abortAll()
        return left
    }

    private func waitForIdle(_ grace: Duration) async {
        let timer = LaneTimer(on: reactor) { [weak self] in
            self?.assumeIsolated { $0.finishDraining() }
        }
        timer.schedule(after: grace.nanoseconds)
        await withCheckedContinuation { continuation in
            drainWaiter = continuation
            reactor.beginDrain { [weak self] in self?.assumeIsolated { $0.finishDraining() } }
        }
        timer.cancel()
    }

    private func finishDraining() {
        drainWaiter?.resume()
        drainWaiter = nil
    }

    /// Ends every connection and the loop; nothing may be asked of the lane afterwards.
    package func stop() {
        reactor.dismantle()
        residents.removeAll()
        source.cancel()
        ticker.cancel()
    }
}

extension Duration {
    /// Whole nanoseconds; negative spans count as none, and centuries as the longest span.
    var nanoseconds: UInt64 {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        let (product, overflow) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? .max / 2 : product &+ UInt64(attoseconds / 1_000_000_000)
    }
}
