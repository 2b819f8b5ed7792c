import Dispatch

/// Calls when the short-lived key has reached the end of its life, again and again.
final class KeyClock {
    private let timer: any DispatchSourceTimer

    /// Starts the clock; `expired` is called on a queue of the clock's own.
    init(life: Duration = KeyRing.shortLife, expired: @escaping @Sendable () -> Void) {
        let queue = DispatchQueue(label: "key-clock")
        timer = DispatchSource.makeTimerSource(queue: queue)
        let seconds = Int(life.components.seconds)
        timer.schedule(deadline: .now() + .seconds(seconds), repeating: .seconds(seconds))
        timer.setEventHandler(handler: expired)
        timer.activate()
    }

    func stop() { timer.cancel() }
}
