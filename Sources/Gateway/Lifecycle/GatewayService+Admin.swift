import Dashboard
import Delivery
import Synchronization
import Transport

/// What the administration shows of the running gateway.
extension GatewayService {
    /// The pages and numbers, for every lane.
    func dashboard(_ admin: AdminSettings) -> DashboardSource {
        DashboardSource(
            reader: StatisticsReader(store), writer: writer,
            configured: { [self] in meters.sources + logs.intakes.compactMap(\.source) },
            // The demonstration has one visitor, who may see all of their own counts.
            smallGroups: SmallGroups(
                smallest: configuration.demonstration ? 1 : SmallGroups.defaultSmallest),
            hosts: Set(admin.hosts),
            numbers: { [self] in await numbers() },
            deliveries: { [self] in
                store.noteAges(in: ledger)
                let current = self.current
                return zip(current.meters.totals, current.configuration.destinations).map {
                    Self.delivery($0.source, $0.meter, isSending: $1.forwards)
                }
            },
            whyNotReady: { [phase, logs] in
                switch phase.current {
                case .starting: .starting
                case .draining: .draining
                case .ready: logs.whyNotReady == nil ? nil : .logs
                }
            },
            today: { Day.today }, login: AdminLogin(token: admin.token), pulse: LanePulse(lanes),
            version: options.version)
    }

    /// Everything for `/metrics` that does not stand in the database.
    private func numbers() async -> DashboardSource.Numbers {
        store.noteAges(in: ledger)
        let current = self.current
        let configuration = current.configuration
        let certificates = door.withLock { $0 }.certificatesInForce
        var numbers = DashboardSource.Numbers(
            totals: current.meters.totals, vendors: configuration.destinations.map(\.vendor),
            lanes: await lanes.counters,
            sites: await Self.numbers(of: configuration.sites.map(\.name), on: lanes),
            consent: current.meters.consent, logs: await logs.numbers(of: lanes),
            certificates: certificates.map {
                CertificateNumbers(
                    listener: $0.listener, file: $0.certificate.file, ends: $0.certificate.ends)
            })
        numbers.silent = Set(
            configuration.destinations.filter { !$0.forwards }.map {
                Source(site: $0.site, destination: $0.name)
            })
        if configuration.servesScripts { numbers.scripts = scripts.numbers }
        return numbers
    }

    /// How the sending to one destination goes.
    private static func delivery(
        _ source: Source, _ meter: DestinationMeter, isSending: Bool
    ) -> DeliveryRow {
        var row = DeliveryRow(source: source)
        row.isSending = isSending
        row.waiting = meter.spool.requests
        row.oldestSeconds = meter.spool.oldestAgeSeconds
        row.delivered = meter.forwarding[.delivered]
        row.failed = meter.spool.deadLetters.reduce(0) { $0 + $1.count }
        return row
    }

    /// What all lanes have measured, by site.
    private static func numbers(of sites: [String], on lanes: LaneGroup) async -> [SiteNumbers] {
        var sums = [RequestNumbers](repeating: RequestNumbers(), count: sites.count)
        for lane in lanes.lanes {
            let measured = await lane.with(LaneService.self) { $0.events.meters.sites } ?? []
            for (site, numbers) in measured.enumerated() where site < sums.count {
                sums[site].add(numbers)
            }
        }
        return zip(sites, sums).map { name, sum in
            SiteNumbers(
                name: name, answering: sum.answering, anonymizing: sum.anonymizing,
                limited: RateLimits.Scope.allCases.map { ("\($0)", sum.limited[$0.rawValue]) })
        }
    }
}
