/// What a syslog listener on one lane has done since it began.
package struct SyslogCounters: Sendable, Equatable {
    /// Messages that the sink has taken, and their bytes without framing.
    package internal(set) var messages = 0
    package internal(set) var messageBytes = 0

    /// Messages longer than ``SyslogListenerOptions/longestMessage``, skipped.
    package internal(set) var overlong = 0
    /// Streams whose framing broke: a count that is none, or that is cut off.
    package internal(set) var malformed = 0
    /// Datagrams without a byte, and messages of nothing but trailers.
    package internal(set) var empty = 0
    /// Times that the sink had no room.
    package internal(set) var pauses = 0

    /// Datagrams that the kernel dropped because its buffer was full.
    package internal(set) var droppedByKernel = 0
    /// Datagrams that waited for room when the program ended.
    package internal(set) var abandoned = 0
    /// What the kernel keeps of datagrams, in bytes; less than asked for without privileges.
    package internal(set) var receiveBuffer = 0

    /// Connections turned away, or datagrams dropped, because their sender is not allowed.
    package internal(set) var refused = 0
    /// Connections taken so far, and those open now.
    package internal(set) var connections = 0
    package internal(set) var openConnections = 0
    package internal(set) var handshakesFailed = 0
    package internal(set) var timeouts = 0
    /// Connections that ended with an error; what was under way is lost.
    package internal(set) var broken = 0
    /// Connections without a message that were closed to make room.
    package internal(set) var gaveWay = 0

    package init() {}

    /// Adds the numbers of another lane or listener.
    package mutating func add(_ other: SyslogCounters) {
        messages += other.messages
        messageBytes += other.messageBytes
        overlong += other.overlong
        malformed += other.malformed
        empty += other.empty
        pauses += other.pauses
        droppedByKernel += other.droppedByKernel
        abandoned += other.abandoned
        receiveBuffer += other.receiveBuffer
        refused += other.refused
        connections += other.connections
        openConnections += other.openConnections
        handshakesFailed += other.handshakesFailed
        timeouts += other.timeouts
        broken += other.broken
        gaveWay += other.gaveWay
    }
}
