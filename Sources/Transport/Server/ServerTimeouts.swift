/// How long a client may take.
///
/// Each is paid by the connection that is too slow.
package struct ServerTimeouts: Sendable, Equatable {
    /// From the first byte of a head, or from the accept, to the end of the head.
    package var head: Duration = .seconds(10)

    /// From the end of the head to the end of the body.
    package var body: Duration = .seconds(30)

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
    let head: UInt64
    let body: UInt64
    let idle: UInt64
    let write: UInt64
    let linger: UInt64

    init(_ timeouts: ServerTimeouts) {
        head = timeouts.head.nanoseconds
        body = timeouts.body.nanoseconds
        idle = timeouts.idle.nanoseconds
        write = timeouts.write.nanoseconds
        linger = timeouts.linger.nanoseconds
    }
}
