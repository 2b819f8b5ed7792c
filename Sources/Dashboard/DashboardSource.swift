package import Delivery
import Dispatch
import Synchronization
package import Transport

/// What the pages show, and how they get at it.
///
/// Shared by the lanes.
package final class DashboardSource: Sendable {
    /// Pages that may wait for the reader at a time; the next is told to come back (503).
    static let waitingPages = 16

    /// The numbers of all lanes and destinations; asked for each `/metrics`.
    package struct Numbers: Sendable {
        package var totals: [(source: Source, meter: DestinationMeter)]
        package var lanes: [LaneCounters]
        package var consent: ConsentTotals
        package var logs: [LogIntakeNumbers]
        /// `nil` where no site serves vendors' files.
        package var scripts: ScriptNumbers?
        /// The vendor of each of the ``totals``.
        package var vendors: [String]
        /// The destinations to which nothing is ever sent; they have no queue.
        package var silent: Set<Source> = []
        package var sites: [SiteNumbers]
        /// The certificates that listeners show; none without TLS.
        package var certificates: [CertificateNumbers]

        package init(
            totals: [(source: Source, meter: DestinationMeter)], vendors: [String],
            lanes: [LaneCounters], sites: [SiteNumbers] = [],
            consent: ConsentTotals = ConsentTotals(), logs: [LogIntakeNumbers] = [],
            certificates: [CertificateNumbers] = []
        ) {
            self.certificates = certificates
            self.totals = totals
            self.vendors = vendors
            self.sites = sites
            self.lanes = lanes
            self.consent = consent
            self.logs = logs
        }
    }

    let reader: StatisticsReader
    let writer: StateWriter
    let configured: @Sendable () -> [Source]
    let smallGroups: SmallGroups
    let hosts: Set<String>
    let numbers: @Sendable () async -> Numbers
    let whyNotReady: @Sendable () -> Unreadiness?
    let today: @Sendable () -> Day
    let deliveries: @Sendable () -> [DeliveryRow]
    let login: AdminLogin
    let pulse: LanePulse?
    let version: String

    private let queue = DispatchQueue(label: "dashboard-reader", qos: .utility)
    private let waiting = Atomic(0)

    /// `configured` are the sites and destinations that can be chosen before anything was counted.
    ///
    /// `hosts` are names beside `localhost` and addresses under which the pages may be asked for.
    /// `whyNotReady` is `nil` when the program is ready for traffic. Without a `pulse` the lane that
    /// answers is the only one that is known to be alive.
    package init(
        reader: StatisticsReader, writer: StateWriter,
        configured: @escaping @Sendable () -> [Source], smallGroups: SmallGroups = SmallGroups(),
        hosts: Set<String> = [], numbers: @escaping @Sendable () async -> Numbers,
        deliveries: @escaping @Sendable () -> [DeliveryRow] = { [] },
        whyNotReady: @escaping @Sendable () -> Unreadiness? = { nil },
        today: @escaping @Sendable () -> Day, login: AdminLogin = AdminLogin(token: nil),
        pulse: LanePulse? = nil, version: String = ""
    ) {
        self.deliveries = deliveries
        self.login = login
        self.pulse = pulse
        self.version = version
        self.reader = reader
        self.writer = writer
        self.configured = configured
        self.smallGroups = smallGroups
        self.hosts = Set(hosts.map { $0.lowercased() })
        self.numbers = numbers
        self.whyNotReady = whyNotReady
        self.today = today
    }

    /// Runs `work` on the reader's queue; `false` when too many wait.
    func enqueue(_ work: @escaping @Sendable () -> Void) -> Bool {
        guard waiting.add(1, ordering: .relaxed).newValue <= Self.waitingPages else {
            waiting.subtract(1, ordering: .relaxed)
            return false
        }
        queue.async { [self] in
            work()
            waiting.subtract(1, ordering: .relaxed)
        }
        return true
    }

    /// The overview as a whole answer.
    ///
    /// Blocks on the disk: only for the reader's queue.
    func overview(_ query: PageQuery, today: Day) -> Answer {
        do {
            let report = try reader.report(query.report(today: today, smallGroups: smallGroups))
            let sources = Set(try reader.sources()).union(configured()).sorted()
            let page = OverviewPage(
                query: query, sources: sources, report: report, deliveries: deliveries())
            return DashboardAnswers.page(200, page.html())
        } catch {
            return DashboardAnswers.page(
                503, Page.message("Statistics cannot be read", "\(error)."))
        }
    }

    /// Whether a page may be served under this `Host`.
    ///
    /// A name that an attacker points at this machine (DNS rebinding) must not open the pages to
    /// scripts of the attacker's site. Addresses cannot be pointed elsewhere.
    func isOwnHost(_ host: String) -> Bool {
        let name = host.lowercased()
        if name == "localhost" || name.hasSuffix(".localhost") || hosts.contains(name) {
            return true
        }
        if name.hasPrefix("["), name.hasSuffix("]") { return true }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
    }
}
