import Records
import Testing
import Transport

@testable import Dashboard
@testable import Delivery

@Suite struct MetricsTests {
    @Test("Each family has help, a type, and samples with labels from the configuration")
    func format() {
        var lane = LaneCounters()
        lane.accepted = 5
        lane.closed = 3
        let text = Metrics.text(
            totals: [(shop, DestinationMeter())], lanes: [lane, LaneCounters()],
            writerIsFailing: true, lostHandOvers: 4)
        #expect(
            text.hasPrefix(
                """
                # HELP matglas_requests_total Requests by what became of them.
                # TYPE matglas_requests_total counter
                matglas_requests_total{site="zeepwinkel",destination="analytics",outcome="forwarded"} 0

                """))
        #expect(text.contains("\nmatglas_connections_open{lane=\"0\"} 2\n"))
        #expect(text.contains("\nmatglas_connections_open{lane=\"1\"} 0\n"))
        #expect(text.contains("\nmatglas_statistics_up 0\n"))
        #expect(text.contains("\nmatglas_statistics_lost_total 4\n"))
        #expect(text.hasSuffix("\n"))
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            #expect(line.split(separator: " ").last.flatMap { Int($0) } != nil, "\(line)")
        }
    }

    @Test("Every outcome and every result has a sample, also while it is zero")
    func complete() {
        let text = Metrics.text(
            totals: [(shop, DestinationMeter())], lanes: [], writerIsFailing: false,
            lostHandOvers: 0)
        for outcome in Outcome.allCases {
            #expect(text.contains("outcome=\"\(outcome.rawValue)\"} 0"))
        }
        for result in ForwardingResult.allCases {
            #expect(text.contains("result=\"\(result.rawValue)\"} 0"))
        }
    }

    @Test("Consent is told by class, signal and rule, with labels from closed lists")
    func consent() {
        var consent = ConsentTotals()
        consent.evidence = [.init("zeepwinkel", "explicit"): 5, .init("zeepwinkel", "absent"): 0]
        consent.signals = [.init("cookiebot", "opaque"): 2, .init("a\"b", "none"): 1]
        consent.decisions = [.init(source: shop, coverage: "granted", rule: "R4-explicit-grant"): 7]
        consent.withdrawals = 3
        let text = Metrics.text(
            totals: [], lanes: [], consent: consent, writerIsFailing: false, lostHandOvers: 0)
        for line in [
            "matglas_consent_evidence_total{site=\"zeepwinkel\",class=\"absent\"} 0",
            "matglas_consent_evidence_total{site=\"zeepwinkel\",class=\"explicit\"} 5",
            "matglas_consent_signal_total{signal=\"a\\\"b\",class=\"none\"} 1",
            "matglas_consent_signal_total{signal=\"cookiebot\",class=\"opaque\"} 2",
            "matglas_consent_decisions_total{site=\"zeepwinkel\",destination=\"analytics\","
                + "coverage=\"granted\",rule=\"R4-explicit-grant\"} 7",
            "matglas_consent_withdrawals_total 3",
        ] {
            #expect(text.contains("\n\(line)\n"), "\(line)")
        }
    }

    @Test("Withdrawn requests have their own result")
    func withdrawn() {
        let text = Metrics.text(
            totals: [(shop, DestinationMeter())], lanes: [], writerIsFailing: false,
            lostHandOvers: 0)
        #expect(text.contains("destination=\"analytics\",result=\"withdrawn\"} 0"))
    }

    @Test("Label values are escaped")
    func labels() {
        #expect(Metrics.escaped("a\"b\\c\nd") == "a\\\"b\\\\c\\nd")
    }
}
