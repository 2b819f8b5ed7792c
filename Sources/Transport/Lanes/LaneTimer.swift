/// A deadline for code that lives on a lane and has no connection of its own.
///
/// It keeps its action until ``cancel()``; one timer may be set again and again.
package final class LaneTimer: TimerTarget {
    private let reactor: Reactor
    private var action: (() -> Void)?
    private var handle: TimerWheel.Handle?

    package init(on reactor: Reactor, _ action: @escaping () -> Void) {
        self.reactor = reactor
        self.action = action
    }

    /// Calls the action once, `nanoseconds` from now, instead of at an earlier set time.
    package func schedule(after nanoseconds: UInt64) {
        reactor.refreshClock()
        let handle = handle ?? reactor.addTimer(self)
        self.handle = handle
        reactor.setDeadline(handle, at: reactor.now &+ nanoseconds)
    }

    /// Forgets the deadline and the action.
    package func cancel() {
        if let handle { reactor.removeTimer(handle) }
        handle = nil
        action = nil
    }

    func deadlinePassed() { action?() }
}
