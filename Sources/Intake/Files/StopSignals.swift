import Dispatch
import Glibc

/// Watches the signals that end or rotate a batch, while it runs.
///
/// A signal that was ignored when the program began (`nohup`, a background job) stays ignored.
final class StopSignals {
    private let sources: [any DispatchSourceSignal]

    /// Calls `handle` with the signal's number, on a queue of its own.
    ///
    /// Returns when every signal is caught: before that their default action, which ends the
    /// program, is right, because nothing was written. Setting them to SIG_IGN first, as is often
    /// advised, would lose a signal that comes in between; on Linux Dispatch needs no such help.
    init(_ signals: [Int32], handle: @escaping @Sendable (Int32) -> Void) {
        let queue = DispatchQueue(label: "matglas.logs.signals")
        let registered = DispatchSemaphore(value: 0)
        sources = signals.filter { !Self.isIgnored($0) }.map { number in
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { handle(number) }
            source.setRegistrationHandler { registered.signal() }
            source.activate()
            return source
        }
        for _ in sources { registered.wait() }
        // A reader that goes away, or a file size limit, is a result of write(2), not an end.
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
        // Comes when somebody opens a file whose lease we hold, for the moment of its replacement.
        signal(SIGIO, SIG_IGN)
    }

    deinit { for source in sources { source.cancel() } }

    private static func isIgnored(_ number: Int32) -> Bool {
        var action = sigaction()
        guard unsafe sigaction(number, nil, &action) == 0 else { return false }
        guard let handler = unsafe action.__sigaction_handler.sa_handler else { return false }
        return unsafe unsafeBitCast(handler, to: Int.self) == ignored
    }

    /// SIG_IGN as a number: functions cannot be compared.
    private static let ignored = 1
}
