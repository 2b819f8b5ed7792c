import CLinux
import Glibc

/// Opens listening sockets.
enum ListeningSocket {
    /// Connections the kernel keeps for us; when full, clients repeat their SYN.
    ///
    /// The kernel cuts it to `net.core.somaxconn`.
    private static let backlog: Int32 = 4096

    /// Opens a socket that listens on `address`.
    ///
    /// With `SO_REUSEPORT` each lane opens its own, and the kernel spreads the clients. An IPv6
    /// socket takes no IPv4 clients (`IPV6_V6ONLY`): whoever wants both lists both. The file of a
    /// Unix socket that nobody listens on any more is replaced; another kind of file is not.
    static func open(_ address: SocketAddress) throws(SystemFault) -> Descriptor {
        let descriptor = try Syscall.socket(family: address.family)
        switch address {
        case .ipv6:
            try Syscall.setOption(descriptor, level: Int32(IPPROTO_IPV6), IPV6_V6ONLY, to: 1)
            try prepareTCP(descriptor)
        case .ipv4: try prepareTCP(descriptor)
        case .unix(let path):
            try removeStale(path, address, trial: Syscall.socket(family: AF_UNIX))
        }
        try Syscall.bind(descriptor, to: address)
        try Syscall.listen(descriptor, backlog: backlog)
        return descriptor
    }

    private static func prepareTCP(_ descriptor: borrowing Descriptor) throws(SystemFault) {
        try Syscall.setOption(descriptor, level: SOL_SOCKET, SO_REUSEADDR, to: 1)
        try Syscall.setOption(descriptor, level: SOL_SOCKET, SO_REUSEPORT, to: 1)
        // Accepted sockets inherit it: an answer is never held back for another (tcp(7)).
        try Syscall.setOption(descriptor, level: Int32(IPPROTO_TCP), TCP_NODELAY, to: 1)
    }

    /// Removes the file of a Unix socket to which `trial`, of the same kind, finds nobody.
    static func removeStale(
        _ path: String, _ address: SocketAddress, trial: consuming Descriptor
    ) throws(SystemFault) {
        guard Syscall.isSocket(atPath: path) else { return }
        do throws(SystemFault) {
            _ = try Syscall.connect(trial, to: address)
            // Somebody answers; `bind` is going to say that the address is in use.
        } catch {
            if error.code == ECONNREFUSED { try Syscall.unlink(path) }
        }
    }
}
