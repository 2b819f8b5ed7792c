import Delivery
import Transport

/// The numbers of the program in the Prometheus text format, version 0.0.4.
///
/// Labels come from the configuration and from closed lists, never from a request.
struct Metrics {
    private var text = ""

    static func text(
        totals: [(source: Source, meter: DestinationMeter)], lanes: [LaneCounters],
        consent: ConsentTotals = ConsentTotals(), logs: [LogIntakeNumbers] = [],
        scripts: ScriptNumbers? = nil,
        writerIsFailing: Bool, lostHandOvers: Int
    ) -> String {
        var metrics = Metrics()
        metrics.addDestinations(totals)
        metrics.addConsent(consent)
        metrics.addLanes(lanes)
        metrics.addLogs(logs)
        if let scripts { metrics.addScripts(scripts) }
        metrics.family(
            "matglas_statistics_up", .gauge, "Whether the last write of statistics succeeded.",
            [([:], writerIsFailing ? 0 : 1)])
        metrics.family(
            "matglas_statistics_lost_total", .counter,
            "Hand-overs of counts lost because the disk was full for too long.",
            [([:], lostHandOvers)])
        return metrics.text
    }

    private mutating func addDestinations(
        _ totals: [(source: Source, meter: DestinationMeter)]
    ) {
        family(
            "matglas_requests_total", .counter, "Requests by what became of them.",
            totals.flatMap { source, meter in
                meter.outcomes.labelled.map { (labels(source, "outcome", $0.label), $0.count) }
            })
        family(
            "matglas_forwarding_total", .counter, "Accepted requests by how their sending ended.",
            totals.flatMap { source, meter in
                ForwardingResult.allCases.map {
                    (labels(source, "result", $0.rawValue), meter.forwarding[$0])
                }
            })
        destinations("matglas_forwarding_retries_total", .counter, "Requests sent again.", totals) {
            $0.forwarding.retries
        }
        destinations("matglas_queue_requests", .gauge, "Requests waiting or under way.", totals) {
            $0.spool.requests
        }
        destinations("matglas_queue_bytes", .gauge, "Bytes of those requests.", totals) {
            $0.spool.bytes
        }
    }

    private mutating func addLanes(_ lanes: [LaneCounters]) {
        lane("matglas_connections_open", .gauge, "Connections open now.", lanes) { $0.open }
        lane("matglas_connections_total", .counter, "Connections taken.", lanes) { $0.accepted }
        lane("matglas_http_requests_total", .counter, "Complete requests.", lanes) { $0.requests }
        lane("matglas_http_answers_total", .counter, "Answers, faults included.", lanes) {
            $0.answers
        }
        lane("matglas_read_bytes_total", .counter, "Bytes read from clients.", lanes) {
            $0.bytesRead
        }
        lane("matglas_written_bytes_total", .counter, "Bytes written to clients.", lanes) {
            $0.bytesWritten
        }
        lane("matglas_timeouts_total", .counter, "Connections ended by a time-out.", lanes) {
            $0.timeouts
        }
        lane("matglas_broken_total", .counter, "Connections that broke.", lanes) { $0.broken }
        lane("matglas_accept_pauses_total", .counter, "Rests of a listener.", lanes) {
            $0.acceptPauses
        }
        lane("matglas_upstream_connects_total", .counter, "Connections opened.", lanes) {
            $0.upstreamConnects
        }
        lane("matglas_upstream_faults_total", .counter, "Requests without a reply.", lanes) {
            $0.upstreamFaults
        }
        family(
            "matglas_http_refused_total", .counter, "Requests refused, by the rule they broke.",
            HTTPFault.Code.allCases.compactMap { code in
                let count = lanes.reduce(0) { $0 + $1.refused(code) }
                return count == 0 ? nil : (["rule": "\(code)"], count)
            })
    }

    private mutating func addConsent(_ consent: ConsentTotals) {
        family(
            "matglas_consent_evidence_total", .counter,
            "Requests by class of consent evidence; one with two classes counts in both.",
            consent.evidence.sorted { $0.key < $1.key }.map {
                (["site": $0.key.first, "class": $0.key.second], $0.value)
            })
        family(
            "matglas_consent_signal_total", .counter, "Consent signals by class of evidence.",
            consent.signals.sorted { $0.key < $1.key }.map {
                (["signal": $0.key.first, "class": $0.key.second], $0.value)
            })
        family(
            "matglas_consent_decisions_total", .counter,
            "Decisions by how far consent covered the destination, and by their rule.",
            consent.decisions.sorted { $0.key < $1.key }.map { key, count in
                (
                    [
                        "site": key.source.site, "destination": key.source.destination,
                        "coverage": key.coverage, "rule": key.rule,
                    ], count
                )
            })
        family(
            "matglas_consent_withdrawals_total", .counter,
            "Withdrawals whose undelivered events were looked for.",
            [([:], consent.withdrawals)])
    }

    // MARK: Format

    enum Kind: String { case counter, gauge }

    mutating func family(
        _ name: String, _ kind: Kind, _ help: String,
        _ samples: [(labels: KeyValuePairs<String, String>, value: Int)]
    ) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
        for sample in samples {
            let labels = sample.labels.map { "\($0.key)=\"\(Self.escaped($0.value))\"" }
            text += name + (labels.isEmpty ? "" : "{" + labels.joined(separator: ",") + "}")
            text += " \(sample.value)\n"
        }
    }

    private mutating func destinations(
        _ name: String, _ kind: Kind, _ help: String,
        _ totals: [(source: Source, meter: DestinationMeter)], _ value: (DestinationMeter) -> Int
    ) {
        let samples = totals.map { source, meter in
            (
                ["site": source.site, "destination": source.destination]
                    as KeyValuePairs<String, String>, value(meter)
            )
        }
        family(name, kind, help, samples)
    }

    private mutating func lane(
        _ name: String, _ kind: Kind, _ help: String, _ lanes: [LaneCounters],
        _ value: (LaneCounters) -> Int
    ) {
        family(
            name, kind, help, lanes.enumerated().map { (["lane": String($0)], value($1)) })
    }

    private func labels(
        _ source: Source, _ name: String, _ value: String
    ) -> KeyValuePairs<String, String> {
        ["site": source.site, "destination": source.destination, name: value]
    }

    static func escaped(_ value: String) -> String {
        var result = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
