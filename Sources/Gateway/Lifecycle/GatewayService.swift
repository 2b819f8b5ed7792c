import Consent
import Dashboard
import Delivery
import Foundation
import Logging
import Privacy
import Synchronization
import Transport

/// The running gateway: built from a configuration, run until a signal ends it.
///
/// Invariants:
/// 1. Sites and destinations keep their number and order for the life of the process; a reload that
///    would change them is refused, because counters and queues are found by position.
/// 2. The old route table stays in force until the new one is complete.
/// 3. `running` is what the table in force was built from: a new key never brings back old rules.
/// 4. One process works on a state directory.
package final class GatewayService: Sendable {
    /// How long exchanges and undelivered events may take after SIGTERM before they are cut off.
    ///
    /// Container engines kill after ten seconds.
    static let grace = Duration.seconds(8)

    /// How long before the end of the grace withdrawals stop waiting for what is under way.
    static let lastAnswers = Duration.seconds(1)

    /// Connections to the administration per lane.
    ///
    /// They are apart from those of visitors, so that health can be asked while everything else is
    /// taken.
    private static let adminConnections = 64

    let source: ConfigurationSource
    let configuration: Configuration
    let lanes: LaneGroup
    let routes: CurrentRoutes
    let running: Mutex<Running>
    private let lock: FileLock
    let store: StatisticsStore
    let writer: StateWriter
    let meters: DeliveryMeters
    /// Where all keys lie: locked pages that no core file has.
    let keyMemory = KeyArena()
    /// What waits on disk for the destinations, in numbers.
    let ledger: SpoolLedger
    let spoolReader: SpoolReader
    /// Under which the undelivered events of a visitor are found again.
    let tagKey: SecretKey
    let logs: LogService
    let resolver: Resolver
    let trust: UpstreamTrust
    let logger = Logger(label: "matglas") { StandardErrorLog(label: $0) }

    struct Running: Sendable {
        var configuration: Configuration
        var keys: KeyRing
    }

    /// Opens the state and compiles the maps; nothing listens yet.
    package init(
        _ configuration: Configuration, source: ConfigurationSource, lanes: Int
    ) throws(ServiceFault) {
        self.configuration = configuration
        self.source = source
        do {
            store = try StatisticsStore(
                directory: configuration.state,
                survivesPowerCuts: configuration.durability == .power,
                keepsDeadLetters: configuration.spool.deadLetterDays > 0)
        } catch {
            throw ServiceFault(error.isPermission ? 77 : 74, error.description)
        }
        lock = try Self.lock(configuration.state)
        let ring: KeyRing
        do {
            ring = KeyRing(
                lasting: try KeyFile.load(directory: configuration.state, in: keyMemory),
                in: keyMemory)
        } catch {
            throw ServiceFault(error.exitCode, error.description)
        }
        ledger = SpoolLedger(maximumBytes: configuration.spool.maximumBytes)
        tagKey = try Self.openSpool(store, ledger, configuration, keyMemory, logger)
        running = Mutex(Running(configuration: configuration, keys: ring))
        do {
            routes = CurrentRoutes(try RouteTable(configuration, keys: ring))
        } catch {
            throw ServiceFault(error.exitCode, error.description)
        }
        do {
            self.lanes = try LaneGroup(count: lanes)
        } catch {
            throw ServiceFault(70, "lanes cannot be started: \(error)")
        }
        writer = StateWriter(sink: store, ledger: ledger, logger: logger)
        spoolReader = SpoolReader(store, writer: writer)
        meters = DeliveryMeters(sources: configuration.deliverySources, ledger: ledger)
        logs = try LogService(configuration, store: store, writer: writer, logger: logger)
        resolver = Resolver()
        trust = try UpstreamTrust(configuration)
    }

    private static func lock(_ directory: String) throws(ServiceFault) -> FileLock {
        do {
            return try FileLock(path: directory + "/matglas.lock")
        } catch {
            throw switch error {
            case .taken:
                ServiceFault(74, "\(directory): another matglas serves from this state directory")
            case .failed(let fault):
                ServiceFault(74, "\(directory)/matglas.lock: \(fault)")
            }
        }
    }

    /// Serves until SIGTERM or SIGINT, then ends what is under way.
    ///
    /// A second one ends at once.
    package func run() async throws(ServiceFault) {
        CoreDumps.forbid()
        if let weakness = keyMemory.weakness { logger.warning("\(weakness)") }
        Signals.ignoreBrokenPipe()
        DescriptorLimit.raise()
        let inbox = ServiceInbox()
        let signals = Signals { inbox.add($0) }
        await signals.watching()
        let clock = KeyClock { inbox.addExpiredKeys() }
        try await listen()
        purge()
        logger.info("ready", metadata: ["lanes": "\(lanes.lanes.count)"])
        var ending: Task<Void, Never>?
        for await news in inbox.news {
            if let signal = news.end {
                guard ending == nil else {
                    logger.warning("ending at once")
                    Signals.endProcess(128 + signal.number)
                }
                ending = Task {
                    await self.end()
                    inbox.close()
                }
            } else if ending == nil {
                if news.reload { reload() }
                if news.keysExpired {
                    rotateKeys()
                    purge()
                }
            }
        }
        clock.stop()
        withExtendedLifetime(signals) {}
    }

    // MARK: Listening

    private func listen() async throws(ServiceFault) {
        let demonstration = try demonstration()
        let service = self
        // Every lane first gets its delivery; listeners and administration find it there.
        for lane in lanes.lanes { await service.furnish(lane, demonstration) }
        for lane in lanes.lanes { await lane.with(LaneService.self) { $0.delivery.begin() } }
        for listener in configuration.listeners {
            let bound = try await bind(listener.address, for: "listen") { lane in
                SharedHandler(lane.resident(LaneService.self)?.events)
            }
            logger.info("listening on \(bound)")
        }
        try await logs.listen(on: lanes)
        try logs.follow(lanes)
        guard let admin = configuration.admin?.address else { return }
        let sources = meters.sources + logs.intakes.compactMap(\.source)
        let page = DashboardSource(
            reader: StatisticsReader(store), writer: writer, configured: { sources },
            // The demonstration has one visitor, who may see all of their own counts.
            smallGroups: SmallGroups(
                smallest: configuration.demonstration ? 1 : SmallGroups.defaultSmallest),
            numbers: { [meters, lanes, logs, store, ledger] in
                store.noteAges(in: ledger)
                return DashboardSource.Numbers(
                    totals: meters.totals, lanes: await lanes.counters, consent: meters.consent,
                    logs: await logs.numbers(of: lanes))
            },
            whyNotReady: { [logs] in logs.whyNotReady },
            today: { Day.today })
        let bound = try await bind(
            admin, for: "admin", connections: Self.adminConnections
        ) { DashboardHandler(page, on: $0) }
        logger.info("administration on \(bound)")
    }

    private func bind(
        _ address: ListenAddress, for what: String, connections: Int? = nil,
        makeHandler: @escaping @Sendable (isolated Lane) -> any HTTPHandler
    ) async throws(ServiceFault) -> SocketAddress {
        guard let socket = try? SocketAddress(text: address.description) else {
            throw ServiceFault(78, "\(what) \(address): no address of a socket")
        }
        do {
            return try await lanes.serve(
                on: socket, connections: connections, makeHandler: makeHandler)
        } catch {
            let hint = error.isAddressInUse ? "; expected a free address" : ""
            throw ServiceFault(
                error.isPermissionDenied ? 77 : 74, "\(what) \(address): \(error)\(hint)")
        }
    }

    /// The shop of the embedded example, and the events as destinations would get them.
    private func demonstration() throws(ServiceFault) -> Demonstration? {
        guard configuration.demonstration else { return nil }
        var shown = configuration
        for index in shown.destinations.indices {
            shown.destinations[index].whenGranted = .forward
            shown.destinations[index].whenDenied = .forwardAnonymous
            shown.destinations[index].whenUnknown = .forwardAnonymous
            shown.destinations[index].whenPartlyDenied = .forwardAnonymous
            shown.destinations[index].whenPartlyUnknown = .forwardAnonymous
        }
        do {
            let table = try RouteTable(shown, keys: running.withLock { $0.keys })
            return Demonstration(ring: PreviewRing(), table: table)
        } catch {
            throw ServiceFault(error.exitCode, error.description)
        }
    }

    struct Demonstration: Sendable {
        let ring: PreviewRing
        let table: RouteTable
    }
}

/// Lets the listeners of a lane answer through the one handler of that lane.
private final class SharedHandler: HTTPHandler {
    private let handler: (any HTTPHandler)?

    init(_ handler: (any HTTPHandler)?) { self.handler = handler }

    func handle(_ request: borrowing HTTPRequest, exchange: Exchange) {
        handler?.handle(request, exchange: exchange)
    }
}
