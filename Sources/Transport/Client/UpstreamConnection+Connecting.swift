import Glibc

// From a name to a connection that may carry requests.

extension UpstreamConnection {
    /// Takes what the resolver found, and connects to the first address that may be used.
    func found(_ outcome: Resolver.Outcome) {
        guard phase == .resolving else { return }
        switch outcome {
        case .failure(let fault): fail(.nameNotFound(fault))
        case .success(let found):
            addresses = pool.origin.usable(found, allowPrivate: pool.allowPrivate).reversed()
            connect()
        }
    }

    private func connect() {
        guard let address = addresses.popLast() else { return fail(.addressRefused) }
        do throws(SystemFault) {
            let descriptor = try Syscall.socket(family: address.family)
            if address.port != nil {
                try Syscall.setOption(descriptor, level: Int32(IPPROTO_TCP), TCP_NODELAY, to: 1)
            }
            let isConnected = try Syscall.connect(descriptor, to: address)
            phase = .connecting
            key = try reactor.register(descriptor, self, .connection)
            stream = ByteStream(descriptor)
            if isConnected { connected() }
        } catch {
            refused(error)
        }
    }

    private func refused(_ fault: SystemFault) {
        dropSocket()
        // The next address would find no descriptor either.
        if fault.isShortage { return fail(.shortage(fault)) }
        if addresses.isEmpty { fail(.connect(fault)) } else { connect() }
    }

    func finishConnecting() {
        var code: Int32 = 0
        switch stream {
        case .some(let stream): code = Syscall.pendingError(stream.descriptor)
        case .none: return
        }
        if code == 0 { connected() } else { refused(SystemFault("connect", code)) }
    }

    private func connected() {
        guard let context = pool.tls else { return begunToExchange() }
        phase = .handshaking
        do throws(TLSFault) {
            if let plain = stream.take() {
                stream = try plain.secured(
                    by: context, host: pool.origin.host, isHTTP: true)
            }
        } catch {
            return fail(.tls(error))
        }
        shakeHands()
    }

    func shakeHands() {
        var progress = TLSSession.Progress.wouldBlock
        switch stream {
        case .some(let stream): progress = stream.session?.handshake() ?? .done
        case .none: return
        }
        switch progress {
        case .done: begunToExchange()
        case .wouldBlock: break
        case .failed(let fault): fail(.tls(fault))
        }
    }
}
