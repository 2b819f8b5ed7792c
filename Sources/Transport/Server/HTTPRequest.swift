import Bytes

/// A request as the handler sees it: views of the connection's buffers, gone when it returns.
///
/// Everything in it is raw: it may hold personal data, and its type is not copyable and does not
/// escape, so nothing can keep it.
@safe
package struct HTTPRequest: ~Copyable, ~Escapable {
    // SAFETY: points at the connection's head, which is not touched while the handler runs.
    @usableFromInline let headPointer: UnsafePointer<RequestHead>

    /// The bytes of the head; the ranges of ``head`` point into them.
    package let bytes: Span<UInt8>

    /// The whole body, out of its chunks.
    package let body: Span<UInt8>

    /// The other end of the connection, which may be a proxy.
    package let peer: RawPeer

    /// Whether the request came through TLS that ends here.
    package let isTLS: Bool

    /// Whether the client has shown a certificate of an authority that the listener names.
    package let isClientVerified: Bool

    @unsafe
    @_lifetime(copy bytes, copy body)
    init(
        head: UnsafePointer<RequestHead>, bytes: Span<UInt8>, body: Span<UInt8>, peer: RawPeer,
        isTLS: Bool, isClientVerified: Bool = false
    ) {
        unsafe headPointer = head
        self.bytes = bytes
        self.body = body
        self.peer = peer
        self.isTLS = isTLS
        self.isClientVerified = isClientVerified
    }

    /// The parsed head.
    ///
    /// An addressor lends it where it is; a `_read` accessor would copy it, and allocate for that.
    @inlinable package var head: RequestHead {
        unsafeAddress { unsafe headPointer }
    }
}
