import Dispatch

/// Calls when the short-lived key has reached the end of its life, again and again.
final class KeyClock {
    private let timer: any DispatchSourceTimer

    /// Starts the clock; `expired` is called on a queue of the clock's own.
    init(life: Duration = KeyRing.shortLife, expired: @escaping @Sendable () -> Void) {
        let queue = DispatchQueue(label: "key-clock")
        timer = DispatchSource.makeTimerSource(queue: queue)
        // A life of no time would be a loop without a pause.
        let interval = DispatchTimeInterval.milliseconds(max(Int(life / .milliseconds(1)), 1))
        timer.schedule(deadline: .now() + interval, repeating: interval)
        timer.setEventHandler(handler: expired)
        timer.activate()
    }

    func stop() { timer.cancel() }
}
