import Delivery
import Records
import Testing
import Transport

@testable import Dashboard

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

    @Test("Label values are escaped")
    func labels() {
        #expect(Metrics.escaped("a\"b\\c\nd") == "a\\\"b\\\\c\\nd")
    }
}
