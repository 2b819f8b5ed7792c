/// Sends bytes to one server, from one lane; connections, TLS, names and time-outs are behind it.
package protocol ByteSender: AnyObject {
    /// Begins to connect; `receive` is called on the lane until it has told that it ended, or
    /// ``close()``.
    ///
    /// It may be called before this returns. A sender may be opened again after it has ended.
    func open(_ receive: @escaping (SenderEvent) -> Void)

    /// Gives the network what it takes of `bytes`, now; the number of bytes.
    ///
    /// Less than all means that ``SenderEvent/writable`` follows. Of datagrams, `bytes` is one, and
    /// is taken as a whole or not; `nil` when it is longer than any can be.
    func write(_ bytes: Span<UInt8>) -> Int?

    /// How many of the bytes written since it opened the server's machine has confirmed; all of them
    /// where the network confirms nothing.
    var confirmed: Int { get }

    /// Ends the connection; what was written goes on its way.
    func close()
}

/// What happens to a ``ByteSender``.
package enum SenderEvent: Sendable, Equatable {
    case opened
    case writable
    case ended(UpstreamFault)
}
