import Delivery
import Transport

/// The numbers of the program for Prometheus.
///
/// One facet for each part of the program; `config/metrics.md` has a row for every family, which a
/// test compares with what is written.
struct Metrics {
    var text = MetricsText()

    /// All families, in the order of the handbook.
    static func text(_ numbers: DashboardSource.Numbers, state: StateNumbers) -> String {
        var metrics = Metrics()
        metrics.addSites(numbers.sites)
        metrics.addDestinations(numbers)
        metrics.addConsent(numbers.consent)
        metrics.addState(state)
        metrics.addLanes(numbers.lanes)
        metrics.addTLS(numbers.lanes, numbers.certificates)
        metrics.addLogs(numbers.logs)
        if let scripts = numbers.scripts { metrics.addScripts(scripts) }
        metrics.addProgram(state)
        return metrics.text.text
    }

    /// What is known here, and not to the lanes.
    struct StateNumbers {
        var isWriting = true
        var lostHandOvers = 0
        var commits = CommitNumbers()
        var failedLogins = 0
        var version = ""
        var process: ProcessNumbers?
    }

    private mutating func addState(_ state: StateNumbers) {
        text.single(
            "matglas_statistics_up", .gauge, "Whether the last write of the state succeeded.",
            state.isWriting ? 1 : 0)
        text.single(
            "matglas_statistics_lost_total", .counter,
            "Hand-overs of counts lost because the disk was full for too long.",
            state.lostHandOvers)
        text.family(
            "matglas_commits_total", .counter, "Transactions of the state.",
            [
                (["result": "succeeded"] as MetricsText.Labels, state.commits.commits),
                (["result": "failed"] as MetricsText.Labels, state.commits.failures),
            ])
        text.single(
            "matglas_commit_events_total", .counter, "Events in the transactions that succeeded.",
            state.commits.events)
        text.single(
            "matglas_commit_seconds_total", .counter, "How long those transactions took together.",
            Double(state.commits.nanoseconds) / 1e9)
    }

    private mutating func addProgram(_ state: StateNumbers) {
        text.single(
            "matglas_admin_login_failures_total", .counter,
            "Requests to the administration with a wrong token.", state.failedLogins)
        text.family(
            "matglas_build_info", .gauge, "The version of this program; always 1.",
            [(["version": state.version], 1)])
        guard let process = state.process else { return }
        text.single(
            "process_start_time_seconds", .gauge, "When the program began, since 1970.",
            process.started)
        text.single(
            "process_cpu_seconds_total", .counter, "Processor time, of user and kernel.",
            process.processorSeconds)
        text.single(
            "process_resident_memory_bytes", .gauge, "Memory in use.", process.residentBytes)
        text.single("process_open_fds", .gauge, "Open descriptors.", process.openDescriptors)
        text.single(
            "process_max_fds", .gauge, "Descriptors that may be open.", process.mostDescriptors)
    }
}
