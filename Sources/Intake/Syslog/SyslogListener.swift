import Bytes
package import Transport

/// One place where a lane takes syslog messages, and the sink they go to.
///
/// The lane keeps it. Invariants:
/// 1. While `isWaiting`, the sink has been asked to call back, once, and nothing is read.
/// 2. `gathered` is what the sink has taken since it was last told that a batch ended.
package final class SyslogListener {
    /// Messages in one batch at most, in bytes.
    ///
    /// The sink's output grows with it; many senders in one turn pay with one more write.
    package static let batchBytes = 1024 * 1024

    private let sink: any SyslogSink
    let options: SyslogListenerOptions
    private var server: StreamServer?
    private var receiver: DatagramReceiver?
    private var isWaiting = false
    private var gathered = 0
    var tally = SyslogCounters()

    init(_ sink: any SyslogSink, _ options: SyslogListenerOptions) {
        self.sink = sink
        self.options = options
    }

    /// The numbers so far.
    package var counters: SyslogCounters {
        var counters = tally
        if let streams = server?.counters {
            counters.refused = streams.refused
            counters.connections = streams.accepted
            counters.openConnections = streams.open
            counters.handshakesFailed = streams.handshakesFailed
            counters.timeouts = streams.timeouts
            counters.broken = streams.broken
            counters.gaveWay = streams.gaveWay
        }
        if let datagrams = receiver?.counters {
            counters.refused = datagrams.refused
            counters.overlong += datagrams.truncated
            counters.droppedByKernel = datagrams.droppedByKernel
            counters.abandoned = datagrams.abandoned
            counters.receiveBuffer = datagrams.receiveBuffer
        }
        return counters
    }

    /// Gives one message to the sink; `false` when it has no room.
    func offer(_ message: Span<UInt8>) -> Bool {
        guard !isWaiting, sink.take(message) == .taken else {
            wait()
            return false
        }
        tally.messages += 1
        tally.messageBytes += message.count
        gathered += message.count
        if gathered >= Self.batchBytes { endBatch() }
        return true
    }

    private func endBatch() {
        gathered = 0
        sink.batchEnded()
    }

    private func wait() {
        guard !isWaiting else { return }
        isWaiting = true
        tally.pauses += 1
        // What was gathered may be what fills the sink.
        if gathered > 0 { endBatch() }
        sink.whenRoom { [weak self] in self?.goOn() }
    }

    private func goOn() {
        guard isWaiting else { return }
        isWaiting = false
        server?.resumeReading()
        receiver?.resumeReading()
    }
}

extension SyslogListener: StreamHandler {
    package func attached(to server: StreamServer) { self.server = server }

    package func makeReader() -> any StreamReader { SyslogStream(self) }

    package func turnEnded() {
        if gathered > 0 { endBatch() }
    }
}

extension SyslogListener: DatagramHandler {
    package func attached(to receiver: DatagramReceiver) { self.receiver = receiver }

    package func take(_ datagram: Span<UInt8>) -> Bool {
        let message = datagram.extracting(SyslogTrailer.trim(datagram, 0..<datagram.count))
        guard !message.isEmpty else {
            tally.empty += 1
            return true
        }
        return offer(message)
    }
}
