import CLinux
import Glibc

/// Opens sockets for datagrams, and asks them for their numbers.
enum DatagramSocket {
    /// Opens a socket that takes datagrams sent to `address`.
    ///
    /// With `SO_REUSEPORT` each lane opens its own, and the kernel spreads the senders. An IPv6
    /// socket takes no IPv4 senders (`IPV6_V6ONLY`): whoever wants both lists both. The file of a
    /// Unix socket that nobody reads any more is replaced; another kind of file is not.
    static func open(
        _ address: SocketAddress, receiveBuffer: Int32
    ) throws(SystemFault) -> Descriptor {
        let descriptor = try Syscall.datagramSocket(family: address.family)
        switch address {
        case .ipv6:
            try Syscall.setOption(descriptor, level: Int32(IPPROTO_IPV6), IPV6_V6ONLY, to: 1)
            try Syscall.setOption(descriptor, level: SOL_SOCKET, SO_REUSEPORT, to: 1)
        case .ipv4:
            try Syscall.setOption(descriptor, level: SOL_SOCKET, SO_REUSEPORT, to: 1)
        case .unix(let path):
            try ListeningSocket.removeStale(
                path, address, trial: Syscall.datagramSocket(family: AF_UNIX))
        }
        enlarge(descriptor, to: receiveBuffer)
        try Syscall.bind(descriptor, to: address)
        return descriptor
    }

    /// Asks for a larger buffer, beyond the bound of `net.core.rmem_max` where we may.
    private static func enlarge(_ descriptor: borrowing Descriptor, to bytes: Int32) {
        do throws(SystemFault) {
            try Syscall.setOption(
                descriptor, level: SOL_SOCKET, Int32(CLINUX_SO_RCVBUFFORCE), to: bytes)
        } catch {
            // It needs CAP_NET_ADMIN; the usual option is cut to the bound without an error.
            try? Syscall.setOption(descriptor, level: SOL_SOCKET, SO_RCVBUF, to: bytes)
        }
    }

    /// What the kernel keeps for the socket, in bytes.
    static func receiveBuffer(_ descriptor: borrowing Descriptor) -> Int {
        Syscall.option(descriptor, level: SOL_SOCKET, SO_RCVBUF).map(Int.init) ?? 0
    }

    /// How many datagrams the kernel has dropped on this socket, modulo 2^32 (`SO_MEMINFO`).
    static func drops(_ descriptor: borrowing Descriptor) -> UInt32? {
        let number = descriptor.number
        var words: [9 of UInt32] = .init(repeating: 0)
        var length = socklen_t(Int(CLINUX_MEMINFO_WORDS) * MemoryLayout<UInt32>.size)
        let result = Syscall.retrying("getsockopt") {
            unsafe Glibc.getsockopt(
                number, SOL_SOCKET, Int32(CLINUX_SO_MEMINFO), &words, &length)
        }
        guard case .success = result, Int(length) == MemoryLayout.size(ofValue: words) else {
            return nil
        }
        return words[Int(CLINUX_MEMINFO_DROPS)]
    }
}
