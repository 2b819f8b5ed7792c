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
/// 1. Whatever is found by the position of a site or destination belongs to one ``Generation``.
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

    let source: ConfigurationSource
    let configuration: Configuration
    let lanes: LaneGroup
    let door: Mutex<FrontDoor>
    /// What is in force of sites and destinations.
    let generation: Mutex<Generation>
    let turns = SendingTurns()
    /// Lets go of former generations, one after the other.
    let retirement = Mutex<Task<Void, Never>?>(nil)
    /// The listeners that are served, and under which name.
    let served = Mutex<[ServedPlace]>([])
    let running: Mutex<Running>
    private let lock: FileLock
    let store: StatisticsStore
    let writer: StateWriter
    /// Where all keys lie: locked pages that no core file has.
    let keyMemory = KeyArena()
    /// What waits on disk for the destinations, in numbers.
    let ledger: SpoolLedger
    let spoolReader: SpoolReader
    /// Under which the undelivered events of a visitor are found again.
    let tagKey: SecretKey
    /// How far the program is.
    let phase = ServicePhase()
    let logs: LogService
    let scripts: ScriptLibrary
    let resolver: Resolver
    let options: LaunchOptions
    let output: LogOutput
    let logger: Logger
    /// Who is told how the service is; `nil` if nobody asks.
    let manager: ServiceManager?
    /// How many listeners have been named.
    let names = Atomic(0)

    struct Running: Sendable {
        var configuration: Configuration
        var keys: KeyRing
    }

    /// Opens addresses and state, gives up the rights of root, and compiles the maps; nothing is
    /// served yet.
    ///
    /// The order matters: what needs rights comes first, and nothing of a client is read before they
    /// are gone. Files of the state are made by the account that uses them.
    package init(
        _ given: Configuration, source: ConfigurationSource, options: LaunchOptions
    ) throws(ServiceFault) {
        self.source = source
        self.options = options
        try Self.checkDescriptors(given, lanes: options.lanes)
        let isDemonstration = source.isEmbedded
        let start = try StartingAccount(
            given, isDemonstration: isDemonstration, allowsRoot: options.allowsRoot)
        output = LogOutput(
            options.logging(given),
            isJournal: StandardStreams.isJournal(options.environment))
        logger = output.logger("matglas")
        manager = ServiceManager(options.environment)
        let inherited = try Self.adopt(options.environment)
        let shelf = SocketShelf(inherited: inherited)
        let state = try start.prepareState(given.state, isDemonstration: isDemonstration)
        var configuration = given
        configuration.state = state
        self.configuration = configuration
        // As the account that uses them; and before addresses, for a second gateway must not take a
        // client of the first.
        store = try Privileges.acting(as: start.account) { () throws(ServiceFault) in
            try start.checkState(state)
            return try Self.openStore(given, in: state)
        }
        lock = try Privileges.acting(as: start.account) { () throws(ServiceFault) in
            try Self.lock(state)
        }
        let opened = try Self.open(
            configuration, on: shelf, start: start, lanes: options.lanes, logger: logger)
        door = Mutex(opened.door)
        if let warning = start.warning { logger.warning("\(warning)") }
        if configuration.state != given.state {
            logger.warning("the state is kept in \(configuration.state)")
        }
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
            generation = Mutex(
                Generation(
                    number: 1, configuration, table: try RouteTable(configuration, keys: ring),
                    meters: DeliveryMeters(
                        sources: configuration.deliverySources, ledger: ledger),
                    trust: opened.trust))
        } catch {
            throw ServiceFault(error.exitCode, error.description)
        }
        do {
            self.lanes = try LaneGroup(count: options.lanes, shelf: shelf)
        } catch {
            throw ServiceFault(70, "lanes cannot be started: \(error)")
        }
        writer = StateWriter(sink: store, ledger: ledger, logger: logger)
        spoolReader = SpoolReader(store, writer: writer)
        logs = try LogService(
            configuration, outputs: opened.outputs, trust: opened.logTrust, store: store,
            writer: writer, logger: logger)
        scripts = ScriptLibrary(
            shelf: ScriptShelf(folder: configuration.state + "/scripts"), logger: logger,
            clock: { LaneClock.system.wall() })
        resolver = Resolver()
    }

    private static func openStore(
        _ configuration: Configuration, in directory: String
    ) throws(ServiceFault) -> StatisticsStore {
        do {
            return try StatisticsStore(
                directory: directory,
                survivesPowerCuts: configuration.durability == .power,
                keepsDeadLetters: configuration.spool.deadLetterDays > 0)
        } catch {
            throw ServiceFault(error.isPermission ? 77 : 74, error.description)
        }
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
        defer { output.flush() }
        if let weakness = keyMemory.weakness { logger.warning("\(weakness)") }
        Signals.ignoreBrokenPipe()
        let inbox = ServiceInbox()
        let signals = Signals { inbox.add($0) }
        await signals.watching()
        let clock = KeyClock { inbox.addExpiredKeys() }
        try await listen()
        purge()
        phase.enter(.ready)
        logger.info("ready", metadata: ["lanes": "\(lanes.lanes.count)"])
        manager?.tellReady(statusLine)
        let watchdog = makeWatchdog()
        var ending: Task<Void, Never>?
        for await news in inbox.news {
            if let signal = news.end {
                guard ending == nil else {
                    logger.warning("ending at once")
                    output.flush()
                    Signals.endProcess(128 + signal.number)
                }
                phase.enter(.draining)
                manager?.tellStopping("Ending what is under way.")
                ending = Task {
                    await self.end()
                    inbox.close()
                }
            } else if ending == nil {
                if news.reload {
                    manager?.tellReloading()
                    let isUsed = await reload()
                    manager?.tellReady(
                        isUsed
                            ? statusLine : "The new configuration was refused; the old one stays.")
                }
                if news.keysExpired {
                    rotateKeys()
                    purge()
                }
            }
        }
        watchdog?.stop()
        clock.stop()
        withExtendedLifetime(signals) {}
    }

    // MARK: Listening

    private func listen() async throws(ServiceFault) {
        let demonstration = try demonstration()
        let service = self
        // Every lane first gets its delivery; listeners and administration find it there.
        for lane in lanes.lanes { await service.furnish(lane, demonstration) }
        askForTurns(current)
        let door = self.door.withLock { $0 }
        // First, so that it can say that the rest is starting.
        if let admin = configuration.admin { try await serve(admin, door) }
        for (position, listener) in configuration.listeners.enumerated() {
            try await serve(listener, door.options(position))
        }
        try await logs.listen(on: lanes)
        try logs.follow(lanes)
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
