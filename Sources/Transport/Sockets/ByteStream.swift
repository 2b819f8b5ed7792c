import Bytes

/// A connected socket, in clear or through TLS; both sides of the program talk through it.
struct ByteStream: ~Copyable {
    let descriptor: Descriptor
    /// The TLS session that every byte passes, or `nil` for a connection in clear.
    let session: TLSSession?

    init(_ descriptor: consuming Descriptor, session: TLSSession? = nil) {
        self.descriptor = descriptor
        self.session = session
    }

    /// Whether a read that fills less than its room has emptied the socket.
    ///
    /// A TLS session gives one record at a time, so it must be asked until it would block.
    var shortReadMeansEmpty: Bool { session == nil }

    /// Appends at most `room` bytes; 0 processed bytes are the end of the stream.
    func read(into buffer: inout ByteBuffer, room: Int) -> Transfer {
        var result = Transfer.wouldBlock
        _ = unsafe buffer.appendUnsafely(room: room) { target in
            result =
                if let session {
                    unsafe session.read(into: target)
                } else {
                    unsafe Syscall.recv(descriptor, into: target)
                }
            if case .processed(let count) = result { return count }
            return 0
        }
        return result
    }

    /// Sends what the socket takes of `bytes`, which must not be empty.
    func write(_ bytes: Span<UInt8>) -> Transfer {
        if let session { return session.write(bytes) }
        return Syscall.send(descriptor, bytes)
    }

    /// The same socket, everything on it passing a new TLS session with `host`.
    consuming func secured(
        by context: TLSContext, host: String, isHTTP: Bool = false
    ) throws(TLSFault) -> ByteStream {
        let session = try TLSSession(
            context: context, descriptor: descriptor, host: host, isHTTP: isHTTP)
        return ByteStream(descriptor, session: session)
    }

    /// The same socket, everything on it passing a new TLS session with a client.
    consuming func secured(by context: TLSServerContext) throws(TLSFault) -> ByteStream {
        let session = try TLSSession(context: context, descriptor: descriptor)
        return ByteStream(descriptor, session: session)
    }

    /// Bytes that the session has sent, handshake and records included; `nil` in clear.
    var bytesOnWire: Int? { session?.bytesOnWire }

    /// Bytes on the wire that the other machine has not confirmed (`SIOCOUTQ`, tcp(7)).
    var unconfirmed: Int { Syscall.unconfirmed(descriptor) }

    /// Says that we will send no more.
    func shutdownWriting() {
        session?.shutdown()
        Syscall.shutdownWriting(descriptor)
    }
}
