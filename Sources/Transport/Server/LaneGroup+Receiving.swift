// Listeners whose clients only send.

extension LaneGroup {
    /// Takes streams at `address` on every lane, with a handler of each lane's own.
    ///
    /// Gives the address that is listened on, which has the real port where `address` has 0.
    /// The lane keeps the handler. No list of `admitted` peers takes everybody.
    @discardableResult
    package func receiveStreams(
        on address: SocketAddress, tls: TLSServerContext? = nil,
        limits: StreamLimits = StreamLimits(), from admitted: [PeerRange] = [],
        makeHandler: @escaping @Sendable (isolated Lane) -> any StreamHandler
    ) async throws(SystemFault) -> SocketAddress {
        var sockets = try shelf.take(address, .streams, lanes: lanes.count)
        let path = sockets.path
        for lane in lanes {
            try await lane.receiveStreams(
                Descriptor(owning: sockets.next()), path: lane.index == 0 ? path : nil, tls: tls,
                limits: limits, from: admitted, makeHandler: makeHandler)
        }
        return sockets.address
    }

    /// Takes datagrams at `address` on every lane, with a handler of each lane's own.
    ///
    /// The kernel gives all datagrams of one sender's port to the same lane. Otherwise as
    /// ``receiveStreams(on:tls:limits:from:makeHandler:)``.
    @discardableResult
    package func receiveDatagrams(
        on address: SocketAddress, limits: DatagramLimits = DatagramLimits(),
        from admitted: [PeerRange] = [],
        makeHandler: @escaping @Sendable (isolated Lane) -> any DatagramHandler
    ) async throws(SystemFault) -> SocketAddress {
        var sockets = try shelf.take(
            address, .datagrams(receiveBuffer: limits.receiveBuffer), lanes: lanes.count)
        let path = sockets.path
        // Whoever writes to a Unix socket has passed the rights of its file, and has no address.
        let isUnix = sockets.address.path != nil
        for lane in lanes {
            try await lane.receiveDatagrams(
                Descriptor(owning: sockets.next()), path: lane.index == 0 ? path : nil,
                limits: limits, from: isUnix ? [] : admitted, makeHandler: makeHandler)
        }
        return sockets.address
    }
}

extension Lane {
    fileprivate func receiveStreams(
        _ descriptor: consuming Descriptor, path: String?, tls: TLSServerContext?,
        limits: StreamLimits, from admitted: [PeerRange],
        makeHandler: @Sendable (isolated Lane) -> any StreamHandler
    ) throws(SystemFault) {
        let handler = makeHandler(self)
        let server = StreamServer(
            reactor: reactor, handler: handler, tls: tls, limits: limits, admitted: admitted)
        try server.listen(descriptor, path: path)
        handler.attached(to: server)
        keep(handler)
    }

    fileprivate func receiveDatagrams(
        _ descriptor: consuming Descriptor, path: String?, limits: DatagramLimits,
        from admitted: [PeerRange],
        makeHandler: @Sendable (isolated Lane) -> any DatagramHandler
    ) throws(SystemFault) {
        let handler = makeHandler(self)
        let receiver = try DatagramReceiver(
            descriptor, on: reactor, path: path, handler: handler, limits: limits,
            admitted: admitted)
        handler.attached(to: receiver)
        keep(handler)
    }
}
