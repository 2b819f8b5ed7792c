import Delivery
import Intake
import Logging
import Synchronization
import Transport

/// What a start does before rights are given up.
extension GatewayService {
    /// Descriptors of a start besides those of lanes and addresses: the state with its log and index,
    /// keys, output, signals, timers, and one connection to ask for health.
    private static let ownDescriptors = 40
    /// Epoll, timers and connections of a lane that has little to do.
    private static let descriptorsPerLane = 8

    /// Raises the limit of descriptors, and ends a start that could not come to its end under it.
    ///
    /// Dispatch traps when it finds none for its own event loop, and libraries fail with other
    /// reasons than this one.
    static func checkDescriptors(
        _ configuration: Configuration, lanes: Int
    ) throws(ServiceFault) {
        DescriptorLimit.raise()
        let places =
            configuration.listeners.count + 1
            + configuration.logs.reduce(0) { $0 + $1.listeners.count + $1.servers.count }
        let files = configuration.logs.reduce(0) { $0 + $1.files.count + $1.outputs.count }
        let wanted = ownDescriptors + lanes * (descriptorsPerLane + places) + files
        let available = DescriptorLimit.available(wanted)
        guard available < wanted else { return }
        throw ServiceFault(
            71,
            "a start needs \(wanted) file descriptors, and only \(available) can be opened; "
                + "expected a higher limit (ulimit -n, LimitNOFILE=) or fewer lanes")
    }

    /// The sockets that a service manager passed.
    static func adopt(
        _ environment: [String: String]
    ) throws(ServiceFault) -> [InheritedSocket] {
        let sockets: [InheritedSocket]
        do {
            sockets = try InheritedSockets.adopt(environment)
        } catch {
            throw ServiceFault(78, "\(error)")
        }
        ServiceManager.forgetEnvironment()
        return sockets
    }

    /// What was opened and read while the rights for it were there, and the outputs of logs.
    struct Opened {
        let door: FrontDoor
        let trust: UpstreamTrust
        let logTrust: LogTrust
        let outputs: LogOutputs
    }

    /// Opens addresses, certificates, keys and the outputs of logs, and gives up the rights of root
    /// before the last; the fault holds everything that is in the way.
    static func open(
        _ configuration: Configuration, on shelf: SocketShelf, start: StartingAccount, lanes: Int,
        logger: Logger
    ) throws(ServiceFault) -> Opened {
        var obstacles = StartObstacles()
        let addresses: Void? = obstacles.gather { () throws(ServiceFault) in
            try open(configuration, on: shelf, lanes: lanes, for: start.account)
        }
        let trust = obstacles.gather { () throws(ServiceFault) in
            try UpstreamTrust(configuration)
        }
        let door = obstacles.gather { () throws(ServiceFault) in
            try FrontDoor(configuration, lanes: lanes)
        }
        let logTrust = obstacles.gather { () throws(ServiceFault) in try LogTrust(configuration) }
        // Afterwards the files of Unix sockets could perhaps not be removed.
        if !obstacles.isEmpty { shelf.discard() }
        try start.assume()
        // After the change of the account, which allows them again.
        CoreDumps.forbid()
        // It is as that account that outputs are written.
        let outputs = obstacles.gather { () throws(ServiceFault) in
            try LogOutputs(configuration, logger: logger)
        }
        guard addresses != nil, let trust, let door, let logTrust, let outputs else {
            throw obstacles.combined
        }
        return Opened(door: door, trust: trust, logTrust: logTrust, outputs: outputs)
    }

    /// Opens all addresses of a configuration ahead; the fault holds every one that is refused.
    ///
    /// `account` becomes the owner of the files of Unix sockets.
    static func open(
        _ configuration: Configuration, on shelf: SocketShelf, lanes: Int,
        for account: SystemAccount?
    ) throws(ServiceFault) {
        let places = try ListenPlace.all(of: configuration)
        let extra = shelf.unclaimed(by: places.map { ($0.address, $0.kind) })
        guard extra.isEmpty else {
            let faults = extra.map { socket in
                ServiceFault(
                    78,
                    "the service manager passed the socket \(socket.address) (\(socket.name)), "
                        + "which the configuration does not listen on; expected "
                        + Wording.oneOf(places.map { "\($0.address)" }))
            }
            return try ServiceFault.throwAll(faults)
        }
        var faults: [ServiceFault] = []
        for place in places {
            do {
                try shelf.open(place.address, place.kind, lanes: lanes, for: account)
            } catch {
                faults.append(place.fault(error))
            }
        }
        if !faults.isEmpty { shelf.discard() }
        try ServiceFault.throwAll(faults)
    }

    /// One line for the service manager.
    var statusLine: String {
        let configuration = running.withLock { $0.configuration }
        let addresses = served.withLock { $0 }.compactMap { place in
            if case .events = place.purpose { "\(place.bound)" } else { nil }
        }
        let taken =
            addresses.isEmpty ? "no events" : "events at \(addresses.joined(separator: ", "))"
        func count(_ number: Int, _ what: String) -> String {
            "\(number) \(what)\(number == 1 ? "" : "s")"
        }
        return "Taking \(taken); \(count(configuration.sites.count, "site")), "
            + "\(count(configuration.destinations.count, "destination"))."
    }

    /// Gives signs of life while all who work answer; `nil` if nobody wants them.
    func makeWatchdog() -> Watchdog? {
        guard let manager, let span = manager.watchdog else { return nil }
        var workers: [Watchdog.Worker] = lanes.lanes.map { lane in
            { answer in lane.post { _ in answer() } }
        }
        workers.append { [writer] answer in writer.whenReached(answer) }
        return Watchdog(span: span, workers: workers) { manager.tellAlive() }
    }
}

/// An address of the configuration at which the program listens.
struct ListenPlace {
    /// What messages call it.
    let subject: String
    let address: SocketAddress
    let kind: SocketShelf.Kind

    /// All of a configuration: events, administration, logs.
    static func all(of configuration: Configuration) throws(ServiceFault) -> [ListenPlace] {
        var places: [ListenPlace] = []
        var faults: [ServiceFault] = []
        func add(_ subject: String, _ written: ListenAddress, _ kind: SocketShelf.Kind) {
            if let address = try? SocketAddress(text: written.description) {
                places.append(ListenPlace(subject: subject, address: address, kind: kind))
            } else {
                faults.append(ServiceFault(78, "\(subject): no address of a socket"))
            }
        }
        for listener in configuration.listeners {
            add("listen \(listener.address)", listener.address, .streams)
        }
        if let admin = configuration.admin {
            add("admin \(admin.address)", admin.address, .streams)
        }
        for intake in configuration.logs {
            for listener in intake.listeners {
                let kind: SocketShelf.Kind =
                    listener.transport == .udp
                    ? .datagrams(receiveBuffer: SyslogListenerOptions().receiveBuffer) : .streams
                add("logs \(intake.name): \(listener.description)", listener.address, kind)
            }
        }
        try ServiceFault.throwAll(faults)
        return places
    }

    func fault(_ error: SystemFault) -> ServiceFault {
        let hint = error.isAddressInUse ? "; expected a free address" : ""
        return ServiceFault(
            error.isPermissionDenied ? 77 : 74, "\(subject): \(error)\(hint)")
    }
}
