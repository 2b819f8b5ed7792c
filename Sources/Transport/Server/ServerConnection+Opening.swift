import Bytes

// What stands before the first request: the PROXY header, and the TLS handshake.

extension ServerConnection {
    /// Clients of one lane that may be agreeing on TLS at the same time.
    ///
    /// Each costs about 40 KiB until it is done; whoever has been at it longest pays.
    static let handshakeBound = 1_000

    /// Handshakes that are looked at to find one that has lasted for long.
    private static let sample = 16

    /// Goes on with what comes before requests, as far as it can be done now.
    func passOpening() {
        if phase == .proxyHeader, mayRead { readProxyHeader() }
        if phase == .handshaking, mayRead { shakeHands() }
    }

    /// Whether it has been at that for longer than `patience`.
    func isOpening(since patience: UInt64) -> Bool {
        phase < .head && waitingSince &+ patience <= reactor.now
    }

    // MARK: PROXY header

    /// Looks at what has come, and takes exactly the header: what follows is read by others.
    private func readProxyHeader() {
        guard let server else { return }
        var bench = ByteBuffer()
        swap(&bench, &server.bench)
        defer { swap(&bench, &server.bench) }
        defer { bench.wipeAll() }
        switch peek(into: &bench) {
        case .processed(0), .failed: return close()
        case .wouldBlock:
            mayRead = false
            if endIsNear { close() }
        case .processed:
            switch ProxyHeader.parse(bench.span) {
            case .needMore:
                mayRead = false
                if endIsNear { close() }
            case .refused:
                reactor.counters.proxyMalformed += 1
                close()
            case .complete(let header):
                guard drop(header.length, &bench) else { return close() }
                begin(for: header.client ?? peer.address, server)
            }
        }
    }

    private func peek(into buffer: inout ByteBuffer) -> Transfer {
        buffer.reserve(ProxyHeader.longest)
        var result = Transfer.wouldBlock
        _ = unsafe buffer.appendUnsafely(room: ProxyHeader.longest) { target in
            switch stream {
            case .some(let stream): result = unsafe Syscall.peek(stream.descriptor, into: target)
            case .none: break
            }
            if case .processed(let count) = result { return count }
            return 0
        }
        return result
    }

    /// Takes bytes that are known to be there out of the socket.
    private func drop(_ count: Int, _ buffer: inout ByteBuffer) -> Bool {
        buffer.wipeAll()
        while buffer.count < count {
            var result = Transfer.wouldBlock
            switch stream {
            case .some(let stream):
                result = stream.read(into: &buffer, room: count - buffer.count)
            case .none: break
            }
            guard case .processed(let taken) = result, taken > 0 else { return false }
        }
        return true
    }

    /// The client is known: it is counted, and goes on as without a proxy.
    private func begin(for client: SocketAddress, _ server: HTTPServer) {
        peer = RawPeer(client)
        if let networks = server.options.networks {
            let (isTaken, counted) = networks.begin(client)
            guard isTaken else {
                reactor.counters.networkRefused += 1
                return close()
            }
            network = counted
        }
        phase = isTLS ? .handshaking : .head
        waitingSince = reactor.now
    }

    // MARK: TLS

    private func shakeHands() {
        guard beginHandshake() else { return }
        var outcome: TLSSession.Progress?
        switch stream {
        case .some(let stream):
            outcome = reactor.takeHandshakeStep { stream.session?.handshake() ?? .done }
        case .none: return
        }
        switch outcome {
        case nil: continueLater()
        case .wouldBlock: if endIsNear { failHandshake(.disconnected) }
        case .failed(let fault): failHandshake(HandshakeFailure(fault))
        case .done: finishHandshake()
        }
    }

    /// Makes the session when the first bytes are there: a client that is silent costs nothing.
    private func beginHandshake() -> Bool {
        guard let plain = stream.take() else { return false }
        guard plain.session == nil, let tls = server?.options.tls else {
            stream = consume plain
            return true
        }
        guard reactor.handshakes < Self.handshakeBound || makeRoomForHandshake() else {
            stream = consume plain
            reactor.counters.tls.countFailure(.crowded)
            close()
            return false
        }
        do throws(TLSFault) {
            stream = try plain.secured(by: tls.context)
        } catch {
            reactor.counters.tls.countFailure(.other)
            close()
            return false
        }
        reactor.handshakes += 1
        return true
    }

    /// Ends a handshake that has lasted for long.
    private func makeRoomForHandshake() -> Bool {
        let member = reactor.oldest(of: Self.sample) { [reactor] member in
            guard let connection = member as? ServerConnection, connection !== self,
                connection.hasSession, connection.phase == .handshaking,
                connection.waitingSince < reactor.now
            else { return nil }
            return connection.waitingSince
        }
        guard let connection = member as? ServerConnection else { return false }
        connection.failHandshake(.crowded)
        return true
    }

    private var hasSession: Bool {
        switch stream {
        case .some(let stream): stream.session != nil
        case .none: false
        }
    }

    private func finishHandshake() {
        endHandshake()
        switch stream {
        case .some(let stream):
            guard let session = stream.session else { return }
            reactor.counters.tls.countHandshake(session)
            isClientVerified = session.hasVerifiedPeer
        case .none: return
        }
        phase = .head
        waitingSince = reactor.now
    }

    private func failHandshake(_ failure: HandshakeFailure) {
        reactor.counters.tls.countFailure(failure)
        close()
    }

    /// A session no longer counts as being agreed on.
    func endHandshake() { if hasSession { reactor.handshakes -= 1 } }
}
