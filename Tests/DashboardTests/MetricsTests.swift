import Bytes
import Foundation
import Records
import Testing
import Transport

@testable import Dashboard
@testable import Delivery

@Suite struct MetricsTests {
    /// Numbers in which every family has samples.
    static var full: DashboardSource.Numbers {
        var lane = LaneCounters()
        lane.accepted = 5
        lane.closed = 3
        var answering = Histogram()
        for nanoseconds: UInt64 in [50_000, 700_000, 1_000_000, 90_000_000_000] {
            answering.record(nanoseconds: nanoseconds)
        }
        var consent = ConsentTotals()
        consent.evidence = [.init("zeepwinkel", "explicit"): 5, .init("zeepwinkel", "absent"): 0]
        consent.signals = [.init("cookiebot", "opaque"): 2, .init("a\"b", "none"): 1]
        consent.decisions = [
            .init(source: shop, coverage: "granted", rule: "R4-explicit-grant"): 7
        ]
        consent.withdrawals = 3
        var log = LogIntakeNumbers(name: "web")
        log.lines = [("written", 3)]
        log.pages = [("page", 2)]
        log.forwarded = [("delivered", 1)]
        var numbers = DashboardSource.Numbers(
            totals: [(shop, DestinationMeter())], vendors: ["google-analytics-4"],
            lanes: [lane, LaneCounters()],
            sites: [
                SiteNumbers(
                    name: "zeepwinkel", answering: answering,
                    limited: [("site", 2), ("network", 1)])
            ],
            consent: consent, logs: [log],
            certificates: [CertificateNumbers(listener: "[::]:443", file: "shop.pem", ends: 99)])
        numbers.scripts = ScriptNumbers(
            requests: [("served", 1)], fetches: [("fresh", 1)], copies: 1, bytes: 2, unwritten: 3,
            strangers: 4)
        return numbers
    }

    static var state: Metrics.StateNumbers {
        Metrics.StateNumbers(
            isWriting: false, lostHandOvers: 4, failedLogins: 6, version: "1.2.3",
            process: ProcessNumbers.read())
    }

    static func text() -> String { Metrics.text(full, state: state) }

