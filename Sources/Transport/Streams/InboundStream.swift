import Bytes

/// One client that only sends: its bytes go to a ``StreamReader`` as they come.
///
/// | Phase | Waits for | Leaves by |
/// |---|---|---|
/// | `handshaking` | TLS | done, fault, deadline |
/// | `open` | bytes, or room above | end, fault of the stream, deadline |
/// | `closed` | nothing | |
///
/// Invariants:
/// 1. `rest` holds the bytes that the reader did not consume, and nothing else of the client is
///    kept between two turns.
/// 2. While the reader runs, the connection is not closed (`isReading`).
/// 3. A connection is in `StreamServer.parked` exactly while `isParked`.
/// 4. `closed` is final: the slot, the timer and the descriptor are given back exactly once.
final class InboundStream: LaneMember, TimerTarget {
    enum Phase: UInt8 { case handshaking, open, closed }

    /// Bytes read in one turn, so that one fast sender does not starve the others.
    static let readsPerTurn = 256 * 1024
    /// The room of one read.
    static let readRoom = 64 * 1024
    /// Storage above this is given back when nothing waits in it.
    static let idleStorage = 4 * 1024

    /// Let go at the end.
    var server: StreamServer?
    let reactor: Reactor
    let reader: any StreamReader
    var stream: ByteStream?
    var key: SlotKey?
    var timer: TimerWheel.Handle?
    var phase = Phase.open
    var rest = ByteBuffer()

    /// The socket may hold bytes; cleared when a read empties it (events are edge-triggered).
    private var mayRead = false
    /// The end of the stream is known to stand behind the bytes that wait.
    private var endIsNear = false
    private var isAtEnd = false
    /// What is in `rest` was refused for want of room, and must be offered again.
    private var isHeldUp = false
    private var isParked = false
    private var isContinued = false
    private var isReading = false
    private var abortAfterReading = false
    /// Whether the reader has taken anything.
    private(set) var hasSpoken = false
    /// Since when the client is waited for, in the sense of the phase.
    var waitingSince: UInt64

    init(_ stream: consuming ByteStream, reader: any StreamReader, server: StreamServer) {
        self.stream = consume stream
        self.reader = reader
        self.server = server
        reactor = server.reactor
        waitingSince = reactor.now
    }

    /// Registers with the lane, which keeps the connection from now on.
    func begin() {
        timer = reactor.addTimer(self)
        do {
            if let tls = server?.tls { try secure(tls) }
            try register()
        } catch {
            return close()
        }
        setDeadline()
        // It came after the drain had visited everyone.
        if reactor.isDraining { drain() }
    }

    private func secure(_ context: TLSServerContext) throws(TLSFault) {
        guard let plain = stream.take() else { return }
        stream = try plain.secured(by: context)
        phase = .handshaking
    }

    private func register() throws(SystemFault) {
        switch stream {
        case .some(let stream):
            key = try reactor.register(stream.descriptor, self, .connection)
        case .none: break
        }
    }

    // MARK: Events

    func ready(_ readiness: Readiness) {
        if !readiness.isDisjoint(with: [.input, .peerClosed, .hangUp, .error]) { mayRead = true }
        if !readiness.isDisjoint(with: [.peerClosed, .hangUp, .error]) { endIsNear = true }
        turn()
    }

    func resume() {
        isContinued = false
        turn()
    }

    /// The server reads again.
    func goOn() {
        isParked = false
        continueLater()
    }

    func drain() {
        guard phase == .open else { return close() }
        // What has already arrived is still taken.
        mayRead = true
        turn()
    }

    func abort() {
        if isReading { abortAfterReading = true } else { close() }
    }

    private func continueLater() {
        guard !isContinued, phase != .closed else { return }
        isContinued = true
        reactor.continueLater(self)
    }

    // MARK: Turns

    /// Does what can be done now: agree on TLS, read, hand over.
    private func turn() {
        guard !isReading else { return }
        if phase == .handshaking { shakeHands() }
        var budget = Self.readsPerTurn
        while phase == .open, isHeldUp || mayRead, let server {
            guard !server.isPaused else {
                if !isParked {
                    isParked = true
                    server.park(self)
                }
                break
            }
            guard budget > 0 else {
                continueLater()
                break
            }
            budget -= isHeldUp ? offerAgain(server) : read(server)
        }
        settle()
    }

