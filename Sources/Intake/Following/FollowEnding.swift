import Dispatch
import Glibc
import Synchronization

/// What signals ask of a run that follows: to end, or to open its output again.
final class FollowEnding: Sendable {
    let alarm: FollowAlarm?
    private let signal = Atomic<Int32>(0)
    private let wasRotated = Atomic<Bool>(false)
    private let output = Mutex<SharedOutput?>(nil)
    private let isDone = DispatchSemaphore(value: 0)

    /// How long a run that was asked to end may take, for instance when nobody reads its output.
    private static let patience = DispatchTimeInterval.seconds(5)

    init() { alarm = FollowAlarm() }

    var isAsked: Bool { signal.load(ordering: .acquiring) != 0 }
    /// The exit status that the signal asks for.
    var status: Int32? {
        let number = signal.load(ordering: .acquiring)
        return number == 0 ? nil : ExitStatus.ended(by: number)
    }

    /// The output that SIGHUP opens again.
    func rotates(_ output: SharedOutput) { self.output.withLock { $0 = output } }

    /// Whether the output was opened again since the last time.
    func takeRotation() -> Bool { wasRotated.exchange(false, ordering: .acquiringAndReleasing) }

    /// Asks for the end, as a signal does.
    func ask(_ number: Int32) {
        signal.store(number, ordering: .releasing)
        alarm?.ring()
    }

    /// Handles one signal, on a queue of its own.
    func handle(_ number: Int32, say: (String) -> Void) {
        guard number == SIGHUP else {
            ask(number)
            if isDone.wait(timeout: .now() + Self.patience) == .timedOut {
                _exit(ExitStatus.ended(by: number))
            }
            return
        }
        guard let output = output.withLock({ $0 }) else { return }
        if let failure = output.reopen() { say("matglas: " + failure.description) }
        wasRotated.store(true, ordering: .releasing)
        alarm?.ring()
    }

    /// Says that the run is over.
    func finish() { isDone.signal() }
}

extension FollowRun {
    /// Runs with handlers for SIGINT, SIGTERM and SIGHUP.
    static func run(
        _ options: BatchOptions, treatedKinds: [String],
        factory: @escaping LineAnonymizerFactory, surroundings: Surroundings
    ) -> Int32 {
        let ending = FollowEnding()
        let say = surroundings.say
        let signals =
            surroundings.watchesSignals
            ? StopSignals([SIGINT, SIGTERM, SIGHUP]) { ending.handle($0, say: say) } : nil
        let run = FollowRun(
            options, treatedKinds: treatedKinds, factory: factory, surroundings: surroundings,
            ending: ending)
        let status = withExtendedLifetime(signals) { run.run() }
        ending.finish()
        return status
    }
}
