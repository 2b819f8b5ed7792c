import Logging
import Synchronization

/// Whether a syslog server takes the lines of an intake, over all lanes.
///
/// Lines wait in memory without a word; when a lane's queue is full, and the server away or silent,
/// the intake stops, and that is said once.
final class LogServerHealth: Sendable {
    private let server: String
    private let intake: String
    private let logger: Logger
    private let stalledLanes = Mutex(0)

    init(of server: SyslogServer, intake: String, logger: Logger) {
        self.server = server.description
        self.intake = intake
        self.logger = logger
    }

    /// Why lines wait; `nil` while all is well.
    var fault: String? {
        stalledLanes.withLock { $0 } > 0 ? "\(server) takes no lines" : nil
    }

    /// Counts a lane whose queue stands still, or moves again; `reason` is what ended a connection.
    func note(isStalled: Bool, reason: String?) {
        let count = stalledLanes.withLock { lanes in
            lanes += isStalled ? 1 : -1
            return lanes
        }
        if isStalled, count == 1 {
            logger.error(
                "syslog server takes no lines, its intake waits",
                metadata: [
                    "intake": "\(intake)", "server": "\(server)",
                    "reason": "\(reason ?? "it confirms nothing")",
                ])
        } else if !isStalled, count == 0 {
            logger.notice(
                "syslog server takes lines again",
                metadata: ["intake": "\(intake)", "server": "\(server)"])
        }
    }
}
