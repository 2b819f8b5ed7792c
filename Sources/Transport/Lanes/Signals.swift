import Dispatch
import Glibc

/// The signals the operator sends, delivered on a control queue of their own and not on a lane.
package final class Signals {
    /// The signals that have a meaning for a service.
    package enum Signal: CaseIterable, Sendable {
        /// End: drain, then stop (`SIGTERM`).
        case terminate
        /// The same from a terminal (`SIGINT`).
        case interrupt
        /// Read the configuration again (`SIGHUP`).
        case hangUp

        package var number: Int32 {
            switch self {
            case .terminate: SIGTERM
            case .interrupt: SIGINT
            case .hangUp: SIGHUP
            }
        }
    }

    private let queue = DispatchQueue(label: "signals")
    private let registered = DispatchGroup()
    private var sources: [any DispatchSourceSignal] = []

    /// Calls `receive` for each of `signals` from soon (see ``watching()``) until the object goes.
    ///
    /// Until then a signal has its default action. The sources install handlers of their own on
    /// Linux; `SIG_IGN`, which Dispatch needs on other systems, would drop the signals here.
    package init(
        _ signals: [Signal] = Signal.allCases, receive: @escaping @Sendable (Signal) -> Void
    ) {
        for signal in signals {
            let source = DispatchSource.makeSignalSource(signal: signal.number, queue: queue)
            source.setEventHandler { receive(signal) }
            source.setRegistrationHandler { [registered] in registered.leave() }
            registered.enter()
            source.activate()
            sources.append(source)
        }
    }

    /// Returns once every signal is watched.
    package func watching() async {
        await withCheckedContinuation { continuation in
            registered.notify(queue: queue) { continuation.resume() }
        }
    }

    deinit {
        for source in sources { source.cancel() }
    }

    /// Makes writing to a closed connection an error instead of the end of the process.
    ///
    /// Our own sends ask for this each time; OpenSSL's cannot.
    package static func ignoreBrokenPipe() { _ = Glibc.signal(SIGPIPE, SIG_IGN) }

    /// Ends the process without further ado, for an operator who asked twice.
    package static func endProcess(_ status: Int32) -> Never { _exit(status) }
}
