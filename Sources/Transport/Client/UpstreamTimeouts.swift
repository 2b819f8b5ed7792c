/// How long an upstream may take.
///
/// Each is paid by the request that waits for it.
package struct UpstreamTimeouts: Sendable, Equatable {
    /// To find the address, connect, and agree on TLS.
    package var connect: Duration = .seconds(5)

    /// To take the whole request.
    package var write: Duration = .seconds(10)

    /// From the end of the request to the first byte of the response.
    package var firstByte: Duration = .seconds(15)

    /// From the call to the end of the response, waiting for a connection included.
    package var total: Duration = .seconds(30)

    /// For a connection that nobody uses.
    ///
    /// Shorter than most servers', so that we close first.
    package var idle: Duration = .seconds(30)

    package init() {}
}

/// How much of an upstream one lane uses.
package struct UpstreamLimits: Sendable, Equatable {
    /// Connections per lane and origin; further requests wait.
    package var connections = 64

    /// Requests that wait for a connection; over it, they fail at once with `.overloaded`.
    package var waiting = 256

    /// Bytes of a response body that are read and dropped to keep a connection.
    ///
    /// A longer body costs the connection instead.
    package var discard = 64 * 1024

    /// The bounds of a response.
    ///
    /// The length of its body is bounded by what is wanted of it and by `discard`, so that a long
    /// body that nobody wants is no fault.
    package var response: HTTPLimits

    package init() {
        response = HTTPLimits()
        response.maximumBodyBytes = .max
    }
}
