package import Transport

extension LaneGroup {
    /// Takes syslog messages at `address` on every lane, for a sink of each lane's own.
    ///
    /// Gives the address that is listened on, which has the real port where `address` has 0. The
    /// lanes keep their listeners and sinks until they end; see ``syslogCounters``.
    @discardableResult
    package func receiveSyslog(
        on address: SocketAddress, over transport: SyslogTransport,
        options: SyslogListenerOptions = SyslogListenerOptions(),
        makeSink: @escaping @Sendable (isolated Lane) -> any SyslogSink
    ) async throws(SystemFault) -> SocketAddress {
        let makeListener: @Sendable (isolated Lane) -> SyslogListener = { lane in
            let listener = SyslogListener(makeSink(lane), options)
            SyslogListeners.add(listener, to: lane)
            return listener
        }
        switch transport {
        case .udp:
            var limits = DatagramLimits()
            limits.longest = min(limits.longest, options.longestMessage)
            limits.receiveBuffer = options.receiveBuffer
            return try await receiveDatagrams(
                on: address, limits: limits, from: options.allow, makeHandler: makeListener)
        case .tcp:
            return try await receiveStreams(
                on: address, limits: options.streams, from: options.allow,
                makeHandler: makeListener)
        case .tls(let context):
            return try await receiveStreams(
                on: address, tls: context, limits: options.streams, from: options.allow,
                makeHandler: makeListener)
        }
    }
}

extension Lane {
    /// The numbers of the syslog listeners of this lane, in the order in which they were opened.
    package var syslogCounters: [SyslogCounters] {
        resident(SyslogListeners.self)?.all.map(\.counters) ?? []
    }
}

/// The syslog listeners of one lane, so that they are found there.
private final class SyslogListeners {
    private(set) var all: [SyslogListener] = []

    static func add(_ listener: SyslogListener, to lane: isolated Lane) {
        if let known = lane.resident(SyslogListeners.self) {
            known.all.append(listener)
        } else {
            let listeners = SyslogListeners()
            listeners.all.append(listener)
            lane.keep(listeners)
        }
    }
}
