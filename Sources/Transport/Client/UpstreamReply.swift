package import Bytes
import Glibc

/// A request for an upstream, as ``RequestWriter`` wrote it, with its body.
package struct OutboundRequest: ~Copyable {
    package let method: HTTPMethod
    package var bytes: ByteBuffer
    /// How much of the response body is wanted; with 0 it is dropped.
    package let collect: Int
    /// Whether it needs a connection that no request went over before.
    package let isFresh: Bool

    /// `isFresh` is for a request that met the end of a kept connection: the next kept one may have
    /// ended as well.
    package init(
        method: HTTPMethod, bytes: consuming ByteBuffer, collect: Int = 0, isFresh: Bool = false
    ) {
        self.isFresh = isFresh
        self.method = method
        self.bytes = bytes
        self.collect = collect
    }
}

/// What an upstream answered.
package struct UpstreamReply: Sendable, Equatable {
    package var status: Int
    /// `Retry-After` in seconds from now, written as a number or as a date (RFC 9110 10.2.3).
    package var retryAfter: Int?
    /// The media type, if the body was wanted.
    package var contentType: [UInt8] = []
    /// The body, if it was wanted.
    package var body: [UInt8] = []
}

/// Why there is no reply.
package enum UpstreamFault: Error, Equatable, Sendable {
    case nameNotFound(Resolver.Fault)
    /// The name stands for a private address, which was not allowed.
    case addressRefused
    case connect(SystemFault)
    /// This machine had no descriptor or no memory for a connection; the upstream knows of nothing.
    case shortage(SystemFault)
    case tls(TLSFault)
    case timeout(Wait)
    /// The connection ended before the first byte of a response. When it was `reused` the
    /// upstream has most likely not seen the request; whether to repeat it is for the caller.
    case connectionClosedBeforeResponse(reused: Bool)
    /// The connection ended within the response.
    case connectionBroken
    case response(HTTPFault)
    /// The wanted body is longer than wanted.
    case replyTooLarge
    /// Too many requests wait for a connection.
    case overloaded
    /// The pool was closed.
    case closed

    /// Whether the upstream cannot have the whole request, so that sending it again is no repetition.
    package var isBeforeArrival: Bool {
        switch self {
        case .nameNotFound, .addressRefused, .connect, .shortage, .tls, .overloaded: true
        case .timeout(let wait): wait != .firstByte && wait != .total
        case .connectionClosedBeforeResponse, .connectionBroken, .response, .replyTooLarge, .closed:
            false
        }
    }

    /// Whether there is no way to the upstream: no address, no connection, no proof of its name.
    package var isUnreachable: Bool {
        switch self {
        case .nameNotFound, .addressRefused, .connect, .tls, .timeout(.connection): !isLocal
        default: false
        }
    }

    /// Whether the request failed here, before the upstream could have a part in it.
    package var isLocal: Bool {
        switch self {
        case .shortage, .overloaded, .timeout(.turn), .nameNotFound(.overloaded): true
        case .nameNotFound(.notFound(let code)): code == EAI_SYSTEM || code == EAI_MEMORY
        default: false
        }
    }

    /// What was waited for when the time was over.
    ///
    /// `turn` is the wait for one of the connections that are open already. With `turn`,
    /// `connection` and `write` the upstream cannot have the whole request.
    package enum Wait: Sendable {
        case turn, connection, write, firstByte, total
    }
}
