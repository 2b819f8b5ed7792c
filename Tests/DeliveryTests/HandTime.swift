@testable import Delivery

/// A lane's time that stands still until it is moved.
final class HandTime: LaneTime {
    var now: UInt64 = 1_000_000_000
    var wallSeconds = 20_635 * 86_400
    private var alarms: [HandAlarm] = []

    func makeAlarm(_ action: @escaping () -> Void) -> any LaneAlarm {
        let alarm = HandAlarm(self, action)
        alarms.append(alarm)
        return alarm
    }

    private var drainActions: [() -> Void] = []

    func whenDraining(_ action: @escaping () -> Void) { drainActions.append(action) }

    var awaitedPosts = 0
    private var turnEnds: [() -> Void] = []

    func afterTurn(_ action: @escaping () -> Void) { turnEnds.append(action) }

    /// Ends the turn: what waited for it is done.
    func endTurn() {
        let ends = turnEnds
        turnEnds = []
        for end in ends { end() }
    }

    func beginDrain() { for action in drainActions { action() } }

    /// The milliseconds until the next alarm, if one is set.
    var nextAlarm: Int? {
        alarms.compactMap(\.deadline).min().map { Int(($0 - now) / 1_000_000) }
    }

    /// Moves on, and calls each alarm at its moment.
    func advance(milliseconds: Int) {
        let end = now + UInt64(milliseconds) * 1_000_000
        while let next = alarms.filter({ ($0.deadline ?? .max) <= end })
            .min(by: { ($0.deadline ?? 0) < ($1.deadline ?? 0) })
        {
            now = max(now, next.deadline ?? now)
            next.fire()
        }
        now = end
    }

    final class HandAlarm: LaneAlarm {
        private unowned let time: HandTime
        private var action: (() -> Void)?
        private(set) var deadline: UInt64?

        init(_ time: HandTime, _ action: @escaping () -> Void) {
            self.time = time
            self.action = action
        }

        func schedule(after nanoseconds: UInt64) { deadline = time.now + nanoseconds }

        func cancel() {
            deadline = nil
            action = nil
        }

        func fire() {
            deadline = nil
            action?()
        }
    }
}
