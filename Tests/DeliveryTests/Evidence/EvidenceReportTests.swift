import Foundation
import Testing

@testable import Delivery

@Suite struct EvidenceReportTests {
    private func report(_ span: EvidenceSpan, _ rows: [EvidenceReport.Row]) -> EvidenceReport {
        EvidenceReport(EvidenceQuery(days: july1...july1, span: span), rows: rows)
    }

    private func row(
        _ signals: String = "cookiebot:explicit", count: Int = 12, time: String = "",
        site: String = "zeepwinkel", isAtLeast: Bool = false
    ) -> EvidenceReport.Row {
        EvidenceReport.Row(
            time: time, site: site, destination: "analytics", coverage: "granted",
            action: "forward", rule: "R4-explicit-grant", signals: signals, count: count,
            values: 9, valuesAtLeast: isAtLeast)
    }

    @Test("The table is aligned, numbers to the right, the most frequent first")
    func text() {
        let text = report(.range, [row("absent", count: 3), row(isAtLeast: true)]).text()
        #expect(
            text == """
                All sites, 2026-07-01 (UTC). Evidence of decisions; values≈ counts each day by itself.

                Site        Destination  Coverage  Action   Rule               Signals             Count  values≈
                zeepwinkel  analytics    granted   forward  R4-explicit-grant  cookiebot:explicit     12       9+
                zeepwinkel  analytics    granted   forward  R4-explicit-grant  absent                  3        9

                """)
        let hours = report(.hour, [row(time: "2026-07-01T09Z")]).text()
        #expect(hours.contains("\nTime            Site "))
        #expect(hours.contains("\n2026-07-01T09Z  zeepwinkel "))
    }

    @Test("No evidence is said to be none")
    func empty() {
        #expect(report(.range, []).text().contains("(nothing)"))
        #expect(report(.range, []).csv().split(separator: "\r\n").count == 1)
    }

    @Test("Names of a hostile configuration neither move the cursor nor run as a formula")
    func hostile() throws {
        let report = report(.range, [row(site: "=1+1,\u{1B}[2J")])
        #expect(!report.text().unicodeScalars.contains("\u{1B}"))
        #expect(
            report.csv().hasSuffix(
                ",\"'=1+1,\u{1B}[2J\",analytics,granted,forward,R4-explicit-grant,cookiebot:explicit,12,9,false\r\n"
            ))
    }

    @Test("JSON comes back as it was")
    func json() throws {
        let report = report(.day, [row(time: "2026-07-01"), row("absent", time: "2026-07-01")])
        let text = try report.json()
        #expect(text.contains("\"values_at_least\" : false"))
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        #expect(try decoder.decode(EvidenceReport.self, from: Data(text.utf8)) == report)
    }

    @Test("Hours know their day, also before 1970")
    func hours() {
        for seconds in [-86_401, -3_601, -1, 0, 3_599, 3_600, 86_399, 86_400] {
            let hour = Hour(secondsSince1970: seconds)
            #expect(hour.day == Day(secondsSince1970: seconds))
            #expect(hour.number * 3_600 <= seconds && seconds < (hour.number + 1) * 3_600)
        }
        #expect(Hour(july1).day == july1)
    }
}
