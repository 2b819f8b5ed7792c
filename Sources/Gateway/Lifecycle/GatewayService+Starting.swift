import Delivery
import Intake
import Synchronization
import Transport

/// What a start does before rights are given up.
extension GatewayService {
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
        let addresses = configuration.listeners.map(\.address.description)
        let taken =
            addresses.isEmpty ? "no events" : "events at \(addresses.joined(separator: ", "))"
        return "Taking \(taken); \(configuration.sites.count) sites, "
            + "\(configuration.destinations.count) destinations."
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
