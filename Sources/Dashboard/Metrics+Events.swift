import Delivery

/// What became of events: by site, and by destination.
extension Metrics {
    mutating func addSites(_ sites: [SiteNumbers]) {
        text.histograms(
            "matglas_request_duration_seconds",
            "From the complete request for an event to its answer.",
            sites.map { (["site": $0.name], $0.answering) })
        text.histograms(
            "matglas_anonymization_duration_seconds",
            "The anonymization of one event for one destination.",
            sites.map { (["site": $0.name], $0.anonymizing) })
        text.family(
            "matglas_rate_limited_total", .counter,
            "Events refused because the site or one network sent too many.",
            sites.flatMap { site in
                site.limited.map { (["site": site.name, "limit": $0.scope], $0.count) }
            })
    }

    mutating func addDestinations(_ numbers: DashboardSource.Numbers) {
        let rows = zip(numbers.totals, numbers.vendors).map {
            Row(source: $0.0.source, vendor: $0.1, meter: $0.0.meter)
        }
        text.family(
            "matglas_requests_total", .counter, "Events by what became of them.",
            rows.flatMap { row in
                row.meter.outcomes.labelled.map { (row.labels("outcome", $0.label), $0.count) }
            })
        addSending(rows.filter { !numbers.silent.contains($0.source) })
    }

    /// What was sent, or waits for it.
    private mutating func addSending(_ rows: [Row]) {
        text.family(
            "matglas_forwarding_total", .counter, "Accepted events by how their sending ended.",
            rows.flatMap { row in
                ForwardingResult.allCases.map {
                    (row.labels("result", $0.rawValue), row.meter.forwarding[$0])
                }
            })
        text.family(
            "matglas_forwarding_retries_total", .counter, "Events sent again.",
            rows.map { ($0.labels, $0.meter.forwarding.retries) })
        text.family(
            "matglas_forwarding_attempts_total", .counter, "Requests to the destination.",
            rows.map { ($0.labels, $0.meter.forwarding.attempts) })
        text.family(
            "matglas_forwarding_batches_total", .counter,
            "Requests to the destination that carried several events.",
            rows.map { ($0.labels, $0.meter.forwarding.batches) })
        text.family(
            "matglas_forwarding_batched_total", .counter, "Events that went in those.",
            rows.map { ($0.labels, $0.meter.forwarding.batched) })
        text.family(
            "matglas_possible_duplicates_total", .counter,
            "Events sent again that may have arrived before.",
            rows.map { ($0.labels, $0.meter.forwarding.possibleDuplicates) })
        text.histograms(
            "matglas_upstream_duration_seconds",
            "From sending an event to the destination's answer.",
            rows.map { ($0.labels, $0.meter.forwarding.latency) })
        text.family(
            "matglas_breaker_state", .gauge,
            "Whether the destination is spared: 0 closed, 1 half open, 2 open.",
            rows.map { ($0.labels, $0.meter.forwarding.breaker.gauge) })
        text.family(
            "matglas_breaker_openings_total", .counter,
            "Times that a destination began to be spared.",
            rows.map { ($0.labels, $0.meter.forwarding.openings) })
        text.family(
            "matglas_queue_requests", .gauge, "Events waiting or under way.",
            rows.map { ($0.labels, $0.meter.spool.requests) })
        text.family(
            "matglas_queue_age_seconds", .gauge, "How long the oldest of them has waited.",
            rows.map { ($0.labels, $0.meter.spool.oldestAgeSeconds) })
        text.family(
            "matglas_spooled_total", .counter, "Events written to disk to be sent.",
            rows.map { ($0.labels, $0.meter.spool.spooled) })
        text.family(
            "matglas_dead_letters_total", .counter,
            "Events that could not be delivered, by reason.",
            rows.flatMap { row in
                row.meter.spool.deadLetters.map { (row.labels("reason", $0.reason), $0.count) }
            })
        text.family(
            "matglas_queue_bytes", .gauge, "Bytes of those events.",
            rows.map { ($0.labels, $0.meter.spool.bytes) })
    }

    /// One destination, with the labels that all its samples have.
    private struct Row {
        let source: Source
        let vendor: String
        let meter: DestinationMeter

        var labels: MetricsText.Labels {
            ["site": source.site, "destination": source.destination, "vendor": vendor]
        }

        func labels(_ name: StaticString, _ value: String) -> MetricsText.Labels {
            [
                "site": source.site, "destination": source.destination, "vendor": vendor,
                name: value,
            ]
        }
    }

    mutating func addConsent(_ consent: ConsentTotals) {
        text.family(
            "matglas_consent_evidence_total", .counter,
            "Requests by class of consent evidence; one with two classes counts in both.",
            consent.evidence.sorted { $0.key < $1.key }.map {
                (["site": $0.key.first, "class": $0.key.second], $0.value)
            })
        text.family(
            "matglas_consent_signal_total", .counter, "Consent signals by class of evidence.",
            consent.signals.sorted { $0.key < $1.key }.map {
                (["signal": $0.key.first, "class": $0.key.second], $0.value)
            })
        text.family(
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
        text.single(
            "matglas_consent_withdrawals_total", .counter,
            "Withdrawals whose undelivered events were looked for.", consent.withdrawals)
    }
}
