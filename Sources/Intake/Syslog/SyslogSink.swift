/// Takes the messages of a syslog listener on one lane.
///
/// It is not `Sendable` and needs no locks: everything it holds lives on the lane too. One sink may
/// serve several listeners of its lane.
package protocol SyslogSink: AnyObject {
    /// Takes one message, or says that there is no room for it.
    ///
    /// The framing is gone, the priority (`<34>`) is still there, and so is what stands in the
    /// message: an octet-counted one may hold line feeds. It is never empty. The bytes are raw and
    /// overwritten when this returns. A message that was not taken is offered again, except when
    /// the program ends.
    func take(_ message: Span<UInt8>) -> SyslogReception

    /// The lane has read from all senders that had something: what was gathered may be written.
    ///
    /// Called once per turn, after at least one message, and again whenever the messages since the
    /// last call come to ``SyslogListener/batchBytes``.
    func batchEnded()

    /// Calls `resume` once, on the lane, when there is room again; at once if there is.
    ///
    /// Asked for after each time that ``take(_:)`` said ``SyslogReception/full``.
    func whenRoom(_ resume: @escaping () -> Void)
}

/// What became of a message that was offered to a ``SyslogSink``.
package enum SyslogReception: Sendable {
    case taken
    /// There is no room: the listener stops reading until ``SyslogSink/whenRoom(_:)`` calls back.
    /// TCP makes the senders wait; of datagrams the kernel keeps what its buffer holds, and counts
    /// what it drops.
    case full
}
