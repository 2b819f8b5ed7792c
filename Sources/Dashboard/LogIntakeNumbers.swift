/// The numbers of one intake of logs for `/metrics`.
///
/// Labels are names of the configuration and words of closed lists.
package struct LogIntakeNumbers: Sendable {
    package var name: String
    /// Lines by what became of them.
    package var lines: [(outcome: String, count: Int)] = []
    /// Requests by what they are in the statistics.
    package var pages: [(result: String, count: Int)] = []
    /// Lines to other servers by how their sending ended.
    package var forwarded: [(result: String, count: Int)] = []
    package var readBytes = 0
    package var writtenBytes = 0
    /// Datagrams that the kernel dropped because nobody read them in time.
    package var kernelDrops = 0
    /// Senders that are not allowed, or without the certificate that is asked for.
    package var refused = 0
    /// Streams and messages whose framing is broken or too long.
    package var malformed = 0
    package var connections = 0
    package var openConnections = 0
    /// Times that reading stopped because an output was full.
    package var pauses = 0
    /// Bytes of anonymized lines that wait for files and servers.
    package var queueBytes = 0
    /// Followed files: changes of the file under the name, and files or parts that were lost.
    package var rotations = 0
    package var lostFiles = 0
    /// Whether every output takes lines.
    package var isUp = true

    package init(name: String) { self.name = name }
}

extension Metrics {
    mutating func addLogs(_ logs: [LogIntakeNumbers]) {
        text.family(
            "matglas_log_lines_total", .counter, "Log lines by what became of them.",
            logs.flatMap { log in
                log.lines.map { (["intake": log.name, "outcome": $0.outcome], $0.count) }
            })
        text.family(
            "matglas_log_requests_total", .counter,
            "Requests in log lines by what they are in the statistics.",
            logs.flatMap { log in
                log.pages.map { (["intake": log.name, "result": $0.result], $0.count) }
            })
        text.family(
            "matglas_log_forwarded_total", .counter,
            "Log lines to other syslog servers by how their sending ended.",
            logs.flatMap { log in
                log.forwarded.map { (["intake": log.name, "result": $0.result], $0.count) }
            })
        add("matglas_log_read_bytes_total", .counter, "Bytes of raw lines.", logs, \.readBytes)
        add(
            "matglas_log_written_bytes_total", .counter, "Bytes of anonymized lines.", logs,
            \.writtenBytes)
        add(
            "matglas_log_kernel_drops_total", .counter, "Datagrams that the kernel dropped.", logs,
            \.kernelDrops)
        add(
            "matglas_log_refused_total", .counter, "Senders that were turned away.", logs,
            \.refused)
        add(
            "matglas_log_malformed_total", .counter, "Streams and messages with broken framing.",
            logs, \.malformed)
        add("matglas_log_connections_total", .counter, "Connections taken.", logs, \.connections)
        add(
            "matglas_log_connections_open", .gauge, "Connections open now.", logs,
            \.openConnections)
        add(
            "matglas_log_pauses_total", .counter, "Times that a full output stopped reading.", logs,
            \.pauses)
        add(
            "matglas_log_queue_bytes", .gauge, "Bytes that wait for files and servers.", logs,
            \.queueBytes)
        add(
            "matglas_log_rotations_total", .counter, "Rotations of followed files.", logs,
            \.rotations)
        add(
            "matglas_log_files_lost_total", .counter, "Followed files, or parts, lost.", logs,
            \.lostFiles)
        add("matglas_log_outputs_up", .gauge, "Whether every output takes lines.", logs) {
            $0.isUp ? 1 : 0
        }
    }

    private mutating func add(
        _ name: StaticString, _ kind: MetricsText.Kind, _ help: StaticString,
        _ logs: [LogIntakeNumbers], _ value: (LogIntakeNumbers) -> Int
    ) {
        text.family(name, kind, help, logs.map { (["intake": $0.name], value($0)) })
    }
}
