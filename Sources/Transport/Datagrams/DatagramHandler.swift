/// What a room above does with the datagrams of one socket on one lane.
///
/// It is not `Sendable` and needs no locks: everything it holds lives on the lane too.
package protocol DatagramHandler: AnyObject {
    /// The lane has begun to listen; `receiver` has the numbers, and goes on after a pause.
    func attached(to receiver: DatagramReceiver)

    /// Takes one datagram; `false` when there is no room for it, and then it is offered again after
    /// ``DatagramReceiver/resumeReading()``.
    ///
    /// The bytes are raw: they are overwritten when this returns.
    func take(_ datagram: Span<UInt8>) -> Bool

    /// The lane has read what there was: once per turn, and only when something was read.
    func turnEnded()
}

/// The bounds of a socket that takes datagrams.
package struct DatagramLimits: Sendable, Equatable {
    /// The longest datagram; a longer one is dropped and counted.
    ///
    /// No datagram of IPv4 is longer than the 65,507 bytes that are the default.
    package var longest = 65_507

    /// What the kernel may keep for us, which it doubles for its own book-keeping (socket(7)).
    ///
    /// At 16,667 datagrams of 500 bytes a second it bridges about half a second; the memory is
    /// taken only while datagrams wait.
    package var receiveBuffer: Int32 = 16 * 1024 * 1024

    package init() {}
}

/// What a ``DatagramReceiver`` has done since it began.
package struct DatagramCounters: Sendable, Equatable {
    package var datagrams = 0
    package var bytes = 0
    /// Datagrams longer than ``DatagramLimits/longest``, dropped.
    package var truncated = 0
    /// Datagrams of senders that are not on the list, dropped.
    package var refused = 0
    /// Datagrams that the kernel dropped, because its buffer was full or they were damaged.
    package var droppedByKernel = 0
    /// Datagrams that waited for room when the lane ended, dropped.
    package var abandoned = 0
    /// What the kernel really keeps for us, in bytes; less than asked for without privileges.
    package var receiveBuffer = 0

    package init() {}
}
