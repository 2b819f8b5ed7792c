import Foundation
import Glibc

/// Sockets of a test: a listener to pass on, a client that stays, the ear of a service manager.
final class LocalSocket {
    struct Failed: Error {
        let code: Int32
    }

    let number: Int32

    private init(_ number: Int32) { self.number = number }

    deinit { close(number) }

    /// A listening socket on a free port of 127.0.0.1.
    static func listening() throws -> LocalSocket {
        let socket = try make(AF_INET, SOCK_STREAM)
        try socket.bindLoopback()
        guard listen(socket.number, 16) == 0 else { throw Failed(code: errno) }
        return socket
    }

    /// The next connection of a listening socket, if there is one.
    func accept() throws -> LocalSocket? {
        var watched = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&watched, 1, 0) == 1 else { return nil }
        let taken = Glibc.accept(number, nil, nil)
        guard taken >= 0 else { throw Failed(code: errno) }
        return LocalSocket(taken)
    }

    /// A client of a port of 127.0.0.1.
    static func connected(
        to port: Int, _ type: __socket_type = SOCK_STREAM
    ) throws -> LocalSocket {
        let socket = try make(AF_INET, type)
        var address = loopback(port)
        let code = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(socket.number, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 else { throw Failed(code: errno) }
        // A test that fails must not hang.
        var patience = timeval(tv_sec: 60, tv_usec: 0)
        _ = unsafe setsockopt(
            socket.number, SOL_SOCKET, SO_RCVTIMEO, &patience,
            socklen_t(MemoryLayout<timeval>.size))
        return socket
    }

    /// A socket for the messages of a service, at an abstract name.
    static func ear(_ name: String) throws -> LocalSocket {
        let socket = try make(AF_UNIX, SOCK_DGRAM)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = [0] + Array(name.utf8)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { target in
            for (index, byte) in bytes.enumerated() { unsafe target[index] = byte }
        }
        let code = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(socket.number, $0, socklen_t(2 + bytes.count))
            }
        }
        guard code == 0 else { throw Failed(code: errno) }
        return socket
    }

    /// The port that the socket has.
    var port: Int {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getsockname(number, $0, &length)
            }
        }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    func send(_ text: String) throws { try send(Array(text.utf8)) }

    /// Sends all; of a socket for messages that is one.
    func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes[sent...].withUnsafeBytes {
                unsafe Glibc.send(number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Failed(code: errno) }
            sent += count
        }
    }

    /// What can be read; empty at the end.
    func receive(waiting: Bool = true) -> String? {
        receiveBytes(waiting: waiting).map { String(decoding: $0, as: UTF8.self) }
    }

    func receiveBytes(waiting: Bool = true) -> ArraySlice<UInt8>? {
        var bytes = [UInt8](repeating: 0, count: 16 * 1024)
        let flags = waiting ? 0 : Int32(MSG_DONTWAIT)
        let count = unsafe recv(number, &bytes, bytes.count, flags)
        return count < 0 ? nil : bytes.prefix(count)
    }

    private func bindLoopback() throws {
        var address = Self.loopback(0)
        let code = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(number, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 else { throw Failed(code: errno) }
    }

    private static func make(_ family: Int32, _ type: __socket_type) throws -> LocalSocket {
        let number = socket(family, Int32(type.rawValue), 0)
        guard number >= 0 else { throw Failed(code: errno) }
        return LocalSocket(number)
    }

    private static func loopback(_ port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}
