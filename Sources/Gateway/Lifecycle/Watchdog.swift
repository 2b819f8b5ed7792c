import Dispatch
import Synchronization

/// Tells the service manager that the program is alive, while it is.
final class Watchdog {
    /// Somebody who works; calls back when it has got to it.
    typealias Worker = @Sendable (_ answer: @escaping @Sendable () -> Void) -> Void

    private let timer: any DispatchSourceTimer

    /// Begins a round at once, and then each time half of `span` has passed.
    init(span: Duration, workers: [Worker], tellAlive: @escaping @Sendable () -> Void) {
        let rounds = WatchdogRounds(workers: workers, tellAlive: tellAlive)
        timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "watchdog"))
        let milliseconds = max(Int(span / .milliseconds(2)), 1)
        timer.schedule(
            deadline: .now(), repeating: .milliseconds(milliseconds),
            leeway: .milliseconds(milliseconds / 20))
        timer.setEventHandler { rounds.begin() }
        timer.activate()
    }

    deinit { timer.cancel() }

    func stop() { timer.cancel() }
}

/// The rounds of a watchdog: each asks everyone who works.
///
/// Invariant: the sign of life of a round is given when the last has answered, and no other round
/// begins before. So one that hangs stops the signs, and the service manager ends the process.
final class WatchdogRounds: Sendable {
    private struct Round {
        var number = 0
        var unanswered = 0
    }

    private let workers: [Watchdog.Worker]
    private let tellAlive: @Sendable () -> Void
    private let round = Mutex(Round())

    init(workers: [Watchdog.Worker], tellAlive: @escaping @Sendable () -> Void) {
        self.workers = workers
        self.tellAlive = tellAlive
    }

    /// Asks everyone, unless somebody still owes the last answer.
    func begin() {
        let number = round.withLock { round -> Int? in
            guard round.unanswered == 0 else { return nil }
            round.number += 1
            round.unanswered = workers.count
            return round.number
        }
        guard let number else { return }
        for worker in workers { worker { [weak self] in self?.answered(number) } }
    }

    private func answered(_ number: Int) {
        let isLast = round.withLock { round -> Bool in
            guard round.number == number, round.unanswered > 0 else { return false }
            round.unanswered -= 1
            return round.unanswered == 0
        }
        if isLast { tellAlive() }
    }
}
