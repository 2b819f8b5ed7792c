import Glibc

/// A listening socket in C calls, on a free port of 127.0.0.1.
final class LoopbackListener: Sendable {
    struct Failed: Error {
        let code: Int32
    }

    let port: UInt16
    private let descriptor: Int32

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let isBound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(descriptor, $0, length) == 0 && listen(descriptor, 512) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isBound else { throw Failed(code: errno) }
        port = UInt16(bigEndian: address.sin_port)
    }

    /// Waits for the next client, whom the caller closes; `nil` after ``end()``.
    func next() -> Int32? {
        let client = accept(descriptor, nil, nil)
        return client >= 0 ? client : nil
    }

    /// Lets nobody in any more, and wakes who waits.
    func end() { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }

    deinit { _ = close(descriptor) }
}
