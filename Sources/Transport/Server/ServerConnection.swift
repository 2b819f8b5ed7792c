import Bytes

/// One client: reads requests, has them answered one at a time, writes the answers.
///
/// | Phase | Waits for | Leaves by |
/// |---|---|---|
/// | `proxyHeader` | the PROXY header, where one is required | header complete, fault, end |
/// | `handshaking` | TLS | done, fault, end |
/// | `head` | bytes of a head (none yet: idle) | head complete, fault, end |
/// | `body` | bytes of the body | body complete, fault, end |
/// | `answering` | the handler's answer | `respond` |
/// | `closing` | the last answer being sent | output empty |
/// | `lingering` | the client's end, its bytes are dropped | end, or the deadline |
/// | `closed` | nothing | |
///
/// Invariants:
/// 1. `input` begins with the head of the request of the phase; the ranges of `head` point there.
/// 2. While `isHandling`, `input`, `content` and `head` are lent to the handler: nothing changes
///    them, and an end of the connection is put off.
/// 3. A request's bytes are overwritten as soon as its handler returns, and all storage is when
///    the connection ends.
/// 4. While more than `outputBound` bytes wait to be sent, no further request is parsed.
/// 5. `closed` is final: the slot, the timer and the descriptor are given back exactly once.
final class ServerConnection: LaneMember, TimerTarget {
    enum Phase: UInt8, Comparable {
        case proxyHeader, handshaking, head, body, answering, closing, lingering, closed

        static func < (left: Phase, right: Phase) -> Bool { left.rawValue < right.rawValue }
    }

    /// Bytes read in one turn, so that one fast sender does not starve the others.
    static let readsPerTurn = 256 * 1024
    /// Unsent bytes above which pipelined requests wait: a client that does not read pays.
    static let outputBound = 64 * 1024
    /// The room of one read when no body is under way.
    static let usualRead = 4096
    /// The room of one read inside a body.
    static let bodyRead = 64 * 1024
    /// Storage above this is given back when the connection is idle.
    static let idleStorage = 8 * 1024
    /// Open connections of a lane from which idle ones give all of their storage back.
    ///
    /// Each further request then allocates anew, which is little against the memory of thousands.
    static let crowd = 1_000
    /// Storage of unfinished requests and unread answers per lane; beyond it, whoever has stood still
    /// with more than `smallStorage` is ended, and where nobody has, the newcomer is answered 503.
    ///
    /// Clients with large bodies, and those that do not read, pay, so that many of them at once do not
    /// take all memory.
    static let heldBound = 64 * 1024 * 1024
    /// How long a client may stand still with large storage when the lane has none left.
    static let heldPatience: UInt64 = 1_000_000_000
    /// Connections that are looked at to find one that has stood still for long.
    static let shedSample = 16
    /// Connections that are ended for a newcomer.
    static let shedTries = 4
    /// Storage that a connection gets however much the others hold: enough for nearly all requests.
    static let smallStorage = 4 * 1024
    /// Bytes dropped after a last answer, so that the client gets to read it before the reset.
    static let lingeringBound = 1024 * 1024

    /// Let go at the end: a handler may keep an ``Exchange``, which keeps the connection.
    var server: HTTPServer?
    let limits: HTTPLimits
    let reactor: Reactor
    /// Who is asking: the other end, or whom its PROXY header names.
    var peer: RawPeer
    /// What was counted at ``ClientNetworks``, until it is given back.
    var network: ClientNetwork?

    var stream: ByteStream?
    var key: SlotKey?
    var timer: TimerWheel.Handle?
    let isTLS: Bool
    var isClientVerified = false

    var phase = Phase.head
    var input = ByteBuffer()
    var output = ByteBuffer()
    /// The body of a chunked request.
    var content = ByteBuffer()
    var head = RequestHead()
    var parser: RequestParser
    var decoder: ChunkedDecoder

    /// The number of the request under way; an ``Exchange`` for another one is stale.
    var sequence: UInt32 = 0
    /// What the answer to the request under way needs of its head, which is wiped before.
    var keepAlive = true
    var isHead = false
    var minorVersion: UInt8 = 1

    /// The socket may hold bytes; cleared when a read empties it (events are edge-triggered).
    var mayRead = false
    /// The end of the stream is known to stand behind the bytes that wait.
    var endIsNear = false
    var peerClosed = false
    var isHandling = false
    var abortAfterHandling = false
    private var isContinued = false
    var lingered = 0
    /// What has come of the body under way, as it was sent.
    var bodyReceived = 0
    /// What of `Reactor.heldBytes` is this connection's.
    private(set) var held = 0
    /// Since when the client is waited for, in the sense of the phase.
    var waitingSince: UInt64
    /// When the socket last took bytes of the output.
    var sentAt: UInt64

    init(
        _ stream: consuming ByteStream, peer: RawPeer, network: ClientNetwork?,
        server: HTTPServer
    ) {
        isTLS = server.options.tls != nil
        if server.options.requiresProxyHeader {
            phase = .proxyHeader
        } else if isTLS {
            phase = .handshaking
        }
        self.network = network
        self.stream = consume stream
        self.peer = peer
        self.server = server
        limits = server.limits
        reactor = server.reactor
        parser = RequestParser(limits: server.limits)
        decoder = ChunkedDecoder(limits: server.limits)
        waitingSince = reactor.now
        sentAt = reactor.now
    }

