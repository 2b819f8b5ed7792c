/// The bounds of forwarding to one destination.
package struct ForwardingLimits: Sendable {
    /// Requests that are read at a time, and wait in memory for their turn.
    package var readAhead = 128
    /// Their bytes.
    package var readAheadBytes = 4 * 1024 * 1024
    /// Requests under way at a time.
    ///
    /// The upstream pays for more.
    package var concurrent = 32
    /// How often one request is sent at most.
    ///
    /// A request that the upstream cannot take pays.
    package var attempts = 8
    /// How long a request may wait.
    ///
    /// Events of a longer outage pay: they are dropped and counted.
    package var ageSeconds: UInt64 = 24 * 3600
    /// Pauses after failures in a row.
    package var backoff = Backoff(baseMilliseconds: 500, capMilliseconds: 60_000)
    /// The longest `Retry-After` that is believed; an upstream must not silence us for days.
    package var retryAfterSeconds = 10 * 60

    /// The longest pause while the program ends: a server that comes back in time gets its events.
    package var drainPauseMilliseconds = 250
    /// The pause when this machine has no descriptor or memory for a connection.
    package var shortagePauseMilliseconds = 250

    package init() {}
}
