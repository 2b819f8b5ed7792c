import Glibc

/// A listening socket on one lane.
///
/// Invariants:
/// 1. `key` is set exactly while the socket is registered, that is while it is neither paused nor
///    closed.
/// 2. A paused listener has a deadline; it registers again when that passes.
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
    private let take: (consuming Descriptor, SocketAddress) -> Void
    private let path: String?
    private var descriptor: Descriptor?
    private var key: SlotKey?
    private var timer: TimerWheel.Handle?

    /// Takes connections from `descriptor`, while `hasRoom` says so, and gives them to `take`.
    ///
    /// The file at `path`, of a Unix socket, goes when the listener closes.
    init(
        _ descriptor: consuming Descriptor, on reactor: Reactor, path: String?, probe: Probe?,
        hasRoom: @escaping () -> Bool,
        take: @escaping (consuming Descriptor, SocketAddress) -> Void
    ) throws(SystemFault) {
        self.reactor = reactor
        self.path = path
        self.probe = probe
        self.hasRoom = hasRoom
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
        for _ in 0..<Self.acceptsPerTurn {
            guard hasRoom() else { return rest() }
            guard acceptOne() else { return }
        }
    }

    /// Takes one connection; `false` when the turn is over.
    private func acceptOne() -> Bool {
        if let code = probe?() { return !isShortage(code) }
        switch accept() {
        case nil: return false
        case .success(let (number, peer)):
            reactor.counters.accepted += 1
            take(Descriptor(owning: number), peer)
            return true
        case .failure(let error):
            if error.code == EAGAIN { return false }
            // Anything else is the fate of that one connection (accept(2)): the next may be well.
            return !isShortage(error.code)
        }
    }

    private func accept() -> Result<(number: Int32, peer: SocketAddress), Syscall.CallError>? {
        switch descriptor {
        case .some(let descriptor): Syscall.accept(descriptor)
        case .none: nil
        }
    }

    private func isShortage(_ code: Int32) -> Bool {
        guard code == EMFILE || code == ENFILE || code == ENOBUFS || code == ENOMEM else {
            return false
        }
        rest()
        return true
    }

    private func rest() {
        guard let key, let timer else { return }
        reactor.suspend(key)
        self.key = nil
        reactor.counters.acceptPauses += 1
        reactor.setDeadline(timer, at: reactor.now &+ Self.pause)
    }

    func deadlinePassed() {
        guard key == nil, let timer else { return }
        do throws(SystemFault) {
            try register()
        } catch {
            // Epoll itself has no memory left: the shortage goes on.
            reactor.setDeadline(timer, at: reactor.now &+ Self.pause)
        }
    }

    func resume() {}

    func drain() { close() }

    func abort() { close() }

    private func close() {
        if let key { reactor.release(key) }
        key = nil
        if let timer { reactor.removeTimer(timer) }
        timer = nil
        if descriptor != nil, let path { try? Syscall.unlink(path) }
        descriptor = nil
    }
}
