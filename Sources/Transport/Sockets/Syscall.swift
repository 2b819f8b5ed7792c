import CLinux
import Glibc

/// How a transfer on a non-blocking descriptor ended.
enum Transfer {
    /// That many bytes were moved; a read of 0 is the end of the stream.
    case processed(Int)
    /// Nothing can be moved now; the lane will say when.
    case wouldBlock
    case failed(Int32)
}

/// One thin wrapper per system call, named for it.
///
/// `EINTR` is retried here and nowhere else. Error numbers that can only mean a bug of ours
/// (a descriptor that is not open, a pointer outside the address space) trap.
enum Syscall {
    /// Repeats `body` while a signal interrupts it; gives its value or the error number.
    @inline(__always)
    static func retrying<Number: FixedWidthInteger & SignedInteger>(
        _ name: StaticString, _ body: () -> Number
    ) -> Result<Number, CallError> {
        while true {
            let value = body()
            if value >= 0 { return .success(value) }
            let code = errno
            if code == EINTR { continue }
            trapIfBug(code, name)
            return .failure(CallError(name: name, code: code))
        }
    }

    /// A failed call before anybody asked for its text.
    struct CallError: Error {
        let name: StaticString
        let code: Int32

        var fault: SystemFault { SystemFault(name, code) }
    }

    @inline(__always)
    private static func trapIfBug(_ code: Int32, _ name: StaticString) {
        precondition(
            code != EBADF && code != EFAULT && code != ENOTSOCK, "system call misused: \(name)")
    }

    @inline(__always)
    private static func transfer(_ name: StaticString, _ body: () -> Int) -> Transfer {
        while true {
            let count = body()
            if count >= 0 { return .processed(count) }
            let code = errno
            if code == EAGAIN || code == EWOULDBLOCK { return .wouldBlock }
            if code == EINTR { continue }
            trapIfBug(code, name)
            return .failed(code)
        }
    }

    // MARK: Moving bytes

    static func recv(
        _ descriptor: borrowing Descriptor, into target: UnsafeMutableRawBufferPointer
    ) -> Transfer {
        let number = descriptor.number
        return transfer("recv") { unsafe Glibc.recv(number, target.baseAddress, target.count, 0) }
    }

    /// Reads and leaves what was read in the socket.
    static func peek(
        _ descriptor: borrowing Descriptor, into target: UnsafeMutableRawBufferPointer
    ) -> Transfer {
        let number = descriptor.number
        return transfer("recv") {
            unsafe Glibc.recv(number, target.baseAddress, target.count, Int32(MSG_PEEK))
        }
    }

    /// Sends without raising `SIGPIPE` when the peer is gone.
    static func send(_ descriptor: borrowing Descriptor, _ bytes: Span<UInt8>) -> Transfer {
        let number = descriptor.number
        return unsafe bytes.withUnsafeBytes { source in
            transfer("send") {
                unsafe Glibc.send(
                    number, source.baseAddress, source.count, Int32(MSG_NOSIGNAL))
            }
        }
    }

    /// Ends our half of the stream; a peer that is already gone is no error.
    static func shutdownWriting(_ descriptor: borrowing Descriptor) {
        _ = Glibc.shutdown(descriptor.number, Int32(SHUT_WR))
    }

    // MARK: Making sockets

    static func socket(family: Int32) throws(SystemFault) -> Descriptor {
        let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        return try Descriptor(owning: call("socket") { Glibc.socket(family, type, 0) })
    }

