/// How lines are told apart on their way to another syslog server.
package enum SyslogLineFraming: Sendable {
    /// `LENGTH SP LINE` (RFC 6587 3.4.1, RFC 5425).
    case octetCounted
    /// Each line ends with a line feed (RFC 6587 3.4.2).
    case newline
    /// One line per datagram (RFC 5426).
    case datagram
}

/// The bounds of forwarding to one syslog server from one lane.
package struct SyslogForwardingLimits: Sendable {
    /// Bytes that may wait or be under way; then the intake is asked to wait.
    ///
    /// The gateway's memory pays for a server that is away; so do senders, a while later.
    package var queueBytes = 16 * 1024 * 1024
    /// How much of it must be free again before the intake goes on.
    ///
    /// Without a distance the intake would be stopped and let go for each line.
    package var resumeBytes = 4 * 1024 * 1024
    /// Bytes that are gathered before they are written without being asked for by
    /// ``SyslogForwarder/flush()``.
    package var batchBytes = 256 * 1024
    /// Pauses after failures in a row.
    package var backoff = Backoff(baseMilliseconds: 500, capMilliseconds: 30_000)
    /// The longest pause while the program ends.
    package var drainPauseMilliseconds = 250
    /// How often the confirmations of the server's machine are looked at while lines wait for them.
    package var confirmMilliseconds = 200
    /// How long a full queue may stand still before the server counts as away.
    package var stallMilliseconds = 5_000

    package init() {}
}
