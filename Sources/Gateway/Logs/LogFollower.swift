import Bytes
import Delivery
import Foundation
import Intake
import Logging
import Privacy
import Synchronization
import Transport

/// Reads the followed files of one intake on a thread of its own.
///
/// What was read of a file is stored when all outputs have its lines, in the transaction of what was
/// counted of them. So after a killed process each line is counted once, and is written and sent at
/// least once.
final class LogFollower: Sendable {
    private let intake: LogIntake
    private let positions: [LogPositionKey: String]
    private let relay: LogRelay?
    private let logger: Logger
    private let alarm: FollowAlarm
    private let isStopping = Atomic(false)
    private let ended = Signpost()
    private let counts = Mutex(FollowCounts())

    /// `nil` when there is no descriptor left for its alarm.
    init?(
        _ intake: LogIntake, positions: [LogPositionKey: String], relay: LogRelay?, logger: Logger
    ) {
        guard let alarm = FollowAlarm() else { return nil }
        self.intake = intake
        self.positions = positions
        self.relay = relay
        self.logger = logger
        self.alarm = alarm
    }

    /// What happened to the files.
    var followCounts: FollowCounts { counts.withLock { $0 } }

    func start() {
        let thread = Thread { [self] in
            run()
            ended.reach()
        }
        thread.name = "logs-\(intake.name)"
        thread.start()
    }

    /// Stops reading, and returns when the outputs have what was read, or at `deadline`.
    func stop(by deadline: ContinuousClock.Instant) async {
        isStopping.store(true, ordering: .relaxed)
        alarm.ring()
        await ended.wait(until: deadline)
    }

    private func run() {
        let run = LogFollowing(
            intake, positions: positions, relay: relay, alarm: alarm, logger: logger,
            isStopping: { self.isStopping.load(ordering: .relaxed) },
            report: { sum in self.counts.withLock { $0 = sum } })
        run.readUntilStopped()
    }
}