    private func shakeHands() {
        var progress = TLSSession.Progress.wouldBlock
        switch stream {
        case .some(let stream): progress = stream.session?.handshake() ?? .done
        case .none: return
        }
        switch progress {
        case .done:
            phase = .open
            waitingSince = reactor.now
            // The first bytes may have come with the end of the handshake.
            mayRead = true
        case .wouldBlock:
            if endIsNear { failHandshake() }
        case .failed: failHandshake()
        }
    }

    private func failHandshake() {
        server?.counters.handshakesFailed += 1
        close()
    }

    /// Takes one piece from the socket and hands it over; gives the number of bytes.
    private func read(_ server: StreamServer) -> Int {
        var bench = ByteBuffer()
        swap(&bench, &server.bench)
        defer { swap(&bench, &server.bench) }
        let isBeginning = rest.isEmpty
        bench.append(rest.span)
        rest.wipeAll()
        var result = Transfer.wouldBlock
        var mayBeShort = false
        switch stream {
        case .some(let stream):
            result = stream.read(into: &bench, room: Self.readRoom)
            mayBeShort = stream.shortReadMeansEmpty
        case .none: break
        }
        var taken = 0
        switch result {
        case .processed(let count):
            taken = count
            reactor.counters.bytesRead += count
            server.counters.bytes += count
            if count == 0 {
                isAtEnd = true
                mayRead = false
            } else {
                // A message begins, and may take its time from here.
                if isBeginning { waitingSince = reactor.now }
            }
            if count > 0, mayBeShort, count < Self.readRoom, !endIsNear {
                mayRead = false
            }
        case .wouldBlock:
            mayRead = false
        case .failed:
            mayRead = false
            bench.wipeAll()
            server.counters.broken += 1
            close()
            return 0
        }
        if taken > 0 || isAtEnd { offer(&bench, server) } else { keep(bench.span) }
        bench.wipeAll()
        return max(taken, 1)
    }

    /// Hands over what was held up.
    private func offerAgain(_ server: StreamServer) -> Int {
        isHeldUp = false
        var bench = ByteBuffer()
        swap(&bench, &server.bench)
        defer { swap(&bench, &server.bench) }
        bench.append(rest.span)
        let count = rest.count
        rest.wipeAll()
        offer(&bench, server)
        bench.wipeAll()
        return max(count, 1)
    }

    private func offer(_ bench: inout ByteBuffer, _ server: StreamServer) {
        server.noteTurn()
        server.beginReading()
        isReading = true
        let progress = reader.read(bench.span, isEnd: isAtEnd)
        isReading = false
        if abortAfterReading { return close() }
        if progress.consumed > 0 {
            hasSpoken = true
            waitingSince = reactor.now
        }
        switch progress.next {
        case .more:
            if !isAtEnd { keep(bench.span.extracting(progress.consumed...)) }
        case .pause:
            keep(bench.span.extracting(progress.consumed...))
            isHeldUp = true
            isParked = true
            server.pause(self)
        case .close: close()
        }
    }

    private func keep(_ bytes: Span<UInt8>) {
        guard !bytes.isEmpty else { return }
        rest.reserveWiping(bytes.count)
        rest.append(bytes)
    }

    /// What remains to be decided once a turn is over: the end, the storage, the deadline.
    private func settle() {
        if reactor.isDraining { server?.endTurn() }
        guard phase != .closed else { return }
        if isAtEnd, !isHeldUp { return close() }
        if rest.isEmpty, rest.capacity > Self.idleStorage {
            rest.wipe()
            rest = ByteBuffer()
        }
        if reactor.isDraining, rest.isEmpty, !mayRead, !isContinued { return close() }
        setDeadline()
    }

    /// Whether a message has begun and not ended, and it is the client that is waited for.
    var isUnfinished: Bool { !rest.isEmpty && !isHeldUp && !isParked }

    var isWaitingForRoom: Bool { isHeldUp || isParked }

    func didClose() {
        isParked = false
        isHeldUp = false
        mayRead = false
    }
}
