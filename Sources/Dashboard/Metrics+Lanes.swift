import Transport

/// What the lanes do: connections, bytes, refusals.
extension Metrics {
    mutating func addLanes(_ lanes: [LaneCounters]) {
        add("matglas_connections_open", .gauge, "Connections open now.", lanes) { $0.open }
        add("matglas_connections_total", .counter, "Connections taken.", lanes) { $0.accepted }
        add(
            "matglas_connections_timeouts_total", .counter, "Connections that took too long.", lanes
        ) { $0.timeouts }
        add(
            "matglas_connections_broken_total", .counter,
            "Connections that broke in the middle of a request or an answer.", lanes
        ) { $0.broken }
        add(
            "matglas_connections_gave_way_total", .counter,
            "Idle connections closed to make room for new ones.", lanes
        ) { $0.gaveWay }
        text.family(
            "matglas_connections_refused_total", .counter, "Connections closed at once.",
            [
                (["reason": "network"], lanes.reduce(0) { $0 + $1.networkRefused }),
                (["reason": "proxy-untrusted"], lanes.reduce(0) { $0 + $1.proxyUntrusted }),
                (["reason": "proxy-malformed"], lanes.reduce(0) { $0 + $1.proxyMalformed }),
            ])
        add(
            "matglas_accept_pauses_total", .counter,
            "Times that a listener rested because no descriptor or place was left.", lanes
        ) { $0.acceptPauses }
        add("matglas_http_requests_total", .counter, "Complete requests.", lanes) { $0.requests }
        add("matglas_http_answers_total", .counter, "Answers, faults included.", lanes) {
            $0.answers
        }
        add(
            "matglas_http_shed_total", .counter,
            "Requests given up because the lane held too many unfinished ones.", lanes
        ) { $0.shed }
        add(
            "matglas_http_slow_bodies_total", .counter, "Bodies given up because they came slowly.",
            lanes
        ) { $0.slowBodies }
        add("matglas_http_received_bytes_total", .counter, "Bytes read from clients.", lanes) {
            $0.bytesRead
        }
        add("matglas_http_sent_bytes_total", .counter, "Bytes written to clients.", lanes) {
            $0.bytesWritten
        }
        text.family(
            "matglas_http_refused_total", .counter, "Requests refused, by the rule they broke.",
            HTTPFault.Code.allCases.map { code in
                (
                    ["rule": "\(code)", "status": "\(code.status)"],
                    lanes.reduce(0) { $0 + $1.refused(code) }
                )
            })
        add("matglas_upstream_connects_total", .counter, "Connections opened.", lanes) {
            $0.upstreamConnects
        }
        add(
            "matglas_upstream_reuses_total", .counter, "Requests on a connection that was open.",
            lanes
        ) { $0.upstreamReuses }
        add("matglas_upstream_faults_total", .counter, "Requests without a reply.", lanes) {
            $0.upstreamFaults
        }
        add("matglas_upstream_received_bytes_total", .counter, "Bytes read from upstreams.", lanes)
        {
            $0.upstreamBytesRead
        }
        add("matglas_upstream_sent_bytes_total", .counter, "Bytes written to upstreams.", lanes) {
            $0.upstreamBytesWritten
        }
    }

    /// Handshakes of clients; nothing without TLS.
    mutating func addTLS(_ lanes: [LaneCounters], _ certificates: [CertificateNumbers]) {
        guard !certificates.isEmpty else { return }
        text.family(
            "matglas_tls_handshakes_total", .counter, "Handshakes that were completed.",
            [
                (["version": "1.2"], lanes.reduce(0) { $0 + $1.tls.version12 }),
                (["version": "1.3"], lanes.reduce(0) { $0 + $1.tls.version13 }),
            ])
        text.single(
            "matglas_tls_resumed_total", .counter,
            "Handshakes that went on with an earlier session.",
            lanes.reduce(0) { $0 + $1.tls.resumed })
        text.family(
            "matglas_tls_failures_total", .counter, "Handshakes that failed.",
            HandshakeFailure.allCases.map { reason in
                (["reason": "\(reason)"], lanes.reduce(0) { $0 + $1.tls.failures(reason) })
            })
        text.family(
            "matglas_tls_certificate_end_timestamp_seconds", .gauge,
            "The last second of a certificate's validity, since 1970.",
            certificates.map { (["listener": $0.listener, "file": $0.file], Int($0.ends)) })
    }

    private mutating func add(
        _ name: StaticString, _ kind: MetricsText.Kind, _ help: StaticString,
        _ lanes: [LaneCounters], _ value: (LaneCounters) -> Int
    ) {
        text.family(
            name, kind, help, lanes.enumerated().map { (["lane": String($0)], value($1)) })
    }
}
