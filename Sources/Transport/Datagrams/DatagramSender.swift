import Glibc

/// Datagrams to one server, from one lane.
///
/// The network confirms nothing. An ICMP answer that nobody listens is an error of some later write;
/// that write is tried once more, because it was not it that failed.
package final class DatagramSender: ByteSender, LaneMember {
    private let origin: Origin
    private let reactor: Reactor
    private let resolver: Resolver
    private let allowPrivate: Bool
    private var receive: ((SenderEvent) -> Void)?
    private var descriptor: Descriptor?
    private var key: SlotKey?
    private var isOpen = false
    private var attempt = 0
    private var given = 0

    /// Creates a sender on the lane of `reactor`; of `origin` only host and port count.
    package init(
        origin: Origin, on reactor: Reactor, resolver: Resolver, allowPrivate: Bool = false
    ) {
        self.origin = origin
        self.reactor = reactor
        self.resolver = resolver
        self.allowPrivate = allowPrivate
    }

    package func open(_ receive: @escaping (SenderEvent) -> Void) {
        precondition(self.receive == nil, "a sender opened twice")
        self.receive = receive
        attempt += 1
        given = 0
        reactor.outboundBegan()
        let asked = attempt
        resolver.find(origin, for: reactor) { [weak self] outcome in
            guard let self, attempt == asked, self.receive != nil else { return }
            found(outcome)
        }
    }

    private func found(_ outcome: Resolver.Outcome) {
        switch outcome {
        case .failure(let fault): fail(.nameNotFound(fault))
        case .success(let found):
            guard let address = origin.usable(found, allowPrivate: allowPrivate).first else {
                return fail(.addressRefused)
            }
            connect(to: address)
        }
    }

    private func connect(to address: SocketAddress) {
        do throws(SystemFault) {
            let descriptor = try Syscall.datagramSocket(family: address.family)
            _ = try Syscall.connect(descriptor, to: address)
            key = try reactor.register(descriptor, self, [.output, .edgeTriggered])
            self.descriptor = consume descriptor
        } catch {
            return fail(error.isShortage ? .shortage(error) : .connect(error))
        }
        isOpen = true
        receive?(.opened)
    }

    package func write(_ bytes: Span<UInt8>) -> Int? {
        for isLast in [false, true] {
            var result = Transfer.wouldBlock
            switch descriptor {
            case .some(let descriptor): result = Syscall.send(descriptor, bytes)
            case .none: return 0
            }
            switch result {
            case .processed(let count):
                given += count
                reactor.counters.upstreamBytesWritten += count
                return count
            case .wouldBlock: return 0
            case .failed(EMSGSIZE): return nil
            case .failed(let code):
                guard isLast || code != ECONNREFUSED else { continue }
                failure = SystemFault("send", code)
                reactor.continueLater(self)
                return 0
            }
        }
        return 0
    }

    private var failure: SystemFault?

    package var confirmed: Int { given }

    func ready(_ readiness: Readiness) {
        guard isOpen, readiness.contains(.output) else { return }
        receive?(.writable)
    }

    func resume() {
        guard isOpen, let failure else { return }
        fail(.connect(failure))
    }

    private func fail(_ fault: UpstreamFault) {
        let receive = receive
        reactor.counters.upstreamFaults += 1
        close()
        receive?(.ended(fault))
    }

    package func close() {
        guard receive != nil else { return }
        receive = nil
        failure = nil
        isOpen = false
        if let key { reactor.release(key) }
        key = nil
        descriptor = nil
        reactor.outboundEnded()
    }

    /// Whoever sends decides when it is done.
    func drain() {}

    func abort() { if receive != nil { fail(.closed) } }
}
