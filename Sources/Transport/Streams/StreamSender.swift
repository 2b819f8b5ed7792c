import Bytes
import Glibc

/// A stream to one server that mainly takes: TCP, TLS or a Unix socket.
///
/// | Phase | Waits for | Leaves by |
/// |---|---|---|
/// | `closed` | `open` | |
/// | `resolving` | the resolver | `found` |
/// | `connecting` | the kernel | writable, error (then the next address) |
/// | `handshaking` | TLS | done, fault |
/// | `open` | bytes from above, or the server's end | `close`, end |
///
/// Invariants:
/// 1. No byte is written before the TLS handshake is done.
/// 2. While the phase is not `closed`, the lane knows of one request under way, and `receive` is set.
/// 3. What the server sends is read and dropped, so that its end is seen before the next write.
package final class StreamSender: ByteSender, LaneMember, TimerTarget {
    enum Phase: UInt8 { case closed, resolving, connecting, handshaking, open }

    /// Bytes of the server dropped in one turn; whoever sends more waits for the next.
    private static let dropsPerTurn = 64 * 1024

    let origin: Origin
    let reactor: Reactor
    let resolver: Resolver
    let tls: TLSContext?
    let allowPrivate: Bool
    private let connectTimeout: UInt64

    var phase = Phase.closed
    private var receive: ((SenderEvent) -> Void)?
    var stream: ByteStream?
    private var key: SlotKey?
    private var timer: TimerWheel.Handle?
    private var deadline = UInt64.max
    /// Grows with each ``open(_:)``, so that a late answer of the resolver is told apart.
    private var attempt = 0
    /// Addresses that were not tried yet, the next one last.
    private var addresses: [SocketAddress] = []
    private var marks = ConfirmationMarks()
    /// Whether the kernel knows what the peer has; of a Unix socket it does not.
    private var isConfirming = true
    private var sink = ByteBuffer()

    /// Creates a sender on the lane of `reactor`.
    ///
    /// An `https` origin means TLS, and needs `tls`: there is no way to fall back to clear text.
    package init(
        origin: Origin, on reactor: Reactor, resolver: Resolver, tls: TLSContext? = nil,
        allowPrivate: Bool = false, connectTimeout: Duration = .seconds(5)
    ) {
        precondition(origin.scheme == .http || tls != nil, "TLS without its context")
        self.origin = origin
        self.reactor = reactor
        self.resolver = resolver
        self.tls = origin.scheme == .https ? tls : nil
        self.allowPrivate = allowPrivate
        self.connectTimeout = connectTimeout.nanoseconds
    }

    package func open(_ receive: @escaping (SenderEvent) -> Void) {
        precondition(phase == .closed, "a sender opened twice")
        self.receive = receive
        phase = .resolving
        attempt += 1
        marks = ConfirmationMarks()
        reactor.outboundBegan()
        reactor.refreshClock()
        reactor.counters.upstreamConnects += 1
        deadline = reactor.now &+ connectTimeout
        let timer = reactor.addTimer(self)
        self.timer = timer
        reactor.setDeadline(timer, at: deadline)
        resolve()
    }

    private func resolve() {
        let asked = attempt
        resolver.find(origin, for: reactor) { [weak self] outcome in
            guard let self, attempt == asked, phase == .resolving else { return }
            found(outcome)
        }
    }

    // MARK: Connecting

    private func found(_ outcome: Resolver.Outcome) {
        switch outcome {
        case .failure(let fault): fail(.nameNotFound(fault))
        case .success(let found):
            addresses = origin.usable(found, allowPrivate: allowPrivate).reversed()
            connect()
        }
    }

    private func connect() {
        guard let address = addresses.popLast() else { return fail(.addressRefused) }
        do throws(SystemFault) {
            let descriptor = try Syscall.socket(family: address.family)
            if address.port != nil { StreamSocket.prepareSender(descriptor) }
            let isConnected = try Syscall.connect(descriptor, to: address)
            phase = .connecting
            key = try reactor.register(descriptor, self, .connection)
            isConfirming = address.port != nil
            stream = ByteStream(descriptor)
            if isConnected { connected() }
        } catch {
            refused(error)
        }
    }

    private func refused(_ fault: SystemFault) {
        dropSocket()
        if fault.isShortage { return fail(.shortage(fault)) }
        if addresses.isEmpty { fail(.connect(fault)) } else { connect() }
    }

    private func finishConnecting() {
        var code: Int32 = 0
        switch stream {
        case .some(let stream): code = Syscall.pendingError(stream.descriptor)
        case .none: return
        }
        if code == 0 { connected() } else { refused(SystemFault("connect", code)) }
    }

    private func connected() {
        guard let tls else { return opened() }
        phase = .handshaking
        do throws(TLSFault) {
            if let plain = stream.take() {
                stream = try plain.secured(by: tls, host: origin.host)
            }
        } catch {
            return fail(.tls(error))
        }
        shakeHands()
    }

    private func shakeHands() {
        var progress = TLSSession.Progress.wouldBlock
        switch stream {
        case .some(let stream): progress = stream.session?.handshake() ?? .done
        case .none: return
        }
        switch progress {
        case .done: opened()
        case .wouldBlock: break
        case .failed(let fault): fail(.tls(fault))
        }
    }

    private func opened() {
        phase = .open
        deadline = .max
        if let timer { reactor.removeTimer(timer) }
        timer = nil
        receive?(.opened)
    }

    // MARK: Sending

    package func write(_ bytes: Span<UInt8>) -> Int? {
        guard phase == .open else { return 0 }
        var count = 0
        while count < bytes.count {
            var result = Transfer.wouldBlock
            var onWire: Int?
            switch stream {
            case .some(let stream):
                result = stream.write(bytes.extracting(count...))
                onWire = stream.bytesOnWire
            case .none: return count
            }
            switch result {
            case .processed(let part):
                count += part
                reactor.counters.upstreamBytesWritten += part
                marks.wrote(part, onWire: onWire)
            case .wouldBlock: return count
            case .failed(let code):
                // Not at once: the caller is in the middle of its turn.
                failure = SystemFault("send", code)
                reactor.continueLater(self)
                return count
            }
        }
        return count
    }

    /// What a write met, and ends the stream with the next turn.
    private var failure: SystemFault?

    package var confirmed: Int {
        switch stream {
        case .some(let stream): marks.confirm(except: isConfirming ? stream.unconfirmed : 0)
        case .none: break
        }
        return marks.confirmed
    }

    // MARK: Events

    func ready(_ readiness: Readiness) {
        switch phase {
        case .connecting: finishConnecting()
        case .handshaking: shakeHands()
        case .open:
            if readiness != .output { dropInput() }
            if phase == .open, readiness.contains(.output) { receive?(.writable) }
        case .resolving, .closed: break
        }
    }

    func resume() {
        guard phase == .open else { return }
        if let failure { return fail(.connect(failure)) }
        dropInput()
    }

    /// Reads what the server says, which nobody wants to know, until its end.
    private func dropInput() {
        var left = Self.dropsPerTurn
        while phase == .open {
            guard left > 0 else { return reactor.continueLater(self) }
            sink.reserve(4_096)
            var result = Transfer.wouldBlock
            switch stream {
            case .some(let stream): result = stream.read(into: &sink, room: 4_096)
            case .none: return
            }
            sink.removeAll()
            switch result {
            case .processed(0): fail(.connectionBroken)
            case .processed(let count):
                reactor.counters.upstreamBytesRead += count
                left -= count
            case .wouldBlock: return
            case .failed: fail(.connectionBroken)
            }
        }
    }

    func deadlinePassed() {
        guard deadline <= reactor.now else { return }
        fail(.timeout(.connection))
    }

    // MARK: Ending

    private func fail(_ fault: UpstreamFault) {
        let receive = receive
        reactor.counters.upstreamFaults += 1
        // The last confirmations are asked for while the socket is there.
        _ = confirmed
        end()
        receive?(.ended(fault))
    }

    package func close() {
        switch stream {
        case .some(let stream): if phase == .open { stream.shutdownWriting() }
        case .none: break
        }
        end()
    }

    private func end() {
        guard phase != .closed else { return }
        phase = .closed
        receive = nil
        failure = nil
        dropSocket()
        if let timer { reactor.removeTimer(timer) }
        timer = nil
        addresses.removeAll()
        reactor.outboundEnded()
    }

    private func dropSocket() {
        if let key { reactor.release(key) }
        key = nil
        stream = nil
    }

    /// Whoever sends decides when it is done.
    func drain() {}

    func abort() { if phase != .closed { fail(.closed) } }
}
