import Glibc

/// A listening socket that the service manager opened and passed to us (sd_listen_fds(3)).
package struct InheritedSocket: Sendable, Equatable {
    let number: Int32
    /// What its unit calls it (`FileDescriptorName=`).
    package let name: String
    package let address: SocketAddress
    package let isDatagram: Bool
}

/// Takes over the sockets of a service manager.
package enum InheritedSockets {
    /// Why what was passed cannot be used.
    package enum Fault: Error, Equatable, CustomStringConvertible {
        case unreadableCount
        case notOpen(Int32)
        case notListening(Int32)

        package var description: String {
            switch self {
            case .unreadableCount: "LISTEN_FDS is no number from 0 to \(mostSockets)"
            case .notOpen(let number):
                "LISTEN_FDS names descriptor \(number), which is not open"
            case .notListening(let number):
                "descriptor \(number) of LISTEN_FDS is no listening socket; "
                    + "expected Accept=no, and IPv4, IPv6 or Unix"
            }
        }
    }

    /// More than any unit has; a number beyond it is a mistake of whoever set the variable.
    private static let mostSockets = 256
    /// The first descriptor that is passed (SD_LISTEN_FDS_START).
    private static let first: Int32 = 3

    /// The sockets that are meant for this process; none if the variables are another's.
    ///
    /// They are not passed on to programs that we start.
    package static func adopt(
        _ environment: [String: String], process: Int32 = getpid()
    ) throws(Fault) -> [InheritedSocket] {
        guard let meant = environment["LISTEN_PID"], Int32(meant) == process,
            let written = environment["LISTEN_FDS"]
        else { return [] }
        guard let count = Int32(written), (0...Int32(mostSockets)).contains(count) else {
            throw .unreadableCount
        }
        let names = (environment["LISTEN_FDNAMES"] ?? "").split(
            separator: ":", omittingEmptySubsequences: false)
        var sockets: [InheritedSocket] = []
        for number in first..<first + count {
            let index = Int(number - first)
            let name = index < names.count ? String(names[index]) : "unknown"
            sockets.append(try adopt(number, name))
        }
        return sockets
    }

    private static func adopt(_ number: Int32, _ name: String) throws(Fault) -> InheritedSocket {
        guard fcntl(number, F_GETFD) >= 0 else { throw .notOpen(number) }
        var type: Int32 = 0
        var accepts: Int32 = 0
        guard let address = address(of: number), option(number, SO_TYPE, &type) else {
            throw .notListening(number)
        }
        let isDatagram = type == Int32(SOCK_DGRAM.rawValue)
        if !isDatagram {
            guard type == Int32(SOCK_STREAM.rawValue), option(number, SO_ACCEPTCONN, &accepts),
                accepts == 1
            else { throw .notListening(number) }
        }
        let flags = fcntl(number, F_GETFL)
        guard flags >= 0, fcntl(number, F_SETFL, flags | O_NONBLOCK) == 0,
            fcntl(number, F_SETFD, FD_CLOEXEC) == 0
        else {
            throw .notOpen(number)
        }
        return InheritedSocket(
            number: number, name: name, address: address, isDatagram: isDatagram)
    }

    private static func option(_ number: Int32, _ name: Int32, _ value: inout Int32) -> Bool {
        var length = socklen_t(MemoryLayout<Int32>.size)
        return unsafe getsockopt(number, SOL_SOCKET, name, &value, &length) == 0
    }

    private static func address(of number: Int32) -> SocketAddress? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let code = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getsockname(number, $0, &length)
            }
        }
        return code == 0 ? SocketAddress(native: storage) : nil
    }
}
