import Glibc

/// Where a socket listens or connects: IPv4, IPv6 or a Unix path.
///
/// Numbers are kept in host byte order. A value of this type is a configured place and may be
/// printed; the address of a client travels as ``RawPeer``, which may not.
package enum SocketAddress: Hashable, Sendable {
    case ipv4(UInt32, port: UInt16)
    case ipv6(high: UInt64, low: UInt64, zone: UInt32, port: UInt16)
    case unix(path: String)

    /// The port; `nil` for a Unix path.
    package var port: UInt16? {
        switch self {
        case .ipv4(_, let port), .ipv6(_, _, _, let port): port
        case .unix: nil
        }
    }

    /// The path of a Unix socket.
    var path: String? {
        if case .unix(let path) = self { path } else { nil }
    }

    /// The same host with another port; a Unix path stays as it is.
    package func with(port: UInt16) -> SocketAddress {
        switch self {
        case .ipv4(let host, _): .ipv4(host, port: port)
        case .ipv6(let high, let low, let zone, _):
            .ipv6(high: high, low: low, zone: zone, port: port)
        case .unix: self
        }
    }

    var family: Int32 {
        switch self {
        case .ipv4: AF_INET
        case .ipv6: AF_INET6
        case .unix: AF_UNIX
        }
    }

    /// The longest Unix path; `sun_path` also holds the closing zero (unix(7)).
    static let longestPath = MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1
}

// MARK: - The kernel's form

extension SocketAddress {
    /// Reads the address that a system call has written; `nil` for a family we do not use.
    init?(native storage: sockaddr_storage) {
        switch Int32(storage.ss_family) {
        case AF_INET:
            // SAFETY: the family names the type, and the storage is large enough for each.
            let native = unsafe withUnsafeBytes(of: storage) {
                unsafe $0.load(as: sockaddr_in.self)
            }
            self = .ipv4(
                UInt32(bigEndian: native.sin_addr.s_addr), port: UInt16(bigEndian: native.sin_port))
        case AF_INET6:
            let native = unsafe withUnsafeBytes(of: storage) {
                unsafe $0.load(as: sockaddr_in6.self)
            }
            let halves = unsafe withUnsafeBytes(of: native.sin6_addr) {
                unsafe (
                    $0.loadUnaligned(fromByteOffset: 0, as: UInt64.self),
                    $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
                )
            }
            self = .ipv6(
                high: UInt64(bigEndian: halves.0), low: UInt64(bigEndian: halves.1),
                zone: native.sin6_scope_id, port: UInt16(bigEndian: native.sin6_port))
        case AF_UNIX:
            // A connecting client has no path; a listener keeps its own.
            self = .unix(path: "")
        default:
            return nil
        }
    }

    /// Gives the address in the kernel's form to `body`.
    func withNative<Value, Failure: Error>(
        _ body: (UnsafePointer<sockaddr>, socklen_t) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        var storage = sockaddr_storage()
        let length = fill(&storage)
        // SAFETY: every socket address type begins like sockaddr and fits into the storage.
        return try unsafe withUnsafePointer(to: &storage) { pointer throws(Failure) in
            try unsafe body(
                UnsafeRawPointer(pointer).assumingMemoryBound(to: sockaddr.self), length)
        }
    }

    private func fill(_ storage: inout sockaddr_storage) -> socklen_t {
        unsafe withUnsafeMutableBytes(of: &storage) { bytes in
            switch self {
            case .ipv4(let host, let port):
                var native = sockaddr_in()
                native.sin_family = sa_family_t(AF_INET)
                native.sin_port = port.bigEndian
                native.sin_addr.s_addr = host.bigEndian
                unsafe bytes.storeBytes(of: native, as: sockaddr_in.self)
                return socklen_t(MemoryLayout<sockaddr_in>.size)
            case .ipv6(let high, let low, let zone, let port):
                var native = sockaddr_in6()
                native.sin6_family = sa_family_t(AF_INET6)
                native.sin6_port = port.bigEndian
                native.sin6_scope_id = zone
                unsafe withUnsafeMutableBytes(of: &native.sin6_addr) {
                    unsafe $0.storeBytes(of: high.bigEndian, toByteOffset: 0, as: UInt64.self)
                    unsafe $0.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
                }
                unsafe bytes.storeBytes(of: native, as: sockaddr_in6.self)
                return socklen_t(MemoryLayout<sockaddr_in6>.size)
            case .unix(let path):
                var native = sockaddr_un()
                native.sun_family = sa_family_t(AF_UNIX)
                unsafe withUnsafeMutableBytes(of: &native.sun_path) { target in
                    for (index, byte) in path.utf8.prefix(Self.longestPath).enumerated() {
                        unsafe target[index] = byte
                    }
                }
                unsafe bytes.storeBytes(of: native, as: sockaddr_un.self)
                return socklen_t(MemoryLayout<sockaddr_un>.size)
            }
        }
    }
}
