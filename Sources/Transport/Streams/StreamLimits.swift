/// The bounds of a listener that takes streams.
package struct StreamLimits: Sendable, Equatable {
    /// Connections that one lane may have open; the next clients wait in the backlog.
    ///
    /// Each may hold an unfinished message.
    package var connections = 256

    /// From the accept to the end of the TLS handshake.
    package var handshake: Duration = .seconds(10)

    /// From the first byte of a message to its last.
    ///
    /// A sender that is too slow pays.
    package var unfinished: Duration = .seconds(60)

    /// Without a byte.
    ///
    /// Long, because senders keep a connection for the next message, however late; a dead one is
    /// found by keep-alive probes before.
    package var idle: Duration = .seconds(3_600)

    package init() {}
}

/// What a ``StreamServer`` has done since it began.
package struct StreamCounters: Sendable, Equatable {
    /// Connections taken, and those of them that have ended.
    package var accepted = 0
    package var closed = 0
    /// Clients turned away because they are not on the list.
    package var refused = 0
    /// Handshakes that failed: a certificate was missing or refused, or it was no TLS.
    package var handshakesFailed = 0
    /// Connections ended because the client was too slow or silent for too long.
    package var timeouts = 0
    /// Connections without a message that were closed to make room.
    package var gaveWay = 0
    /// Connections that ended with an error: what was under way is lost.
    package var broken = 0
    package var bytes = 0

    /// Connections that are open now.
    package var open: Int { accepted - closed }

    package init() {}
}
