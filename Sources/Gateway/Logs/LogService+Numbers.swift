import Dashboard
import Delivery
import Intake
import Synchronization
import Transport

/// What intakes count.
extension LogService {
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