    /// Registers with the lane, which keeps the connection from now on.
    func begin() {
        timer = reactor.addTimer(self)
        do throws(SystemFault) {
            switch stream {
            case .some(let stream):
                key = try reactor.register(stream.descriptor, self, .connection)
            case .none: return
            }
        } catch {
            return close()
        }
        setDeadline()
        // It came after the drain had visited everyone.
        if reactor.isDraining { drain() }
    }

    // MARK: Events

    func ready(_ readiness: Readiness) {
        if !readiness.isDisjoint(with: [.hangUp, .error]), phase == .answering {
            // Nobody is left to read the answer.
            return lose()
        }
        if !readiness.isDisjoint(with: [.input, .peerClosed, .hangUp, .error]) { mayRead = true }
        if !readiness.isDisjoint(with: [.peerClosed, .hangUp, .error]) { endIsNear = true }
        turn()
    }

    func resume() {
        isContinued = false
        guard phase != .closed else { return }
        turn()
    }

    func drain() {
        // A request that has already arrived is still answered; after the turn an idle connection
        // is closed, and another one gets the deadline of the drain.
        if phase <= .head { mayRead = true }
        turn()
    }

    /// Whether the connection ends as soon as nothing is under way.
    var isLeaving: Bool { reactor.isDraining || server?.isRetired ?? false }

    /// Whether nothing is under way.
    var isIdle: Bool { phase == .head && input.isEmpty && output.isEmpty }

    /// Ends the connection if it has no request after all; `false` when it has.
    func giveWay() -> Bool {
        guard !isHandling else { return false }
        mayRead = true
        turn()
        if isIdle {
            reactor.counters.gaveWay += 1
            close()
        }
        return phase == .closed
    }

    func abort() {
        if isHandling { abortAfterHandling = true } else { close() }
    }

    // MARK: Turns

    /// Does everything that can be done now: parse, answer, read, send.
    func turn() {
        guard !isHandling else { return }
        if phase < .head { passOpening() }
        var budget = Self.readsPerTurn
        while phase != .closed {
            advance()
            if phase == .closing || output.count > Self.outputBound {
                flush()
                if phase == .head, output.count <= Self.outputBound, !input.isEmpty { continue }
                if phase == .closing, output.isEmpty { beginLingering() }
            }
            guard mayRead, wantsInput else { break }
            guard budget > 0 else {
                continueLater()
                break
            }
            budget -= read()
        }
        settle()
    }

    func continueLater() {
        guard !isContinued else { return }
        isContinued = true
        reactor.continueLater(self)
    }

    private var wantsInput: Bool {
        switch phase {
        case .head: output.count <= Self.outputBound
        case .body, .lingering: true
        case .proxyHeader, .handshaking, .answering, .closing, .closed: false
        }
    }

    /// What remains to be decided once a turn is over: the end, the storage, the deadline.
    private func settle() {
        flush()
        if peerClosed, output.isEmpty { endWithPeer() }
        guard phase != .closed else { return }
        if isLeaving, isIdle { return close() }
        let kept = reactor.counters.open > Self.crowd ? 0 : Self.idleStorage
        if phase == .head, input.isEmpty, input.capacity > kept {
            input.wipe()
            input = ByteBuffer()
        }
        if output.isEmpty, output.capacity > kept { output = ByteBuffer() }
        guard phase >= .head else { return setDeadline() }
        if phase == .body || !input.isEmpty || !output.isEmpty {
            hold()
            if reactor.heldBytes > reactor.heldBound, held > Self.smallStorage {
                makeRoomForStorage()
                guard reactor.heldBytes <= reactor.heldBound else { return shed() }
            }
        } else if held > 0 {
            letGo()
        }
        setDeadline()
    }

    // MARK: Storage

    /// Counts the storage of what is under way.
    private func hold() {
        let storage = input.capacity + content.capacity + output.capacity
        reactor.heldBytes += storage - held
        held = storage
    }

    func letGo() {
        reactor.heldBytes -= held
        held = 0
    }

    /// Ends those that have held storage for the longest without getting on, so that nobody takes the
    /// lane's share by asking for much and reading nothing.
    private func makeRoomForStorage() {
        for _ in 0..<Self.shedTries where reactor.heldBytes > reactor.heldBound {
            let member = reactor.oldest(of: Self.shedSample) { [reactor] member in
                guard let connection = member as? ServerConnection, connection !== self,
                    !connection.isHandling, connection.phase != .answering,
                    connection.held > Self.smallStorage,
                    connection.stillSince &+ reactor.heldPatience <= reactor.now
                else { return nil }
                return connection.stillSince
            }
            guard let connection = member as? ServerConnection else { return }
            connection.shed()
        }
    }

    /// Since when nothing of its answer has been taken, or its request has been on its way.
    private var stillSince: UInt64 { output.isEmpty ? waitingSince : sentAt }
}
