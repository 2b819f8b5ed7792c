import CLinux
import Glibc

/// The lanes of the program, and what listens on all of them.
package struct LaneGroup: Sendable {
    package let lanes: [Lane]
    /// Where sockets come from; a place that has none there is opened when it is asked for.
    package let shelf: SocketShelf

    /// The cores this program may run on (sched_getaffinity(2) through sysconf(3)).
    package static var coreCount: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

    /// Starts `count` lanes, one per core by default.
    package init(
        count: Int = coreCount, clock: LaneClock = .system, shelf: SocketShelf = SocketShelf()
    ) throws(SystemFault) {
        precondition(count > 0)
        self.shelf = shelf
        var lanes: [Lane] = []
        for index in 0..<count { lanes.append(try Lane(index: index, clock: clock)) }
        self.lanes = lanes
    }

    /// Listens on `address` on every lane and answers with a handler of each lane's own.
    ///
    /// As ``serve(on:_:makeHandler:)``, in clear.
    @discardableResult
    package func serve(
        on address: SocketAddress, limits: HTTPLimits = HTTPLimits(),
        timeouts: ServerTimeouts = ServerTimeouts(), connections: Int? = nil,
        acceptProbe: (@Sendable () -> Int32?)? = nil,
        makeHandler: @escaping @Sendable (isolated Lane) -> any HTTPHandler
    ) async throws(SystemFault) -> SocketAddress {
        var options = ListenerOptions(rules: ListenerRules(limits: limits, timeouts: timeouts))
        options.connections = connections
        options.acceptProbe = acceptProbe
        return try await serve(on: address, options, makeHandler: makeHandler)
    }

    /// Listens on `address` on every lane and answers with a handler of each lane's own.
    ///
    /// Gives the address that is listened on, which has the real port where `address` has 0.
    /// Each lane opens a socket of its own, and the kernel spreads the clients over them. The
    /// lanes share one Unix socket.
    ///
    /// A listener without a number of connections of its own shares with the others that have none
    /// what ``DescriptorLimit`` leaves for clients.
    @discardableResult
    package func serve(
        on address: SocketAddress, _ options: ListenerOptions, named name: String? = nil,
        makeHandler: @escaping @Sendable (isolated Lane) -> any HTTPHandler
    ) async throws(SystemFault) -> SocketAddress {
        // All are opened before one of them serves: a refused address leaves nothing behind.
        var sockets = try shelf.take(address, .streams, lanes: lanes.count)
        let path = sockets.path
        let share = DescriptorLimit.share(lanes: lanes.count, wanted: options.sharedConnections)
        for lane in lanes {
            try await lane.serve(
                Descriptor(owning: sockets.next()), path: lane.index == 0 ? path : nil,
                options, share: share, named: name, makeHandler: makeHandler)
        }
        return sockets.address
    }

    /// Lets the listeners that share have `connections` in total from now on; `nil` for what
    /// descriptors allow.
    ///
    /// Connections that are open stay. Where there are more than that, no further one is taken until
    /// enough have ended or given way.
    package func bound(sharedConnections connections: Int?) async {
        let share = DescriptorLimit.share(lanes: lanes.count, wanted: connections)
        for lane in lanes { await lane.bound(sharedConnections: share) }
    }

    /// Ends the listener that was named so: it takes nobody any more, and its connections end after
    /// the answer under way.
    package func close(_ name: String) async {
        for lane in lanes { await lane.closeListener(name) }
    }

    /// Ends all lanes: listeners close at once, exchanges under way get their answer within
    /// `grace`, and what is left is cut off.
    ///
    /// Gives the number of connections cut off.
    package func shutdown(grace: Duration) async -> Int {
        await withTaskGroup(of: Int.self) { group in
            for lane in lanes {
                group.addTask {
                    let left = await lane.drain(grace: grace)
                    await lane.stop()
                    return left
                }
            }
            return await group.reduce(0, +)
        }
    }

    /// The counters of all lanes, in their order.
    package var counters: [LaneCounters] {
        get async {
            var counters: [LaneCounters] = []
            for lane in lanes { counters.append(await lane.counters) }
            return counters
        }
    }
}

extension Lane {
    /// Serves the connections of a listening socket.
    func serve(
        _ descriptor: consuming Descriptor, path: String?, _ options: ListenerOptions, share: Int,
        named name: String?, makeHandler: @Sendable (isolated Lane) -> any HTTPHandler
    ) throws(SystemFault) {
        let allowance =
            options.connections.map { ConnectionAllowance(limit: $0) } ?? sharedAllowance(share)
        let server = HTTPServer(
            reactor: reactor, handler: makeHandler(self), options: options, allowance: allowance)
        let listener = try server.listen(descriptor, path: path, probe: options.acceptProbe)
        if let name { keep(ServedListener(name: name, listener: listener, server: server)) }
    }

    fileprivate func closeListener(_ name: String) {
        reactor.refreshClock()
        for served in residents(ServedListener.self) where served.name == name {
            served.listener.retire()
            served.server.isRetired = true
            let server = served.server
            reactor.visit { member in
                guard let connection = member as? ServerConnection, connection.server === server
                else { return }
                connection.drain()
            }
            dismiss(served)
        }
    }

    fileprivate func bound(sharedConnections limit: Int) {
        resident(ConnectionAllowance.self)?.limit = limit
    }

    /// What the listeners without an allowance of their own share.
    private func sharedAllowance(_ limit: Int) -> ConnectionAllowance {
        if let shared = resident(ConnectionAllowance.self) { return shared }
        let shared = ConnectionAllowance(limit: limit)
        keep(shared)
        return shared
    }
}

/// A listener of one lane that can be ended before the lane.
private final class ServedListener {
    let name: String
    let listener: Listener
    let server: HTTPServer

    init(name: String, listener: Listener, server: HTTPServer) {
        self.name = name
        self.listener = listener
        self.server = server
    }
}
