/// The connections of one lane to one origin.
///
/// Invariants:
/// 1. `idle` holds connections that may be used at once, the most recently used last. It is last
///    in, first out, so that a quiet time lets the others end.
/// 2. `open` counts all connections, idle ones included; it is at most `limits.connections`.
/// 3. A request waits only while no connection is idle and no further one may be opened.
/// 4. Every `send` ends in exactly one call of its completion, on the lane.
package final class UpstreamPool: TimerTarget {
    package let origin: Origin
    let reactor: Reactor
    let resolver: Resolver
    let tls: TLSContext?
    let allowPrivate: Bool
    let limits: UpstreamLimits
    let timeouts: UpstreamTimeouts

    private(set) var idle: [UpstreamConnection] = []
    private(set) var waiting: [UpstreamSend] = []
    private var open = 0
    private var isClosed = false
    private var isRetired = false
    private var isConnecting = false
    private var timer: TimerWheel.Handle?

    /// Creates a pool on the lane of `reactor`.
    ///
    /// An `https` origin needs `tls`: there is no way to fall back to clear text.
    package init(
        origin: Origin, on reactor: Reactor, resolver: Resolver, tls: TLSContext? = nil,
        allowPrivate: Bool = false, limits: UpstreamLimits = UpstreamLimits(),
        timeouts: UpstreamTimeouts = UpstreamTimeouts()
    ) {
        precondition(origin.scheme == .http || tls != nil, "an https origin without TLS")
        self.origin = origin
        self.reactor = reactor
        self.resolver = resolver
        self.tls = origin.scheme == .https ? tls : nil
        self.allowPrivate = allowPrivate
        self.limits = limits
        self.timeouts = timeouts
    }

    /// Sends `request` and tells `completion` what came of it.
    ///
    /// The completion may be called before `send` returns, when there is no hope.
    package func send(
        _ request: consuming OutboundRequest,
        completion: @escaping (Result<UpstreamReply, UpstreamFault>) -> Void
    ) {
        guard !isClosed else { return completion(.failure(.closed)) }
        reactor.refreshClock()
        reactor.outboundBegan()
        let send = UpstreamSend(request, end: reactor.now &+ timeouts.total.nanoseconds) {
            [reactor] result in
            if case .failure = result { reactor.counters.upstreamFaults += 1 }
            completion(result)
            reactor.outboundEnded()
        }
        if send.isFresh, open == limits.connections { idle.first?.close() }
        if !send.isFresh, let connection = quietIdle() {
            reactor.counters.upstreamReuses += 1
            connection.carry(send)
        } else if open < limits.connections {
            connect(for: send)
        } else if waiting.count < limits.waiting {
            waiting.append(send)
            watchWaiting()
        } else {
            send.finish(.failure(.overloaded))
        }
    }

    /// Keeps no connection any more: idle ones close now, the others when nobody waits for them.
    ///
    /// For an owner who begins nothing else, so that the upstream does not hold connections for nobody.
    package func retire() {
        isRetired = true
        distrustIdle()
    }

    /// Ends the pool: idle connections close, requests that wait fail, those under way go on.
    package func close() {
        isClosed = true
        for connection in idle { connection.close() }
        idle.removeAll()
        let abandoned = waiting
        waiting.removeAll()
        for send in abandoned { send.finish(.failure(.closed)) }
        if let timer { reactor.removeTimer(timer) }
        timer = nil
    }

    // MARK: For connections

    /// Takes back a connection that may carry another request; `false` if nobody wants it.
    func takeBack(_ connection: UpstreamConnection) -> Bool {
        // A request that needs a new connection gets it in the place of this one.
        guard !isClosed, waiting.first?.isFresh != true else { return false }
        guard waiting.isEmpty || connection.isQuiet() else { return false }
        if let send = nextWaiting() {
            reactor.counters.upstreamReuses += 1
            connection.carry(send)
        } else if isRetired {
            return false
        } else {
            idle.append(connection)
        }
        return true
    }

    /// The idle connection to use next; those that have spoken unasked are closed on the way.
    private func quietIdle() -> UpstreamConnection? {
        while let connection = idle.popLast() {
            if connection.isQuiet() { return connection }
        }
        return nil
    }

    /// Ends the idle connections: one that was as old as they are has turned out to be dead.
    func distrustIdle() {
        let distrusted = idle
        idle.removeAll()
        for connection in distrusted { connection.close() }
    }

    /// A connection has ended.
    func ended(_ connection: UpstreamConnection) {
        open -= 1
        idle.removeAll { $0 === connection }
        // A connection that fails at once ends here again, and must not do so on a deep stack.
        guard !isConnecting else { return }
        isConnecting = true
        while !isClosed, open < limits.connections, let send = nextWaiting() { connect(for: send) }
        isConnecting = false
    }

    // MARK: Connections

    private func connect(for send: UpstreamSend) {
        open += 1
        reactor.counters.upstreamConnects += 1
        let connection = UpstreamConnection(pool: self, send: send)
        connection.begin()
        resolver.find(origin, for: reactor) { connection.found($0) }
    }

    // MARK: Waiting

    private func nextWaiting() -> UpstreamSend? {
        waiting.isEmpty ? nil : waiting.removeFirst()
    }

    /// All requests wait equally long, so the first is the first to give up.
    private func watchWaiting() {
        guard let first = waiting.first else { return }
        let timer = timer ?? reactor.addTimer(self)
        self.timer = timer
        reactor.setDeadline(timer, at: first.end)
    }

    func deadlinePassed() {
        while let first = waiting.first, first.end <= reactor.now {
            waiting.removeFirst()
            first.finish(.failure(.timeout(.turn)))
        }
        watchWaiting()
    }
}
