import Bytes
import Glibc
import Testing

@testable import Transport

/// A listening socket of the test's own, in the role of an upstream.
final class TestUpstream {
    let address: SocketAddress
    private var descriptor: Descriptor?

    init() throws {
        let descriptor = try ListeningSocket.open(.ipv4(0x7F00_0001, port: 0))
        address = try Syscall.localAddress(descriptor)
        self.descriptor = consume descriptor
    }

    /// The next connection.
    func accept() async throws -> TestSocket {
        while true {
            switch next() {
            case .success(let (number, _)): return TestSocket(Descriptor(owning: number))
            case .failure(let error) where error.code != EAGAIN: throw error.fault
            default: break
            }
            guard await Readable.wait(for: number, Int16(POLLIN)) else {
                throw TestSocket.Timeout()
            }
        }
    }

    private func next() -> Result<(number: Int32, peer: SocketAddress), Syscall.CallError>? {
        switch descriptor {
        case .some(let descriptor): Syscall.accept(descriptor)
        case .none: nil
        }
    }

    private var number: Int32 {
        switch descriptor {
        case .some(let descriptor): descriptor.number
        case .none: -1
        }
    }

    func close() { descriptor = nil }
}

/// A lane with one pool, for one test.
struct UpstreamFixture {
    /// Keeps the pool on its lane; only code on the lane touches it.
    final class Resident {
        let pool: UpstreamPool
        init(_ pool: UpstreamPool) { self.pool = pool }
    }

    let lane: Lane
    let clock = ManualClock()

    init(
        origin: Origin, resolver: Resolver? = nil, tls: TLSContext? = nil,
        allowPrivate: Bool = false, limits: UpstreamLimits = UpstreamLimits()
    ) async throws {
        lane = try Lane(clock: clock.clock)
        let resolver = resolver ?? Resolver(clock: clock.clock)
        await lane.keepPool(
            origin: origin, resolver: resolver, tls: tls, allowPrivate: allowPrivate,
            limits: limits)
    }

    init(to address: SocketAddress, limits: UpstreamLimits = UpstreamLimits()) async throws {
        try await self.init(
            origin: Origin(scheme: .http, host: address.host, port: address.port), limits: limits)
    }

    /// Sends a request with the pool and waits for the outcome.
    func send(
        _ request: String = "GET / HTTP/1.1\r\nHost: a\r\n\r\n", method: HTTPMethod = .get,
        collect: Int = 0, isFresh: Bool = false
    ) async -> Result<UpstreamReply, UpstreamFault> {
        await lane.send(request, method: method, collect: collect, isFresh: isFresh)
    }

    var counters: LaneCounters { get async { await lane.counters } }

    func stop() async { await lane.stop() }
}

extension Lane {
    func keepPool(
        origin: Origin, resolver: Resolver, tls: TLSContext?, allowPrivate: Bool,
        limits: UpstreamLimits
    ) {
        keep(
            UpstreamFixture.Resident(
                UpstreamPool(
                    origin: origin, on: reactor, resolver: resolver, tls: tls,
                    allowPrivate: allowPrivate, limits: limits)))
    }

    func send(
        _ request: String, method: HTTPMethod, collect: Int, isFresh: Bool
    ) async -> Result<UpstreamReply, UpstreamFault> {
        await withCheckedContinuation { continuation in
            var bytes = ByteBuffer()
            bytes.append(request)
            resident(UpstreamFixture.Resident.self)?.pool.send(
                OutboundRequest(method: method, bytes: bytes, collect: collect, isFresh: isFresh)
            ) { continuation.resume(returning: $0) }
        }
    }

    func retirePool() { resident(UpstreamFixture.Resident.self)?.pool.retire() }

    func closePool() { resident(UpstreamFixture.Resident.self)?.pool.close() }
}
