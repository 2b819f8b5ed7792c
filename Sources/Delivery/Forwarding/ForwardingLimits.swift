/// The bounds of forwarding to one destination from one lane.
package struct ForwardingLimits: Sendable {
    /// Requests that may wait or be under way; the next client is asked to come back (503).
    package var queueCount = 10_000
    /// Their bytes; 32 MiB per lane and destination are paid for an upstream that is away.
    package var queueBytes = 32 * 1024 * 1024
    /// Requests that may wait before clients are answered only as fast as the upstream takes them.
    ///
    /// Far below the end of the queue, so that a burst costs clients time and not events.
    package var pressure = 256
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
    package var ageSeconds: UInt64 = 15 * 60
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