    static func datagramSocket(family: Int32) throws(SystemFault) -> Descriptor {
        let type = Int32(SOCK_DGRAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        return try Descriptor(owning: call("socket") { Glibc.socket(family, type, 0) })
    }

    static func bind(
        _ descriptor: borrowing Descriptor, to address: SocketAddress
    ) throws(SystemFault) {
        let number = descriptor.number
        _ = try unsafe address.withNative { native, length throws(SystemFault) in
            try call("bind") { unsafe Glibc.bind(number, native, length) }
        }
    }

    static func listen(_ descriptor: borrowing Descriptor, backlog: Int32) throws(SystemFault) {
        let number = descriptor.number
        _ = try call("listen") { Glibc.listen(number, backlog) }
    }

    /// Starts a connection; `false` when it goes on in the background.
    ///
    /// An interrupted `connect` goes on as well (connect(2)), so it is not repeated.
    static func connect(
        _ descriptor: borrowing Descriptor, to address: SocketAddress
    ) throws(SystemFault) -> Bool {
        let number = descriptor.number
        let code = unsafe address.withNative { native, length in
            unsafe Glibc.connect(number, native, length) == 0 ? 0 : errno
        }
        switch code {
        case 0: return true
        case EINPROGRESS, EINTR: return false
        default:
            trapIfBug(code, "connect")
            throw SystemFault("connect", code)
        }
    }

    /// Takes the next waiting connection; the error number otherwise (`EAGAIN`: none waits).
    static func accept(
        _ descriptor: borrowing Descriptor
    ) -> Result<(number: Int32, peer: SocketAddress), CallError> {
        let listener = descriptor.number
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let flags = Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let result = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { native in
                retrying("accept4") {
                    unsafe clinux_accept4(listener, native, &length, flags)
                }
            }
        }
        switch result {
        case .failure(let error): return .failure(error)
        case .success(let number):
            return .success((number, SocketAddress(native: storage) ?? .unix(path: "")))
        }
    }

    static func localAddress(
        _ descriptor: borrowing Descriptor
    ) throws(SystemFault) -> SocketAddress {
        let number = descriptor.number
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        _ = try call("getsockname") {
            unsafe withUnsafeMutablePointer(to: &storage) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe Glibc.getsockname(number, $0, &length)
                }
            }
        }
        return SocketAddress(native: storage) ?? .unix(path: "")
    }

    /// A second number for the same open socket, as the lanes of one Unix listener need.
    static func duplicate(_ number: Int32) throws(SystemFault) -> Descriptor {
        try Descriptor(owning: call("fcntl") { Glibc.fcntl(number, F_DUPFD_CLOEXEC, 0) })
    }

    // MARK: Options

    static func setOption(
        _ descriptor: borrowing Descriptor, level: Int32, _ name: Int32, to value: Int32
    ) throws(SystemFault) {
        let number = descriptor.number
        var value = value
        _ = try call("setsockopt") {
            unsafe Glibc.setsockopt(
                number, level, name, &value, socklen_t(MemoryLayout<Int32>.size))
        }
    }

    /// The value of an option; `nil` if the socket does not know it.
    static func option(
        _ descriptor: borrowing Descriptor, level: Int32, _ name: Int32
    ) -> Int32? {
        let number = descriptor.number
        var value: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        let result = retrying("getsockopt") {
            unsafe Glibc.getsockopt(number, level, name, &value, &length)
        }
        guard case .success = result else { return nil }
        return value
    }

    /// The error that the socket has been holding, 0 if none (`SO_ERROR`, socket(7)).
    static func pendingError(_ descriptor: borrowing Descriptor) -> Int32 {
        let number = descriptor.number
        var value: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        let result = retrying("getsockopt") {
            unsafe Glibc.getsockopt(number, SOL_SOCKET, SO_ERROR, &value, &length)
        }
        if case .failure(let error) = result { return error.code }
        return value
    }

    /// Bytes of the send queue that the peer has not confirmed (`SIOCOUTQ`, tcp(7)); 0 if the socket
    /// does not say.
    static func unconfirmed(_ descriptor: borrowing Descriptor) -> Int {
        Int(max(0, clinux_unconfirmed(descriptor.number)))
    }

    // MARK: Files that stand for sockets

    static func unlink(_ path: String) throws(SystemFault) {
        _ = try call("unlink") { unsafe Glibc.unlink(path) }
    }

    /// Whether a socket, and not another kind of file, stands at `path`.
    static func isSocket(atPath path: String) -> Bool {
        var status = stat()
        guard unsafe Glibc.lstat(path, &status) == 0 else { return false }
        return status.st_mode & S_IFMT == S_IFSOCK
    }

    // MARK: Results

    @inline(__always)
    static func call(_ name: StaticString, _ body: () -> Int32) throws(SystemFault) -> Int32 {
        switch retrying(name, body) {
        case .success(let value): return value
        case .failure(let error): throw error.fault
        }
    }
}
