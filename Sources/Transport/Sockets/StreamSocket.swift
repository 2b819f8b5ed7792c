import CLinux
import Glibc

/// Options of long-lived streams, on which one side may be silent for hours.
enum StreamSocket {
    /// Seconds of silence before the first probe, between two, and the probes before the end.
    private static let probes: (after: Int32, every: Int32, count: Int32) = (60, 15, 4)

    /// Asks the kernel to find out whether the peer is still there (tcp(7)).
    ///
    /// A socket that does not take an option works without it.
    static func keepAlive(_ descriptor: borrowing Descriptor) {
        try? Syscall.setOption(descriptor, level: SOL_SOCKET, SO_KEEPALIVE, to: 1)
        let level = Int32(IPPROTO_TCP)
        try? Syscall.setOption(descriptor, level: level, TCP_KEEPIDLE, to: probes.after)
        try? Syscall.setOption(descriptor, level: level, TCP_KEEPINTVL, to: probes.every)
        try? Syscall.setOption(descriptor, level: level, TCP_KEEPCNT, to: probes.count)
    }

    /// Milliseconds without a confirmation after which the kernel gives a connection up (tcp(7)).
    ///
    /// Without it, a server that lost its power would be waited for a quarter of an hour.
    private static let userTimeout: Int32 = 30_000

    /// Options of a connection that carries lines to a server.
    static func prepareSender(_ descriptor: borrowing Descriptor) {
        keepAlive(descriptor)
        let level = Int32(IPPROTO_TCP)
        try? Syscall.setOption(descriptor, level: level, TCP_NODELAY, to: 1)
        try? Syscall.setOption(descriptor, level: level, TCP_USER_TIMEOUT, to: userTimeout)
    }
}
