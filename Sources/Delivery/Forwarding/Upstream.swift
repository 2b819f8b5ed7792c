package import Bytes
package import Transport

/// A destination's server as one lane reaches it: connections, TLS, names and time-outs are behind it.
package protocol Upstream: AnyObject {
    /// Sends one whole HTTP/1.1 request and calls `completion` once, on the lane.
    ///
    /// Nothing is retried here. A `fresh` request goes over a connection that had none before.
    func send(
        _ request: consuming ByteBuffer, method: HTTPMethod, fresh isFresh: Bool,
        _ completion: @escaping (UpstreamAnswer) -> Void)

    /// Keeps nothing open any more beyond what is under way: nothing else is going to be sent.
    func retire()
}

/// What came back, as far as delivery cares.
///
/// The body is of no interest and is never kept.
package enum UpstreamAnswer: Sendable, Equatable {
    /// A complete response; `retryAfter` in seconds if it had that field.
    case response(status: Int, retryAfter: Int?)
    /// The connection had been kept, and ended before the first byte of a response: servers close
    /// idle connections, so this says nothing about the server's health.
    case staleConnection
    /// This machine had no means to send it: no descriptor, no memory.
    case unsent
    /// There is no way to the server: no address, no connection, no proof that it is the right one.
    case unreachable
    /// No complete response: timed out, cut off, malformed.
    case failed(mayHaveArrived: Bool)
}
