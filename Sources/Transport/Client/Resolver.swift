import Dispatch
import Glibc
import Synchronization

/// Finds the addresses of host names, off the lanes, and remembers them for a while.
///
/// Invariants:
/// 1. A lane is never blocked: `getaddrinfo` runs on queues of the resolver's own.
/// 2. At most one lookup per name is under way; whoever asks meanwhile waits for its outcome.
/// 3. The cache holds at most `bound` names.
package final class Resolver: Sendable {
    /// Addresses, of which there is at least one; their port is 0.
    package typealias Outcome = Result<[SocketAddress], Fault>

    package enum Fault: Error, Equatable, Sendable {
        /// The name has no address, or the name service did not answer: an `EAI_…` number.
        case notFound(code: Int32)
        /// Too many different names are being looked up.
        case overloaded
    }

    /// Names remembered at most; the one that expires first goes.
    ///
    /// Configuration names few.
    static let bound = 256
    /// Names looked up at the same time at most; over it, requests fail at once.
    static let pendingBound = 64
    static let lifetime: UInt64 = 60_000_000_000
    /// A name that was not found is asked for again after this, so a repair is seen soon.
    static let negativeLifetime: UInt64 = 5_000_000_000
    /// Lookups at the same time: one dead name service does not hold up all names.
    private static let width = 4

    private struct Entry {
        let outcome: Outcome
        let expires: UInt64
    }

    private struct State {
        var cache: [String: Entry] = [:]
        var pending: [String: [@Sendable (Outcome) -> Void]] = [:]
        var turn = 0
    }

    private let state = Mutex(State())
    private let queues: [DispatchQueue]
    private let clock: LaneClock
    private let lookup: @Sendable (String) -> Outcome

    /// Creates a resolver; tests give a `lookup` of their own.
    package init(
        clock: LaneClock = .system,
        lookup: @escaping @Sendable (String) -> Outcome = Resolver.systemLookup
    ) {
        self.clock = clock
        self.lookup = lookup
        queues = (0..<Self.width).map { DispatchQueue(label: "resolver-\($0)") }
    }

    /// What is known without waiting: a literal address, or a name that was found lately.
    func known(_ host: String) -> Outcome? {
        if let literal = SocketAddress.literal(host, port: 0) { return .success([literal]) }
        let now = clock.monotonic()
        return state.withLock { state in
            guard let entry = state.cache[host], entry.expires > now else { return nil }
            return entry.outcome
        }
    }

    /// Looks `host` up and calls `receive` on a queue of the resolver, or here if overloaded.
    func resolve(_ host: String, receive: @escaping @Sendable (Outcome) -> Void) {
        enum Step { case wait, start(DispatchQueue), refuse }
        let step = state.withLock { state -> Step in
            if state.pending[host] != nil {
                state.pending[host]?.append(receive)
                return .wait
            }
            guard state.pending.count < Self.pendingBound else { return .refuse }
            state.pending[host] = [receive]
            state.turn = (state.turn + 1) % Self.width
            return .start(queues[state.turn])
        }
        switch step {
        case .wait: break
        case .refuse: receive(.failure(.overloaded))
        case .start(let queue): queue.async { self.finish(host, self.lookup(host)) }
        }
    }

    private func finish(_ host: String, _ outcome: Outcome) {
        let now = clock.monotonic()
        var lifetime = Self.negativeLifetime
        if case .success = outcome { lifetime = Self.lifetime }
        let entry = Entry(outcome: outcome, expires: now &+ lifetime)
        let waiting = state.withLock { state in
            if state.cache[host] == nil, state.cache.count >= Self.bound,
                let first = state.cache.min(by: { $0.value.expires < $1.value.expires })
            {
                state.cache[first.key] = nil
            }
            state.cache[host] = entry
            return state.pending.removeValue(forKey: host) ?? []
        }
        for receive in waiting { receive(outcome) }
    }

    /// Asks the system (getaddrinfo(3)): its hosts file and its name servers.
    package static func systemLookup(_ host: String) -> Outcome {
        var hints = unsafe addrinfo()
        unsafe hints.ai_family = AF_UNSPEC
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = unsafe getaddrinfo(host, nil, &hints, &list)
        guard code == 0 else { return .failure(.notFound(code: code)) }
        defer { unsafe freeaddrinfo(list) }
        var addresses: [SocketAddress] = []
        var next = unsafe list
        while let item = unsafe next {
            var storage = sockaddr_storage()
            // SAFETY: `ai_addr` points at `ai_addrlen` bytes, cut to the size of the storage.
            unsafe withUnsafeMutableBytes(of: &storage) { target in
                let length = unsafe min(Int(item.pointee.ai_addrlen), target.count)
                unsafe target.copyMemory(
                    from: UnsafeRawBufferPointer(start: item.pointee.ai_addr, count: length))
            }
            if let address = SocketAddress(native: storage), !addresses.contains(address) {
                addresses.append(address)
            }
            unsafe next = item.pointee.ai_next
        }
        return addresses.isEmpty ? .failure(.notFound(code: EAI_NONAME)) : .success(addresses)
    }
}

extension Lane {
    /// Brings the answer of a resolver to whoever asked on this lane.
    nonisolated func deliver(_ outcome: Resolver.Outcome, to ticket: Int) {
        post { $0.reactor.answer(outcome, ticket: ticket) }
    }
}
