/// How long a client may take.
///
/// Each is paid by the connection that is too slow.
package struct ServerTimeouts: Sendable, Equatable {
    /// From the accept to the end of the PROXY header, where one is required.
    package var proxyHeader: Duration = .seconds(5)

    /// From there to the end of the TLS handshake.
    package var handshake: Duration = .seconds(10)

    /// From the first byte of a head, or from the accept, to the end of the head.
    package var head: Duration = .seconds(10)

    /// From the end of the head to the end of the body.
    package var body: Duration = .seconds(30)

    /// Bytes per second that a body must come with, counted from its beginning, once
    /// ``bodyGrace`` is over.
    ///
    /// Mobile networks with the worst reception give ten times as much.
    package var slowestBody = 240

    /// How long a body may stand still at first: a packet that was lost three times comes after
    /// seven seconds.
    package var bodyGrace: Duration = .seconds(10)

    /// Between two requests.
    package var idle: Duration = .seconds(60)

    /// Without progress while an answer waits to be sent.
    package var write: Duration = .seconds(30)

    /// For the client to read a last answer and close.
    package var linger: Duration = .seconds(2)

    package init() {}
}

/// The same in nanoseconds, as the lane counts.
struct ServerDeadlines {
    let proxyHeader: UInt64
    let handshake: UInt64
    let head: UInt64
    let body: UInt64
    let bodyGrace: UInt64
    /// Nanoseconds that each byte of a body gives.
    let perBodyByte: UInt64
    let idle: UInt64
    let write: UInt64
    let linger: UInt64

    init(_ timeouts: ServerTimeouts) {
        proxyHeader = timeouts.proxyHeader.nanoseconds
        handshake = timeouts.handshake.nanoseconds
        bodyGrace = timeouts.bodyGrace.nanoseconds
        perBodyByte = 1_000_000_000 / UInt64(max(timeouts.slowestBody, 1))
        head = timeouts.head.nanoseconds
        body = timeouts.body.nanoseconds
        idle = timeouts.idle.nanoseconds
        write = timeouts.write.nanoseconds
        linger = timeouts.linger.nanoseconds
    }
}
