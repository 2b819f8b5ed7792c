import Dispatch
import Foundation
package import Logging
import Synchronization
import Transport

/// Where all loggers write: one queue in front of standard error.
///
/// Whoever logs never waits: lines go to a bounded queue, and a thread of its own writes them while
/// somebody reads. One place in the program that says the same again and again is silenced, and the
/// number of its lines is told.
///
/// Invariants:
/// 1. At most `mostWaiting` lines wait; those beyond are counted, and their number is told.
/// 2. Lines are written in the order in which they were taken.
package final class LogOutput: Sendable {
    /// Lines that wait at most, 4 MiB at worst; the oldest stay, the newest pay.
    static let mostWaiting = 1_024
    /// How long the first line of a batch waits for a reader that is slow.
    private static let patience: Int32 = 100
    /// After which time a silence is told, if nothing else is said from its place.
    private static let silence = DispatchTimeInterval.seconds(10)

    /// Writes a line if that can be done within some milliseconds; tests gather lines instead.
    package typealias Write = @Sendable (_ line: String, _ patience: Int32) -> Bool

    private struct State {
        var form: LogLine.Form
        var waiting: [String] = []
        var isWriting = false
        var dropped = 0
        var limit = LogRateLimit()
        var willTell = false
    }

    private let state: Mutex<State>
    private let threshold: Atomic<Int>
    private let isJournal: Bool
    private let queue = DispatchQueue(label: "log", qos: .utility)
    private let write: Write
    private let clock: @Sendable () -> Double

    /// Creates an output; `write` and `clock` are given by tests only.
    package init(
        _ settings: LoggingSettings = LoggingSettings(), isJournal: Bool = false,
        write: @escaping Write = { StandardStreams.say($0, patience: $1) },
        clock: (@Sendable () -> Double)? = nil
    ) {
        self.isJournal = isJournal
        self.write = write
        let start = ContinuousClock.now
        self.clock = clock ?? { start.duration(to: .now) / .seconds(1) }
        threshold = Atomic(settings.level.loggerLevel.place)
        state = Mutex(State(form: Self.form(settings, isJournal)))
    }

    /// Writes in another form, from another level on.
    package func use(_ settings: LoggingSettings) {
        threshold.store(settings.level.loggerLevel.place, ordering: .relaxed)
        state.withLock { $0.form = Self.form(settings, isJournal) }
    }

    private static func form(_ settings: LoggingSettings, _ isJournal: Bool) -> LogLine.Form {
        switch settings.form {
        case .text: isJournal ? .journal : .text
        case .json: .json
        }
    }

    /// The lowest level that is written.
    var level: Logger.Level {
        let place = threshold.load(ordering: .relaxed)
        return Logger.Level.allCases.first { $0.place == place } ?? .info
    }

    /// A logger that writes here.
    ///
    /// One that `isUnlimited` is never silenced: it answers to what an operator did.
    package func logger(_ label: String, isUnlimited: Bool = false) -> Logger {
        Logger(label: label) {
            StandardErrorLog(label: $0, output: self, isUnlimited: isUnlimited)
        }
    }

    /// Takes one record; `nil` as its place means that it is never silenced.
    func take(_ line: LogLine, from place: LogRateLimit.Place?) {
        let now = clock()
        let (mustWrite, mustTell) = state.withLock { state -> (Bool, Bool) in
            var line = line
            if let place {
                switch state.limit.admit(place, line.message, at: now) {
                case .said(suppressed: 0): break
                case .said(let count): line.message += " (\(count) more suppressed)"
                case .suppressed:
                    defer { state.willTell = true }
                    return (false, !state.willTell)
                }
            }
            return (Self.add(line, to: &state), false)
        }
        if mustWrite { queue.async { [self] in writeWaiting() } }
        if mustTell {
            queue.asyncAfter(deadline: .now() + Self.silence) { [weak self] in
                self?.tellSilences()
            }
        }
    }

    /// Says how many lines of each silenced place were not said.
    func tellSilences() {
        let mustWrite = state.withLock { state -> Bool in
            state.willTell = false
            var mustWrite = false
            for silence in state.limit.takeSilences() {
                let line = LogLine(
                    time: Date(), level: .notice, label: "log",
                    message: "\(silence.message) (\(silence.count) more suppressed)", metadata: [])
                if Self.add(line, to: &state) { mustWrite = true }
            }
            return mustWrite
        }
        if mustWrite { queue.async { [self] in writeWaiting() } }
    }

    /// Adds a line to those that wait; `true` if the caller has to have them written.
    private static func add(_ line: LogLine, to state: inout State) -> Bool {
        guard state.waiting.count < mostWaiting else {
            state.dropped += 1
            return false
        }
        state.waiting.append(line.text(state.form))
        defer { state.isWriting = true }
        return !state.isWriting
    }

    /// Returns when everything that was said before is written or given up.
    package func flush() {
        tellSilences()
        queue.sync {}
    }

    private func writeWaiting() {
        var patience = Self.patience
        while true {
            let (lines, dropped, form) = state.withLock { state in
                let batch = (state.waiting, state.dropped, state.form)
                state.waiting = []
                state.dropped = 0
                state.isWriting = !batch.0.isEmpty || batch.1 > 0
                return batch
            }
            if lines.isEmpty, dropped == 0 { return }
            var lost = dropped
            for line in lines where !write(line, patience) {
                lost += 1
                // Nobody reads: the others are not waited for as well.
                patience = 0
            }
            guard lost > 0 else { continue }
            let note = LogLine(
                time: Date(), level: .warning, label: "log", message: "lines were lost",
                metadata: [("count", "\(lost)")])
            guard write(note.text(form), 0) else {
                // It is told with the next line.
                return state.withLock { state in
                    state.dropped += lost
                    state.isWriting = !state.waiting.isEmpty
                    if state.isWriting { queue.async { [self] in writeWaiting() } }
                }
            }
        }
    }
}

extension LoggingSettings.Level {
    var loggerLevel: Logger.Level {
        switch self {
        case .debug: .debug
        case .info: .info
        case .notice: .notice
        case .warning: .warning
        case .error: .error
        }
    }
}

extension Logger.Level {
    /// The position among all levels, the least important first.
    fileprivate var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
