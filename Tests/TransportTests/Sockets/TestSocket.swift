import Dispatch
import Glibc
import Testing

@testable import Transport

/// The other end of a connection in tests; every wait has a deadline.
final class TestSocket {
    struct Timeout: Error {}

    /// How long a test waits for what must happen; a busy machine pays, never a right result.
    static let patience: UInt64 = 60_000_000_000

    private(set) var descriptor: Descriptor?
    private(set) var received: [UInt8] = []
    private(set) var isAtEnd = false
    private(set) var failure: Int32?

    init(_ descriptor: consuming Descriptor) { self.descriptor = consume descriptor }

    /// Connects to `address`.
    convenience init(to address: SocketAddress) throws {
        let descriptor = try Syscall.socket(family: address.family)
        _ = try Syscall.connect(descriptor, to: address)
        self.init(descriptor)
    }

    var number: Int32 {
        switch descriptor {
        case .some(let descriptor): descriptor.number
        case .none: -1
        }
    }

    private func wait(for events: Int16) async throws {
        guard await Readable.wait(for: number, events) else { throw Timeout() }
    }

    /// Whether a read would give something now.
    var hasInput: Bool {
        var entry = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&entry, 1, 0) > 0
    }

    func send(_ text: String) async throws { try await send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) async throws {
        var first = 0
        while first < bytes.count {
            switch transfer(bytes, from: first) {
            case .processed(let count): first += count
            case .wouldBlock: try await wait(for: Int16(POLLOUT))
            case .failed(let code): throw SystemFault("send", code)
            }
        }
    }

    /// Sends until the socket is full; gives the number of bytes.
    func sendUntilFull(_ bytes: [UInt8], bound: Int) -> Int {
        var total = 0
        while total < bound, case .processed(let count) = transfer(bytes, from: 0) {
            total += count
        }
        return total
    }

    private func transfer(_ bytes: [UInt8], from first: Int) -> Transfer {
        switch descriptor {
        case .some(let descriptor): Syscall.send(descriptor, bytes.span.extracting(first...))
        case .none: .failed(EPIPE)
        }
    }

    func shutdownWriting() {
        switch descriptor {
        case .some(let descriptor): Syscall.shutdownWriting(descriptor)
        case .none: break
        }
    }

    /// Closes so that the other end sees a reset.
    func reset() throws {
        var value = linger(l_onoff: 1, l_linger: 0)
        _ = unsafe setsockopt(
            number, SOL_SOCKET, SO_LINGER, &value, socklen_t(MemoryLayout<linger>.size))
        close()
    }

    func close() { descriptor = nil }

    /// Takes what is there, waiting for it; `false` at the end.
    private func receive() async throws -> Bool {
        while true {
            var chunk = [UInt8](repeating: 0, count: 65536)
            let result: Transfer
            switch descriptor {
            case .some(let descriptor):
                result = unsafe chunk.withUnsafeMutableBytes {
                    unsafe Syscall.recv(descriptor, into: $0)
                }
            case .none: return false
            }
            switch result {
            case .processed(0):
                isAtEnd = true
                return false
            case .processed(let count):
                received += chunk[..<count]
                return true
            case .wouldBlock: try await wait(for: Int16(POLLIN))
            case .failed(let code):
                failure = code
                isAtEnd = true
                return false
            }
        }
    }

    var text: String { String(decoding: received, as: UTF8.self) }

    /// Receives until `count` copies of `mark` have come, and gives everything so far.
    @discardableResult
    func receive(until mark: String, count: Int = 1) async throws -> String {
        while occurrences(of: mark) < count {
            guard try await receive() else { break }
        }
        return text
    }

    @discardableResult
    func receiveToEnd() async throws -> String {
        while try await receive() {}
        return text
    }

    /// Receives exactly `count` bytes more than were taken before, and forgets them.
    func take(_ count: Int) async throws -> [UInt8] {
        while received.count < count {
            guard try await receive() else { break }
        }
        let taken = Array(received.prefix(count))
        received.removeFirst(taken.count)
        return taken
    }

    func forget() { received.removeAll() }

    /// How often `mark` stands in what was received.
    ///
    /// Bodies are large, so C looks for it.
    func occurrences(of mark: String) -> Int {
        let mark = Array(mark.utf8)
        return unsafe received.withUnsafeBytes { bytes in
            var count = 0
            var index = 0
            while index + mark.count <= bytes.count, let base = bytes.baseAddress {
                let rest = bytes.count - index
                guard let found = unsafe memchr(base + index, Int32(mark[0]), rest) else { break }
                index = unsafe UnsafeRawPointer(found) - base
                if index + mark.count <= bytes.count,
                    unsafe memcmp(base + index, mark, mark.count) == 0
                {
                    count += 1
                    index += mark.count
                } else {
                    index += 1
                }
            }
            return count
        }
    }
}

/// Waiting on a thread of its own, so that the tasks of other tests go on.
enum Readable {
    /// Waits until `number` is ready for `events`; `false` when the patience is over.
    static func wait(for number: Int32, _ events: Int16) async -> Bool {
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "test-wait").async {
                var entry = pollfd(fd: number, events: events, revents: 0)
                let patience = Int32(TestSocket.patience / 1_000_000)
                continuation.resume(returning: unsafe poll(&entry, 1, patience) > 0)
            }
        }
    }

    /// The interval at which ``eventually(_:sourceLocation:_:)`` looks again.
    static func interval() async {
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "test-interval").asyncAfter(deadline: .now() + .milliseconds(1)) {
                continuation.resume()
            }
        }
    }
}

/// Waits until `condition` holds.
func eventually(
    _ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation,
    _ condition: () async throws -> Bool
) async throws {
    let end = LaneClock.system.monotonic() + TestSocket.patience
    while LaneClock.system.monotonic() < end {
        if try await condition() { return }
        await Readable.interval()
    }
    Issue.record(comment ?? "never happened", sourceLocation: sourceLocation)
}
