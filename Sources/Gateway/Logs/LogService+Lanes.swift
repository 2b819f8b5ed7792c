import Delivery
import Intake
import Logging
import Transport

/// What lanes do for intakes: listening, and sending to other servers.
extension LogService {
    /// Gives a lane its sinks and forwarders.
    func furnish(_ lane: isolated Lane, resolver: Resolver) {
        guard !intakes.isEmpty else { return }
        var sinks: [LogSink?] = []
        var forwarders: [[SyslogForwarder]] = []
        for (position, intake) in intakes.enumerated() {
            let takesSyslog = !intake.configuration.listeners.isEmpty
            // Followed files use those of the first lane.
            let own =
                takesSyslog || lane.index == 0
                ? makeForwarders(position, on: lane.reactor, resolver) : []
            forwarders.append(own)
            sinks.append(
                takesSyslog ? LogSink(intake, forwarders: own, on: lane.reactor) : nil)
        }
        lane.keep(LaneLogs(sinks: sinks, forwarders: forwarders))
    }

    private func makeForwarders(
        _ position: Int, on reactor: Reactor, _ resolver: Resolver
    ) -> [SyslogForwarder] {
        let configured = intakes[position].configuration.servers
        let contexts = zip(trust.servers[position], servers[position])
        return zip(configured, contexts).compactMap { server, context in
            let (tls, health) = context
            guard let head = SyslogHead() else { return nil }
            let origin = Origin(
                scheme: server.transport == .tls ? .https : .http, host: server.host,
                port: server.port)
            let isNear = server.address != nil || server.allowsPrivate
            let sender: any ByteSender =
                server.transport == .udp
                ? DatagramSender(
                    origin: origin, on: reactor, resolver: resolver, allowPrivate: isNear)
                : StreamSender(
                    origin: origin, on: reactor, resolver: resolver, tls: tls,
                    allowPrivate: isNear)
            let forwarder = SyslogForwarder(
                through: sender,
                framing: server.transport == .udp ? .datagram : .octetCounted, head: head,
                time: reactor)
            forwarder.whenStalled = { [unowned forwarder] isStalled in
                health.note(isStalled: isStalled, reason: forwarder.lastFault.map { "\($0)" })
            }
            return forwarder
        }
    }

    /// Listens for all intakes; the fault holds every address that cannot be used.
    func listen(on lanes: LaneGroup) async throws(ServiceFault) {
        var faults: [ServiceFault] = []
        for (position, intake) in intakes.enumerated() {
            for (listener, tls) in zip(intake.configuration.listeners, trust.listeners[position]) {
                let subject = "logs \(intake.name): \(listener.description)"
                do throws(ServiceFault) {
                    let bound = try await listen(listener, tls, position, subject, on: lanes)
                    logger.info(
                        "logs \(intake.name) listening on \(listener.transport.rawValue) \(bound)")
                } catch {
                    faults.append(error)
                }
            }
        }
        try ServiceFault.throwAll(faults)
    }

    private func listen(
        _ listener: LogListener, _ tls: TLSServerContext?, _ position: Int, _ subject: String,
        on lanes: LaneGroup
    ) async throws(ServiceFault) -> SocketAddress {
        guard let address = try? SocketAddress(text: listener.address.description) else {
            throw ServiceFault(78, "\(subject): no address of a socket")
        }
        var options = SyslogListenerOptions()
        options.framing = listener.framing
        options.allow = listener.allow.compactMap { block in
            SocketAddress.literal(block.address.description, port: 0).flatMap {
                PeerRange($0, prefixLength: block.prefixLength)
            }
        }
        let transport: SyslogTransport =
            tls.map { .tls($0) } ?? (listener.transport == .udp ? .udp : .tcp)
        do throws(SystemFault) {
            return try await lanes.receiveSyslog(
                on: address, over: transport, options: options
            ) { lane in
                SharedSink(lane.resident(LaneLogs.self)?.sinks[position])
            }
        } catch {
            let hint = error.isAddressInUse ? "; expected a free address" : ""
            throw ServiceFault(error.isPermissionDenied ? 77 : 74, "\(subject): \(error)\(hint)")
        }
    }
}

/// Lets the listeners of one intake on a lane write to the one sink of that lane.
private final class SharedSink: SyslogSink {
    private let sink: LogSink?

    init(_ sink: LogSink?) { self.sink = sink }

    func take(_ message: Span<UInt8>) -> SyslogReception { sink?.take(message) ?? .full }

    func batchEnded() { sink?.batchEnded() }

    func whenRoom(_ resume: @escaping () -> Void) { sink?.whenRoom(resume) }
}
