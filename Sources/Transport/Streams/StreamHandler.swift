/// What a room above does with the clients of one listener on one lane.
///
/// It is not `Sendable` and needs no locks: everything it holds lives on the lane too.
package protocol StreamHandler: AnyObject {
    /// The lane has begun to listen; `server` has the numbers, and goes on after a pause.
    func attached(to server: StreamServer)

    /// A reader for the stream of a client that has just come.
    func makeReader() -> any StreamReader

    /// The lane has read from all streams that had something: once per turn, and only when
    /// something was read.
    func turnEnded()
}

/// Takes the bytes of one client's stream.
package protocol StreamReader: AnyObject {
    /// Takes what is complete at the beginning of `bytes`, and says how far it came.
    ///
    /// What was not consumed is offered again, with what follows. `isEnd` says that nothing does,
    /// and then the rest is dropped. Bytes are raw: they are overwritten when this returns.
    func read(_ bytes: Span<UInt8>, isEnd: Bool) -> StreamProgress
}

/// How far a ``StreamReader`` came.
package struct StreamProgress: Sendable, Equatable {
    package enum Next: Sendable {
        /// More bytes are wanted.
        case more
        /// The rest cannot be taken now: all streams of the listener wait for
        /// ``StreamServer/resumeReading()``.
        case pause
        /// The stream makes no sense; the connection ends.
        case close
    }

    package let consumed: Int
    package let next: Next

    package init(consumed: Int, next: Next) {
        self.consumed = consumed
        self.next = next
    }
}
