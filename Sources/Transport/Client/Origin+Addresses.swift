extension Resolver {
    /// Finds the addresses of an origin for the lane of `reactor`, at once if nothing has to be
    /// looked up.
    func find(
        _ origin: Origin, for reactor: Reactor, receive: @escaping (Outcome) -> Void
    ) {
        if let path = origin.unixPath { return receive(.success([.unix(path: path)])) }
        if let outcome = known(origin.host) { return receive(outcome) }
        let ticket = reactor.expectLookup(receive)
        resolve(origin.host) { [weak lane = reactor.lane] in
            lane?.deliver($0, to: ticket)
        }
    }
}

extension Origin {
    /// Which of the addresses that were found may be connected to, with the origin's port.
    ///
    /// A name must not lead into a private network, whoever answers for it; an address or a path
    /// that the configuration has written itself may.
    func usable(_ found: [SocketAddress], allowPrivate: Bool) -> [SocketAddress] {
        let isTrusted =
            allowPrivate || unixPath != nil || SocketAddress.literal(host, port: 0) != nil
        return (isTrusted ? found : found.filter(\.isGlobal)).map { $0.with(port: port) }
    }
}
