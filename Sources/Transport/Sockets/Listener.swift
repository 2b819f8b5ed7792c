import Glibc

/// A listening socket on one lane.
///
/// Invariants:
/// 1. `key` is set exactly while the socket is registered, that is while it is neither paused nor
///    closed.
/// 2. A paused listener has a deadline; it registers again when that passes. Until then the reactor
///    keeps it among those that rest, so that a drain finds it.
///
/// It is level-triggered, so connections left over by the fairness bound are told again.
final class Listener: LaneMember, TimerTarget {
    /// Connections taken per turn; the others wait in the kernel while open ones are served.
    private static let acceptsPerTurn = 64

    /// The rest after a shortage of descriptors or memory.
    ///
    /// Accepting again at once would spin; clients wait in the backlog for this long.
    static let pause: UInt64 = 100_000_000

    /// Asked before each accept; tests answer with an error number to play a shortage.
    typealias Probe = @Sendable () -> Int32?

    private let reactor: Reactor
    private let probe: Probe?
    private let hasRoom: () -> Bool
    private let makeRoom: () -> Bool
    private let take: (consuming Descriptor, SocketAddress) -> Void
    private let path: String?
    private var descriptor: Descriptor?
    private var key: SlotKey?
    private var timer: TimerWheel.Handle?

    /// Takes connections from `descriptor`, while `hasRoom` says so, and gives them to `take`.
    ///
    /// When there is no room, or no descriptor is left, `makeRoom` may end another connection.
    /// The file at `path`, of a Unix socket, goes when the listener closes.
    init(
        _ descriptor: consuming Descriptor, on reactor: Reactor, path: String?, probe: Probe?,
        hasRoom: @escaping () -> Bool, makeRoom: @escaping () -> Bool,
        take: @escaping (consuming Descriptor, SocketAddress) -> Void
    ) throws(SystemFault) {
        self.reactor = reactor
        self.path = path
        self.probe = probe
        self.hasRoom = hasRoom
        self.makeRoom = makeRoom
        self.take = take
        self.descriptor = consume descriptor
        timer = reactor.addTimer(self)
        do throws(SystemFault) {
            try register()
        } catch {
            close()
            throw error
        }
    }

    private func register() throws(SystemFault) {
        switch descriptor {
        case .some(let descriptor):
            key = try reactor.register(descriptor, self, [.input, .exclusive])
        case .none: break
        }
    }

    func ready(_ readiness: Readiness) {
        for turn in 0..<Self.acceptsPerTurn {
            if !hasRoom() {
                // Only at first is it certain that somebody waits for the room that is made; if more
                // do, the next turn comes at once.
                guard turn == 0 else { return }
                // More than one goes where the bound was lowered below what is open.
                for _ in 0..<Self.acceptsPerTurn where !hasRoom() {
                    guard makeRoom() else { return rest() }
                }
                guard hasRoom() else { return }
            }
            guard acceptOne(isFirst: turn == 0) else { return }
        }
    }

    /// Takes one connection; `false` when the turn is over.
    private func acceptOne(isFirst: Bool) -> Bool {
        if let code = probe?() { return isBearable(code, isFirst) }
        switch accept() {
        case nil: return false
        case .success(let (number, peer)):
            reactor.counters.accepted += 1
            take(Descriptor(owning: number), peer)
            return true
        case .failure(let error):
            if error.code == EAGAIN { return false }
            return isBearable(error.code, isFirst)
        }
    }

    private func accept() -> Result<(number: Int32, peer: SocketAddress), Syscall.CallError>? {
        switch descriptor {
        case .some(let descriptor): Syscall.accept(descriptor)
        case .none: nil
        }
    }

    /// Whether the turn goes on after the error `code`.
    private func isBearable(_ code: Int32, _ isFirst: Bool) -> Bool {
        // Anything else is the fate of that one connection (accept(2)): the next may be well.
        guard SystemFault.isShortage(code) else { return true }
        // The other shortages are the whole machine's, and one descriptor does not end them. Linux
        // says `EMFILE` also when nobody waits, which at first cannot be.
        if code == EMFILE {
            guard isFirst else { return false }
            if makeRoom() { return true }
        }
        rest()
        return false
    }

    private func rest() {
        guard let key, let timer else { return }
        reactor.rest(key)
        self.key = nil
        reactor.counters.acceptPauses += 1
        reactor.setDeadline(timer, at: reactor.now &+ Self.pause)
    }

    func deadlinePassed() {
        guard key == nil, let timer else { return }
        guard !reactor.isDraining else { return close() }
        do throws(SystemFault) {
            try register()
            reactor.hasRested(self)
        } catch {
            // Epoll itself has no memory left: the shortage goes on.
            reactor.setDeadline(timer, at: reactor.now &+ Self.pause)
        }
    }

    func resume() {}

    /// Takes who waits, and then nobody any more.
    func retire() {
        if key != nil { ready(.input) }
        close()
    }

    func drain() { close() }

    func abort() { close() }

    private func close() {
        if let key { reactor.release(key) } else { reactor.hasRested(self) }
        key = nil
        if let timer { reactor.removeTimer(timer) }
        timer = nil
        if descriptor != nil, let path { try? Syscall.unlink(path) }
        descriptor = nil
    }
}
