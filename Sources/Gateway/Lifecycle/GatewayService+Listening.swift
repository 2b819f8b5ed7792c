import Dashboard
import Delivery
import Logging
import Synchronization
import Transport

/// A listener that is served.
struct ServedPlace: Sendable {
    enum Purpose: Sendable, Equatable {
        case events(Listener)
        case admin(AdminSettings)
    }

    let purpose: Purpose
    /// Under which the lanes know it.
    let name: String
    /// Where it is, with the port that the system chose where none was written.
    let bound: SocketAddress

    /// Whether it can go on as it is under a configuration that says this.
    func goesOn(as other: Purpose) -> Bool {
        switch (purpose, other) {
        case (.events(let mine), .events(let theirs)): mine.hasShape(of: theirs)
        case (.admin(let mine), .admin(let theirs)):
            mine.address == theirs.address && mine.tls == theirs.tls && mine == theirs
        default: false
        }
    }
}

/// Where events and questions arrive.
extension GatewayService {
    /// Connections to the administration per lane.
    private static let adminConnections = 64

    /// Takes events at a listener.
    func serve(_ listener: Listener, _ options: ListenerOptions) async throws(ServiceFault) {
        let bound = try await bind(
            listener.address, for: "listen", .events(listener), options
        ) { lane in
            SharedHandler(lane.resident(LaneService.self))
        }
        logger.info("listening on \(bound)")
    }

    /// Answers the administration.
    func serve(_ admin: AdminSettings, _ door: FrontDoor) async throws(ServiceFault) {
        let page = dashboard(admin)
        let bound = try await bind(
            admin.address, for: "admin", .admin(admin),
            door.adminOptions(connections: Self.adminConnections)
        ) { DashboardHandler(page, on: $0) }
        logger.info("administration on \(bound)")
    }

    private func bind(
        _ address: ListenAddress, for what: String, _ purpose: ServedPlace.Purpose,
        _ options: ListenerOptions,
        makeHandler: @escaping @Sendable (isolated Lane) -> any HTTPHandler
    ) async throws(ServiceFault) -> SocketAddress {
        guard let socket = try? SocketAddress(text: address.description) else {
            throw ServiceFault(78, "\(what) \(address): no address of a socket")
        }
        let name = "listener-\(names.add(1, ordering: .relaxed).newValue)"
        do {
            let bound = try await lanes.serve(
                on: socket, options, named: name, makeHandler: makeHandler)
            served.withLock { $0.append(ServedPlace(purpose: purpose, name: name, bound: bound)) }
            return bound
        } catch {
            let hint = error.isAddressInUse ? "; expected a free address" : ""
            throw ServiceFault(
                error.isPermissionDenied ? 77 : 74, "\(what) \(address): \(error)\(hint)")
        }
    }
}

/// Lets the listeners of a lane answer through the handler that is in force there.
private final class SharedHandler: HTTPHandler {
    private let service: LaneService?

    init(_ service: LaneService?) { self.service = service }

    func handle(_ request: borrowing HTTPRequest, exchange: Exchange) {
        service?.events.handle(request, exchange: exchange)
    }
}
