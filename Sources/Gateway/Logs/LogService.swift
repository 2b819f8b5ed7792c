import Dashboard
import Delivery
import Foundation
import Intake
import Logging
import Privacy
import Synchronization
import Transport

/// All intakes of logs of a running gateway.
///
/// Invariants:
/// 1. Intakes keep their position for the life of the process; what lanes have is found by it.
/// 2. Syslog is anonymized on the lane that read it, a followed file on the thread that did.
final class LogService: Sendable {
    let intakes: [LogIntake]
    private let files: [LogFile]
    private let positions: [LogPositionKey: String]
    private let followers = Mutex<[Int: LogFollower]>([:])
    private let trust: LogTrust
    /// By position of intake and server.
    private let servers: [[LogServerHealth]]
    private let logger: Logger

    /// Compiles formats and reads what was stored; nothing is read yet.
    ///
    /// The fault holds everything that is in the way.
    init(
        _ configuration: Configuration, outputs: LogOutputs, trust: LogTrust,
        store: StatisticsStore, writer: StateWriter, logger: Logger
    ) throws(ServiceFault) {
        self.logger = logger
        self.trust = trust
        let files = outputs.files
        var faults: [ServiceFault] = []
        let bots = BotScan()
        var intakes: [LogIntake] = []
        for intake in configuration.logs {
            do throws(ConfigurationFault) {
                intakes.append(
                    LogIntake(
                        intake,
                        formats: try LogFormats(
                            intake, catalog: configuration.catalog,
                            ownHosts: configuration.logHosts(of: intake)),
                        files: intake.outputs.compactMap { files[$0] }, writer: writer, bots: bots))
            } catch {
                faults.append(ServiceFault(error.exitCode, error.description))
            }
            // Opening an output may have made the file that a link stood for.
            for path in intake.files {
                for case let file? in intake.outputs.map({ files[$0] }) where file.isAlso(path) {
                    faults.append(
                        ServiceFault(
                            78,
                            "logs \(intake.name): \(path) is the output \(file.path) too; "
                                + "expected another file"))
                }
            }
        }
        do {
            positions = try store.positions(
                of: Set(
                    configuration.logs.flatMap { intake in
                        intake.files.map { LogPositionKey(intake: intake.name, path: $0) }
                    }))
        } catch {
            throw ServiceFault(74, error.description)
        }
        try ServiceFault.throwAll(faults)
        self.intakes = intakes
        self.files = Array(files.values)
        servers = configuration.logs.map { intake in
            intake.servers.map { LogServerHealth(of: $0, intake: intake.name, logger: logger) }
        }
    }

    // MARK: Lanes

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

    // MARK: Files

    /// Begins to follow files.
    func follow(_ lanes: LaneGroup) throws(ServiceFault) {
        for (position, intake) in intakes.enumerated() where !intake.configuration.files.isEmpty {
            let servers = intake.configuration.servers.count
            let relay =
                servers > 0
                ? LogRelay(lane: lanes.lanes[0], intake: position, servers: servers) : nil
            guard
                let follower = LogFollower(
                    intake, positions: positions, relay: relay, logger: logger)
            else { throw ServiceFault(71, "logs \(intake.name): no file descriptor left") }
            followers.withLock { $0[position] = follower }
            follower.start()
            for path in intake.configuration.files {
                logger.info("logs \(intake.name) following \(path)")
            }
        }
    }

    /// Opens the output files anew, because they may have been rotated.
    func reopen() {
        for file in files { file.reopen() }
        if !files.isEmpty { logger.info("log files reopened") }
    }

    /// Stops reading files, and waits until outputs have what was read.
    func stopFollowing(by deadline: ContinuousClock.Instant) async {
        let active = followers.withLock { Array($0.values) }
        await withTaskGroup(of: Void.self) { group in
            for follower in active { group.addTask { await follower.stop(by: deadline) } }
        }
    }

    /// Writes what the output files still wait for.
    func finish(by deadline: ContinuousClock.Instant) async {
        for file in files {
            let written = Signpost()
            file.finish { written.reach() }
            await written.wait(until: deadline)
            if file.waitingBytes > 0 {
                logger.error("log lines not written", metadata: ["file": "\(file.path)"])
            }
        }
    }

    // MARK: Numbers

    /// Why not all outputs take lines; `nil` while they do.
    var whyNotReady: String? {
        for file in files {
            if let fault = file.fault { return "logs: \(file.path): \(fault)" }
        }
        for case let fault? in servers.joined().map(\.fault) { return "logs: \(fault)" }
        return nil
    }

    /// The numbers of all intakes for `/metrics`.
    func numbers(of lanes: LaneGroup) async -> [LogIntakeNumbers] {
        guard !intakes.isEmpty else { return [] }
        var syslog = [SyslogCounters](repeating: SyslogCounters(), count: intakes.count)
        var forwarding = [SyslogForwardingCounters](
            repeating: SyslogForwardingCounters(), count: intakes.count)
        // Listeners were opened in this order on every lane.
        let owners = intakes.indices.flatMap { position in
            intakes[position].configuration.listeners.map { _ in position }
        }
        for lane in lanes.lanes {
            for (owner, counters) in zip(owners, await lane.syslogCounters) {
                syslog[owner].add(counters)
            }
            let sent = await lane.with(LaneLogs.self) { logs in
                logs.forwarders.indices.map { logs.forwarding(of: $0) }
            }
            for (position, counters) in (sent ?? []).enumerated() {
                forwarding[position].add(counters)
            }
        }
        return intakes.indices.map { numbers(of: $0, syslog[$0], forwarding[$0]) }
    }

    private func numbers(
        of position: Int, _ syslog: SyslogCounters, _ forwarding: SyslogForwardingCounters
    ) -> LogIntakeNumbers {
        let intake = intakes[position]
        let tally = intake.meter.tally
        let follow = followers.withLock { $0[position]?.followCounts } ?? FollowCounts()
        var numbers = LogIntakeNumbers(name: intake.name)
        numbers.lines = [
            ("written", tally.written), ("scrubbed", tally.scrubbed), ("dropped", tally.dropped),
            ("overlong", tally.overlong + syslog.overlong), ("abandoned", syslog.abandoned),
        ]
        if intake.source != nil {
            numbers.pages = [
                ("counted", tally.pages), ("bot", tally.bots), ("not-a-page", tally.otherPages),
                ("other-site", tally.otherSites),
            ]
        }
        if !intake.configuration.servers.isEmpty {
            numbers.forwarded = SyslogForwardingResult.allCases.map {
                ($0.rawValue, forwarding[$0])
            }
        }
        numbers.readBytes = tally.readBytes
        numbers.writtenBytes = tally.writtenBytes
        numbers.kernelDrops = syslog.droppedByKernel
        numbers.refused = syslog.refused + syslog.handshakesFailed
        numbers.malformed = syslog.malformed
        numbers.connections = syslog.connections
        numbers.openConnections = syslog.openConnections
        numbers.pauses = syslog.pauses
        numbers.queueBytes =
            intake.files.reduce(forwarding.queuedBytes) { $0 + $1.waitingBytes }
        numbers.rotations = follow.rotations
        numbers.lostFiles = follow.lost
        numbers.isUp =
            intake.files.allSatisfy { $0.fault == nil }
            && servers[position].allSatisfy { $0.fault == nil }
        return numbers
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
