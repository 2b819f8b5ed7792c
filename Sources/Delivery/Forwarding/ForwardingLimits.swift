/// The bounds of forwarding to one destination.
package struct ForwardingLimits: Sendable {
    /// Requests that are read from the spool before they are sent; further ones stay on disk.
    ///
    /// Enough for two rounds of `concurrent`, so that the disk is never waited for.
    package var windowCount = 512
    /// Bytes of all requests that are held, those that wait for their next try included.
    ///
    /// One destination's part of the memory.
    package var windowBytes = 8 * 1024 * 1024
    /// Failed requests that wait for their next try in memory; beyond it they are passed over.
    package var deferredCount = 4096
    /// Requests that were passed over, 8 bytes each; beyond it nothing more is read.
    package var passedOverCount = 1_000_000
    /// Requests read at a time while so many have failed.
    package var scouts = 16
    /// Requests under way at a time.
    ///
    /// The upstream pays for more.
    package var concurrent = 64
    /// Requests that are looked at for company of one that is sent: all that is read at a time.
    ///
    /// The lane pays, some nanoseconds for each.
    package var lookedAt = 512
    /// How long the answer to a batch may take before fewer go together.
    ///
    /// A slow upstream has them all in its queue. What it answers later than its time allows is sent
    /// again although it was taken, so this is far below that time (15 seconds).
    package var batchMilliseconds = 3_000
    /// Failures of one request that count, before it is given up.
    ///
    /// One counts only if the destination has taken another request since the one before: an outage
    /// gives up nothing, however long it lasts.
    package var attempts = 10
    /// How long a request is tried at least before it is given up, while there is room for it.
    ///
    /// A server that refuses at random for a while loses nothing.
    package var patienceSeconds: UInt64 = 3600
    /// Seconds after its acceptance for which a request is sent at all, by the wall clock.
    ///
    /// Events of a longer outage pay: they are kept as dead letters and counted.
    package var ageSeconds: UInt64 = 24 * 3600
    /// Pauses of one request after the failures that count.
    package var backoff = Backoff(baseMilliseconds: 1_000, capMilliseconds: 5 * 60_000)
    /// Failures in a row that pause the whole destination.
    package var breakerFailures = 5
    /// Pauses of the whole destination in a row.
    package var breakerBackoff = Backoff(baseMilliseconds: 1_000, capMilliseconds: 60_000)
    /// The longest `Retry-After` that is believed; an upstream must not silence us for days.
    package var retryAfterSeconds = 3600

    /// The pause when this machine has no descriptor or memory for a connection.
    package var shortagePauseMilliseconds = 250
    /// The pause when the spool cannot be read.
    package var readPauseMilliseconds = 1_000

    package init() {}
}
