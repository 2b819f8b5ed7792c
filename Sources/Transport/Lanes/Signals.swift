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
    private var sources: [any DispatchSourceSignal] = []

    /// Calls `receive` for each of `signals` from now until the object goes.
    ///
    /// The default action is switched off for the process, because a source only watches.
    package init(
        _ signals: [Signal] = Signal.allCases, receive: @escaping @Sendable (Signal) -> Void
    ) {
        for signal in signals {
            _ = Glibc.signal(signal.number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: signal.number, queue: queue)
            source.setEventHandler { receive(signal) }
            source.activate()
            sources.append(source)
        }
    }

    deinit {
        for source in sources { source.cancel() }
    }

    /// Makes writing to a closed connection an error instead of the end of the process.
    ///
    /// Our own sends ask for this each time; OpenSSL's cannot.
    package static func ignoreBrokenPipe() { _ = Glibc.signal(SIGPIPE, SIG_IGN) }
}
