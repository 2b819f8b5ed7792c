import Bytes

/// One connection to an upstream: one request at a time, its response, then back to the pool.
///
/// | Phase | Waits for | Leaves by |
/// |---|---|---|
/// | `resolving` | the resolver | `found` |
/// | `connecting` | the kernel | writable, error (then the next address) |
/// | `handshaking` | TLS | done, fault |
/// | `exchanging` | request out, response in | response complete, fault |
/// | `idle` | the next request | `carry`, end, deadline |
/// | `closed` | nothing | |
///
/// Invariants:
/// 1. `send` is set from `resolving` to `exchanging`, and not in `idle` or `closed`.
/// 2. An idle connection has sent all it was given and holds no byte of the upstream.
/// 3. No byte of a request is written before the TLS handshake of an `https` origin is done.
/// 4. `closed` is final; slot, timer and descriptor are given back exactly once.
final class UpstreamConnection: LaneMember, TimerTarget {
    enum Phase: UInt8 { case resolving, connecting, handshaking, exchanging, idle, closed }

    /// Bytes read in one turn, so that one fast upstream does not starve the lane.
    static let readsPerTurn = 256 * 1024
    /// The least room worth a system call.
    static let smallestRead = 4096
    /// Interim responses to one request; an upstream that sends more never comes to the point.
    static let interimBound = 16

    let pool: UpstreamPool
    let reactor: Reactor
    var send: UpstreamSend?
    var stream: ByteStream?
    var key: SlotKey?
    var timer: TimerWheel.Handle?
    var phase = Phase.resolving
    /// Addresses that were not tried yet, the next one last.
    var addresses: [SocketAddress] = []
    let connectEnd: UInt64

    var input = ByteBuffer()
    var collected = ByteBuffer()
    var parser: ResponseParser
    var decoder: ChunkedDecoder
    var head = ResponseHead()
    var hasHead = false
    /// Interim responses so far.
    var interims = 0
    /// What remains of a body with a length.
    var bodyLeft = 0
    /// Bytes of the body so far.
    var bodyCount = 0
    var reply = UpstreamReply(status: 0)

    var wasReused = false
    var hasFirstByte = false
    var isAtEnd = false
    var mayRead = false
    var endIsNear = false
    private var isContinued = false
    /// When the request began to be written, and when it was written.
    var begun: UInt64 = 0
    var written: UInt64?
    /// The deadline that was set last.
    var deadline: UInt64 = .max

    init(pool: UpstreamPool, send: UpstreamSend) {
        self.pool = pool
        self.send = send
        reactor = pool.reactor
        parser = ResponseParser(limits: pool.limits.response)
        decoder = ChunkedDecoder(limits: pool.limits.response)
        connectEnd = reactor.now &+ pool.timeouts.connect.nanoseconds
    }

    func begin() {
        timer = reactor.addTimer(self)
        setDeadline()
    }

    // MARK: Requests

    /// Begins with another request on a connection that was idle.
    func carry(_ send: UpstreamSend) {
        self.send = send
        wasReused = true
        begunToExchange()
    }

    func begunToExchange() {
        phase = .exchanging
        hasHead = false
        interims = 0
        hasFirstByte = false
        bodyCount = 0
        begun = reactor.now
        written = nil
        turn()
    }

    /// Sends and reads what is possible now.
    private func turn() {
        flush()
        var budget = Self.readsPerTurn
        while phase == .exchanging, mayRead || !input.isEmpty || isAtEnd {
            if takeResponse() { break }
            guard phase == .exchanging, mayRead else { break }
            guard budget > 0 else {
                continueLater()
                break
            }
            budget -= read()
        }
        if phase != .closed { setDeadline() }
    }

    private func flush() {
        guard phase == .exchanging, let send else { return }
        while !send.bytes.isEmpty {
            var result = Transfer.wouldBlock
            switch stream {
            case .some(let stream): result = stream.write(send.bytes.span)
            case .none: return
            }
            switch result {
            case .processed(let count):
                send.bytes.consume(count)
                reactor.counters.upstreamBytesWritten += count
            case .wouldBlock: return
            case .failed:
                // The upstream may have answered before it closed.
                send.bytes.removeAll()
                mayRead = true
            }
        }
        if written == nil { written = reactor.now }
    }

    private func read() -> Int {
        input.reserveWiping(Self.smallestRead)
        let room = input.room
        var result = Transfer.wouldBlock
        var mayBeShort = false
        switch stream {
        case .some(let stream):
            result = stream.read(into: &input, room: room)
            mayBeShort = stream.shortReadMeansEmpty
        case .none: break
        }
        switch result {
        case .processed(0):
            isAtEnd = true
            mayRead = false
        case .processed(let count):
            reactor.counters.upstreamBytesRead += count
            if mayBeShort, count < room, !endIsNear { mayRead = false }
            return count
        case .wouldBlock: mayRead = false
        case .failed:
            mayRead = false
            broke()
        }
        return 0
    }

    /// Fails with what the place in the exchange makes of a lost connection.
    func broke() {
        guard !hasFirstByte else { return fail(.connectionBroken) }
        // The upstream has ended one kept connection, so it has most likely ended the others.
        if wasReused { pool.distrustIdle() }
        fail(.connectionClosedBeforeResponse(reused: wasReused))
    }

    // MARK: Events

    func ready(_ readiness: Readiness) {
        if readiness != .output { mayRead = true }
        if !readiness.isDisjoint(with: [.peerClosed, .hangUp, .error]) { endIsNear = true }
        switch phase {
        case .connecting: finishConnecting()
        case .handshaking: shakeHands()
        case .exchanging: turn()
        case .idle: if readiness != .output { probe() }
        case .resolving, .closed: break
        }
    }

    /// Looks at an idle connection: only TLS may have something to say that is not an end.
    private func probe() { _ = isQuiet() }

    /// Whether the upstream has said nothing since its last response; it is closed if it has.
    ///
    /// What lies in the socket before a request is written answers no request of ours, such as a
    /// 408 that says goodbye, and must never be taken for its response (RFC 9112 9.2).
    func isQuiet() -> Bool {
        guard read() == 0, !isAtEnd, phase == .idle else {
            close()
            return false
        }
        return true
    }

    func resume() {
        isContinued = false
        if phase == .exchanging { turn() }
    }

    private func continueLater() {
        guard !isContinued else { return }
        isContinued = true
        reactor.continueLater(self)
    }

    func drain() { if phase == .idle { close() } }

    func abort() { if send != nil { fail(.closed) } else { close() } }
}
