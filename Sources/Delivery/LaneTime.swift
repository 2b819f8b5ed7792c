package import Transport

/// What delivery needs of the lane it lives on.
///
/// Tests give one that they turn by hand.
package protocol LaneTime: AnyObject {
    /// Nanoseconds that never go back.
    var now: UInt64 { get }
    /// Seconds since 1970 in UTC.
    var wallSeconds: Int { get }
    /// A timer that calls `action` on the lane.
    func makeAlarm(_ action: @escaping () -> Void) -> any LaneAlarm
    /// Calls `action` when the lane begins to drain.
    func whenDraining(_ action: @escaping () -> Void)
    /// Calls `action` once, when what is ready now has been taken.
    func afterTurn(_ action: @escaping () -> Void)
    /// Posts to the lane that come within moments: the lane does not sleep meanwhile.
    var awaitedPosts: Int { get set }
}

/// One deadline on a lane, which may be set again and again.
package protocol LaneAlarm: AnyObject {
    /// Calls the action once, that many nanoseconds from now, instead of at an earlier set time.
    func schedule(after nanoseconds: UInt64)
    /// Forgets the deadline and the action.
    func cancel()
}

extension Reactor: LaneTime {
    package var wallSeconds: Int { date.second }

    package func makeAlarm(_ action: @escaping () -> Void) -> any LaneAlarm {
        LaneTimer(on: self, action)
    }
}

extension LaneTimer: LaneAlarm {}

enum Nanoseconds {
    static let perMillisecond: UInt64 = 1_000_000
    static let perSecond: UInt64 = 1_000_000_000
}
