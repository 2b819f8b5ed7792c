import CLinux
import Glibc

/// Tells the service manager how the service is (sd_notify(3)), without its library.
///
/// A message that cannot be sent is dropped: the manager then does what it does with a silent
/// service.
package final class ServiceManager: Sendable {
    /// What one message waits for at most when the manager's queue is full; whoever sends pays.
    private static let patience = timeval(tv_sec: 1, tv_usec: 0)

    private let descriptor: Descriptor

    /// How often the manager wants a sign of life at least; `nil` if it wants none.
    package let watchdog: Duration?

    /// `nil` if no manager listens, or at an address that we cannot reach.
    ///
    /// `NOTIFY_SOCKET` is a path, or a name behind `@` (unix(7), abstract).
    package init?(_ environment: [String: String], process: Int32 = getpid()) {
        guard let place = environment["NOTIFY_SOCKET"] else { return nil }
        switch Self.connect(to: place) {
        case .some(let socket): descriptor = socket
        case .none: return nil
        }
        watchdog = Self.watchdog(environment, process)
    }

    /// The start or the reload is complete.
    package func tellReady(_ status: String) { send("READY=1\nSTATUS=\(Self.line(status))") }

    /// The configuration is being read again.
    package func tellReloading() {
        let now = LaneClock.system.monotonic() / 1000
        send("RELOADING=1\nMONOTONIC_USEC=\(now)\nSTATUS=Reading the configuration again.")
    }

    /// The end has begun.
    package func tellStopping(_ status: String) {
        send("STOPPING=1\nSTATUS=\(Self.line(status))")
    }

    /// One line on what goes on.
    package func tell(_ status: String) { send("STATUS=\(Self.line(status))") }

    /// A sign of life.
    package func tellAlive() { send("WATCHDOG=1") }

    /// The variables by which a service manager speaks to a service: no child of ours is meant.
    package static func forgetEnvironment() {
        for name in [
            "NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "LISTEN_FDS", "LISTEN_PID",
            "LISTEN_FDNAMES",
        ] {
            _ = unsafe unsetenv(name)
        }
    }

    private func send(_ message: String) {
        let bytes = Array(message.utf8)
        _ = unsafe bytes.withUnsafeBytes {
            unsafe Glibc.send(
                descriptor.number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
    }

    private static func line(_ text: String) -> String {
        String(text.map { $0.isNewline ? " " : $0 })
    }

    private static func watchdog(_ environment: [String: String], _ process: Int32) -> Duration? {
        guard let written = environment["WATCHDOG_USEC"], let span = Int64(written), span > 0 else {
            return nil
        }
        if let meant = environment["WATCHDOG_PID"], Int32(meant) != process { return nil }
        return .microseconds(span)
    }

    private static func connect(to place: String) -> Descriptor? {
        var name = Array(place.utf8)
        guard name.count > 1, name.count <= SocketAddress.longestPath else { return nil }
        let isAbstract = name[0] == UInt8(ascii: "@")
        guard isAbstract || name[0] == UInt8(ascii: "/") else { return nil }
        if isAbstract { name[0] = 0 }
        let type = Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue)
        let number = Glibc.socket(AF_UNIX, type, 0)
        guard number >= 0 else { return nil }
        let descriptor = Descriptor(owning: number)
        var patience = patience
        _ = unsafe setsockopt(
            number, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var native = sockaddr_un()
        native.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &native.sun_path) { target in
            for (index, byte) in name.enumerated() { unsafe target[index] = byte }
        }
        // An abstract name is all bytes up to the length, a path ends with a zero.
        let length = MemoryLayout<sa_family_t>.size + name.count + (isAbstract ? 0 : 1)
        let code = unsafe withUnsafePointer(to: &native) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe Glibc.connect(number, $0, socklen_t(length))
            }
        }
        guard code == 0 else { return nil }
        return descriptor
    }
}