    @Test("The whole is valid by the rules of the format, and says what it was given")
    func format() throws {
        let read = try MetricsReader(Self.text())
        let site = ["site": "zeepwinkel"]
        let destination = site.merging(
            ["destination": "analytics", "vendor": "google-analytics-4"]) { $1 }
        for outcome in Outcome.allCases {
            let labels = destination.merging(["outcome": outcome.rawValue]) { $1 }
            #expect(read.value("matglas_requests_total", labels) == 0)
        }
        for result in ForwardingResult.allCases {
            let labels = destination.merging(["result": result.rawValue]) { $1 }
            #expect(read.value("matglas_forwarding_total", labels) == 0)
        }
        #expect(read.value("matglas_connections_open", ["lane": "0"]) == 2)
        #expect(read.value("matglas_connections_open", ["lane": "1"]) == 0)
        #expect(read.value("matglas_statistics_up") == 0)
        #expect(read.value("matglas_statistics_lost_total") == 4)
        #expect(read.value("matglas_admin_login_failures_total") == 6)
        #expect(read.value("matglas_build_info", ["version": "1.2.3"]) == 1)
        #expect(
            read.value("matglas_rate_limited_total", site.merging(["limit": "site"]) { $1 }) == 2)
        #expect(read.value("matglas_consent_withdrawals_total") == 3)
        #expect(
            read.value("matglas_consent_signal_total", ["signal": "a\\\"b", "class": "none"]) == 1)
        let decision = [
            "site": "zeepwinkel", "destination": "analytics", "coverage": "granted",
            "rule": "R4-explicit-grant",
        ]
        #expect(read.value("matglas_consent_decisions_total", decision) == 7)
    }

    @Test("Histograms count up to each bound, in seconds")
    func histograms() throws {
        let read = try MetricsReader(Self.text())
        let name = "matglas_request_duration_seconds"
        for (bound, count) in [
            ("0.0001", 1.0), ("0.0005", 1), ("0.001", 3), ("1", 3), ("60", 3), ("+Inf", 4),
        ] {
            #expect(
                read.value("\(name)_bucket", ["site": "zeepwinkel", "le": bound]) == count,
                "\(bound)")
        }
        #expect(read.value("\(name)_sum", ["site": "zeepwinkel"]) == 90.00175)
        #expect(read.value("\(name)_count", ["site": "zeepwinkel"]) == 4)
    }

    @Test("Every fault of HTTP has its sample, with the status that it is answered with")
    func faults() throws {
        let family = try #require(
            try MetricsReader(Self.text()).family("matglas_http_refused_total"))
        #expect(family.samples.count == HTTPFault.Code.allCases.count)
        #expect(family.samples.contains { $0.labels == ["rule": "bareCR", "status": "400"] })
    }

    @Test("The kernel's numbers of this process are plausible")
    func ownProcess() throws {
        let numbers = try #require(ProcessNumbers.read())
        #expect(numbers.residentBytes > 1_000_000)
        #expect((3...100_000).contains(numbers.openDescriptors))
        #expect(numbers.mostDescriptors >= numbers.openDescriptors)
        #expect(abs(Date().timeIntervalSince1970 - numbers.started) < 24 * 3_600)
        #expect(ProcessNumbers.read(folder: "/no/such/folder") == nil)
        let hostile = ProcessNumbers(
            own: "1 (a) b (c) S " + (4...22).map { "\($0)" }.joined(separator: " "),
            memory: "9 2 1", system: "cpu 1\nbtime 100\n", limits: "Max open files 5 6 files\n")
        #expect(hostile?.started == 100.22)
        #expect(hostile?.processorSeconds == 0.29)
        #expect(hostile?.mostDescriptors == 5)
        #expect(ProcessNumbers(own: "1 a S", memory: "", system: "", limits: "") == nil)
    }

    @Test("The handbook has a row for every family with its kind, and for no other")
    func handbook() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(
            contentsOf: root.appending(path: "config/metrics.md"), encoding: .utf8)
        var rows: [String: [String]] = [:]
        for line in text.split(separator: "\n") where line.hasPrefix("| `") {
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            rows[cells[0].filter { $0 != "`" }] = Array(cells.dropFirst())
        }
        let families = try MetricsReader(Self.text()).families
        for family in families {
            let row = try #require(rows[family.name], "\(family.name)")
            #expect(row.first == family.kind, "\(family.name)")
            let labels = Set(family.samples.flatMap(\.labels.keys)).subtracting(["le"])
            let told = row[1].split(separator: ",").map { $0.filter { $0 != "`" && $0 != " " } }
            #expect(Set(told) == labels, "\(family.name)")
        }
        #expect(Set(rows.keys) == Set(families.map(\.name)))
    }

    @Test("A destination to which nothing is sent has outcomes and no queue")
    func silent() throws {
        var numbers = Self.full
        numbers.silent = [shop]
        let read = try MetricsReader(Metrics.text(numbers, state: Self.state))
        #expect(read.family("matglas_requests_total") != nil)
        for name in ["matglas_queue_requests", "matglas_forwarding_total", "matglas_breaker_state"]
        {
            #expect(read.family(name) == nil)
        }
    }

    @Test("Label values are escaped")
    func labels() {
        #expect(MetricsText.escaped("a\"b\\c\nd") == "a\\\"b\\\\c\\nd")
    }

    @Test(
        "What is no valid text is found by the reader of these tests",
        arguments: [
            "matglas_a_total 1\n", "# TYPE matglas_a gauge\nmatglas_a 1\n",
            "# HELP matglas_a A.\n# TYPE matglas_a gauge\nmatglas_a 1",
            "# HELP matglas_a A.\n# TYPE matglas_a counter\nmatglas_a 1\n",
            "# HELP matglas_a A.\n# TYPE matglas_a gauge\nmatglas_a 1\nmatglas_a 1\n",
            "# HELP matglas_a A.\n# TYPE matglas_a gauge\nmatglas_a{b=\"c} 1\n",
            "# HELP matglas_a A.\n# TYPE matglas_a gauge\nmatglas_a{b=\"c\",} x\n",
            "# HELP matglas_a A.\n# TYPE matglas_a gauge\n",
        ])
    func strictness(text: String) {
        #expect(throws: MetricsReader.Broken.self) { try MetricsReader(text) }
    }
}
