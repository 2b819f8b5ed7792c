import Foundation
import Glibc

@testable import Transport

/// A TLS client that can end what it sends and go on to read.
final class TLSSocket {
    struct Failed: Error {}

    private let descriptor: Descriptor
    private let session: TLSSession

    /// Connects to a port of 127.0.0.1, whose certificate must be of an authority in `roots`.
    init(to port: Int, roots: String) throws {
        let socket = try LocalSocket.connected(to: port)
        let copy = dup(socket.number)
        guard copy >= 0 else { throw Failed() }
        let descriptor = Descriptor(owning: copy)
        session = try TLSSession(
            context: TLSContext(rootsFile: roots, onlyRootsFile: true), descriptor: descriptor,
            host: "127.0.0.1")
        self.descriptor = descriptor
        guard session.handshake() == .done else { throw Failed() }
    }

    func send(_ text: String) throws {
        let bytes = Array(text.utf8)
        guard case .processed(bytes.count) = session.write(bytes.span) else { throw Failed() }
    }

    /// Says that nothing else comes: with `close_notify` (RFC 8446 6.1), and with the end of the
    /// stream below it if `socket` says so.
    func finish(socket: Bool = false) {
        session.shutdown()
        if socket { Syscall.shutdownWriting(descriptor) }
    }

    /// Everything up to the end of the session, or until nothing comes for 20 seconds.
    func receiveToEnd() -> String {
        var text = ""
        var bytes = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            let result = unsafe bytes.withUnsafeMutableBytes { unsafe session.read(into: $0) }
            guard case .processed(let count) = result, count > 0 else { return text }
            text += String(decoding: bytes.prefix(count), as: UTF8.self)
        }
    }
}
