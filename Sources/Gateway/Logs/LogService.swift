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
    let files: [LogFile]
    private let positions: [LogPositionKey: String]
    let followers = Mutex<[Int: LogFollower]>([:])
    let trust: LogTrust
    /// By position of intake and server.
    let servers: [[LogServerHealth]]
    let logger: Logger

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
}
