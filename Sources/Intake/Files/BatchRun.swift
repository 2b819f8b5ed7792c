import Glibc
import Synchronization

/// Runs a batch of log files or one stream: `matglas logs`.
package enum BatchRun {
    /// Does everything that `options` ask for and returns the exit status.
    ///
    /// Errors go to standard error, one line each; nothing is thrown. `treatedKinds` names the
    /// counters of ``LineTally/treated``. Handlers for SIGINT, SIGTERM and SIGHUP stand while it runs;
    /// the first two, where they come, end the program here.
    package static func run(
        _ options: BatchOptions, treatedKinds: [String],
        factory: @escaping LineAnonymizerFactory
    ) -> Int32 {
        if options.follow {
            return FollowRun.run(
                options, treatedKinds: treatedKinds, factory: factory, surroundings: .program)
        }
        return Batch(options, treatedKinds: treatedKinds, factory: factory, surroundings: .program)
            .run()
    }
}

/// What a batch finds around it; tests bring their own.
struct Surroundings: Sendable {
    var calls = FileCalls.system
    var standardInput: Int32 = 0
    var standardOutput: Int32 = 1
    /// The terminal that shows progress, if there is one.
    var terminal: Int32?
    var watchesSignals = false
    /// Takes one line for standard error, without its end.
    var say: @Sendable (String) -> Void

    static var program: Surroundings {
        Surroundings(
            terminal: isatty(2) == 1 ? 2 : nil, watchesSignals: true,
            say: { line in
                let bytes = Array((Path.shown(line) + "\n").utf8)
                // Nobody is left to be told when standard error is gone.
                _ = unsafe bytes.withUnsafeBytes {
                    unsafe write(2, $0.baseAddress, $0.count)
                }
            })
    }
}

/// One run: what it was asked, and what became of it so far.
///
/// Invariants:
/// 1. The exit status is that of the first input in order that failed, whatever finished first.
/// 2. `results` has one place for each planned input; only inputs whose output stands are counted.
final class Batch: Sendable {
    struct Result: Sendable {
        var status = ExitStatus.success
        var count: InputCount?
    }

    let options: BatchOptions
    let treatedKinds: [String]
    let factory: LineAnonymizerFactory
    let surroundings: Surroundings
    let unfinished: UnfinishedFiles
    /// The output that is appended to, for the signals.
    let appended = Mutex<SharedOutput?>(nil)
    /// Where it is noted which files are done, if anywhere.
    let journal = Mutex<ResumeJournal?>(nil)
    private let progress = Mutex<Progress?>(nil)
    private let results = Mutex<[Result]>([])

    init(
        _ options: BatchOptions, treatedKinds: [String],
        factory: @escaping LineAnonymizerFactory, surroundings: Surroundings
    ) {
        self.options = options
        self.treatedKinds = treatedKinds
        self.factory = factory
        self.surroundings = surroundings
        unfinished = UnfinishedFiles(calls: surroundings.calls)
    }

    func run() -> Int32 {
        var plan: BatchPlan
        do throws(BatchFailure) {
            plan = try BatchPlan(options, surroundings: surroundings)
            try openJournal(&plan)
        } catch {
            say(error)
            return error.status
        }
        results.withLock { $0 = Array(repeating: Result(), count: plan.inputs.count) }
        // A bar between lines that go to the same terminal would garble both.
        let isGarbled =
            plan.output == .standardOutput && isatty(surroundings.standardOutput) == 1
        if let terminal = surroundings.terminal, !isGarbled {
            let files = plan.inputs.count - plan.doneCount
            progress.withLock {
                $0 = Progress(descriptor: terminal, total: plan.size, files: files)
            }
        }
        let signals =
            surroundings.watchesSignals
            ? StopSignals([SIGINT, SIGTERM, SIGHUP]) { self.handle(signal: $0) } : nil
        let fixed = plan
        let ending = withExtendedLifetime(signals) { () -> BatchFailure? in
            do throws(BatchFailure) {
                try work(fixed)
                try writeReport()
                return nil
            } catch {
                return error
            }
        }
        clearProgress()
        if let ending { say(ending) }
        let first = results.withLock { $0.first { $0.status != ExitStatus.success }?.status }
        return first ?? ending?.status ?? ExitStatus.success
    }

    private func work(_ plan: BatchPlan) throws(BatchFailure) {
        switch plan.output {
        case .standardOutput, .file: try runJoined(plan)
        case .directory, .inPlace: try runSeparately(plan)
        }
    }

    /// Opens the journal, and marks what it says is done.
    private func openJournal(_ plan: inout BatchPlan) throws(BatchFailure) {
        guard let path = options.resumePath else { return }
        let opened = try ResumeJournal(
            opening: path, settings: options.settings, calls: surroundings.calls)
        plan.leaveOutDone(opened)
        journal.withLock { $0 = opened }
        if plan.doneCount > 0, !options.isQuiet {
            say("\(plan.doneCount) of \(plan.inputs.count) files were done before, by \(path)")
        }
    }

    // MARK: Results

    /// Notes what became of the input at `index`.
    func note(_ count: InputCount, at index: Int) {
        watcher?.endFile()
        results.withLock { $0[index].count = count }
    }

    /// Says why the input at `index` failed.
    func note(_ failure: BatchFailure, at index: Int) {
        watcher?.endFile()
        results.withLock { $0[index].status = failure.status }
        say(failure)
    }

    /// Takes back all counts: the output that they stood for does not exist.
    func forgetCounts() {
        results.withLock { results in
            for index in results.indices { results[index].count = nil }
        }
    }

    func say(_ failure: BatchFailure) {
        let text = failure.description
        if !text.isEmpty { say(text) }
    }

    func say(_ text: String) {
        clearProgress()
        surroundings.say("matglas: " + text)
    }

    /// What workers report to, if anybody watches.
    var watcher: Progress? { progress.withLock { $0 } }

    private func clearProgress() { watcher?.clear() }

    private func writeReport() throws(BatchFailure) {
        guard let path = options.reportPath else { return }
        let (files, isDone) = results.withLock { results in
            (results.compactMap(\.count), results.allSatisfy { $0.status == ExitStatus.success })
        }
        // Where nothing came out, a report of nothing would only mislead.
        guard isDone || !files.isEmpty else { return }
        try write(RunReport(files: files, kinds: treatedKinds), to: path)
    }

    // MARK: Signals

    private func handle(signal: Int32) {
        let output = appended.withLock { $0 }
        if signal == SIGHUP, let output {
            if let failure = output.reopen() { say(failure) }
            return
        }
        clearProgress()
        // A line that is being appended is finished; what is written beside is removed.
        if let output {
            output.holding { unfinished.removeAll { _exit(ExitStatus.ended(by: signal)) } }
        }
        unfinished.removeAll { _exit(ExitStatus.ended(by: signal)) }
    }
}
