import Bytes

/// A socket on one lane that takes datagrams.
///
/// Invariants:
/// 1. While `isPaused`, nothing is read: the kernel keeps what its buffer holds, and counts what
///    it drops.
/// 2. A datagram is overwritten as soon as the handler has taken it.
/// 3. `descriptor` and `key` are given back exactly once. While `isEnding` and not closed, the lane
///    waits.
package final class DatagramReceiver: LaneMember {
    /// Batches read in one turn, so that a flood does not starve the rest of the lane.
    private static let batchesPerTurn = 16

    /// Batches read when the lane drains: what a full kernel buffer holds, and an end for a flood.
    private static let batchesAtEnd = 4_096

    private let reactor: Reactor
    private let admitted: [PeerRange]
    /// Owned by the room above, which also keeps this socket.
    private weak var handler: (any DatagramHandler)?
    private let batch: DatagramBatch
    /// The file of a Unix socket, which goes when this closes.
    private let path: String?
    private var descriptor: Descriptor?
    private var key: SlotKey?

    private var mayRead = false
    package private(set) var isPaused = false
    private var isResumeDue = false
    private var hasFailed = false
    private var isEnding = false
    private var isContinued = false
    private var dropsSeen: UInt32 = 0
    private var tally = DatagramCounters()

    init(
        _ descriptor: consuming Descriptor, on reactor: Reactor, path: String?,
        handler: any DatagramHandler, limits: DatagramLimits, admitted: [PeerRange]
    ) throws(SystemFault) {
        self.reactor = reactor
        self.handler = handler
        self.admitted = admitted
        self.path = path
        batch = DatagramBatch(length: limits.longest)
        tally.receiveBuffer = DatagramSocket.receiveBuffer(descriptor)
        // The reactor keeps the member from here on.
        key = try reactor.register(descriptor, self, [.input, .edgeTriggered])
        self.descriptor = consume descriptor
        if reactor.isDraining { drain() }
    }

    /// The numbers so far; asks the kernel for its own.
    package var counters: DatagramCounters {
        readDrops()
        return tally
    }

    private func readDrops() {
        var drops = dropsSeen
        switch descriptor {
        case .some(let descriptor): drops = DatagramSocket.drops(descriptor) ?? dropsSeen
        case .none: return
        }
        // The kernel's counter is 32 bits wide and wraps.
        tally.droppedByKernel += Int(drops &- dropsSeen)
        dropsSeen = drops
    }

    // MARK: Turns

    func ready(_ readiness: Readiness) {
        mayRead = true
        turn(batches: Self.batchesPerTurn)
    }

    func resume() {
        isContinued = false
        turn(batches: Self.batchesPerTurn)
    }

    /// Reads on after the handler had no room.
    package func resumeReading() {
        guard isPaused else {
            // The handler that is about to say that it has no room has found some meanwhile.
            isResumeDue = true
            return
        }
        isPaused = false
        continueLater()
    }

    private func continueLater() {
        guard !isContinued, key != nil else { return }
        isContinued = true
        reactor.continueLater(self)
    }

    private func turn(batches: Int) {
        guard !isPaused, key != nil else { return }
        var hasRead = false
        for _ in 0..<batches {
            if batch.isEmpty {
                guard mayRead, receive() > 0 else { break }
            }
            hasRead = true
            handOver()
            if !batch.isEmpty { break }
        }
        if hasRead { handler?.turnEnded() }
        guard !isPaused else { return }
        if mayRead || !batch.isEmpty { continueLater() } else if isEnding { close() }
    }

    private func receive() -> Int {
        var result = Transfer.wouldBlock
        switch descriptor {
        case .some(let descriptor): result = batch.receive(descriptor)
        case .none: break
        }
        switch result {
        case .processed(let count):
            hasFailed = false
            // A batch with room left has emptied the socket.
            if !batch.wasFull { mayRead = false }
            return count
        case .wouldBlock:
            mayRead = false
            return 0
        case .failed:
            // An error that the network reported is taken by asking; one that stays is left until
            // the next datagram comes.
            if hasFailed { mayRead = false }
            hasFailed.toggle()
            return 0
        }
    }

    private func handOver() {
        while !batch.isEmpty {
            guard !batch.isTruncated else {
                tally.truncated += 1
                batch.forgetFirst()
                continue
            }
            guard admitted.isEmpty || batch.sender.map({ admitted.admits($0) }) ?? false else {
                tally.refused += 1
                batch.forgetFirst()
                continue
            }
            let batch = batch
            isResumeDue = false
            let datagram = batch.datagram
            let count = datagram.count
            guard handler?.take(datagram) ?? true else {
                isPaused = !isResumeDue
                return
            }
            tally.datagrams += 1
            tally.bytes += count
            reactor.counters.bytesRead += count
            batch.forgetFirst()
        }
    }

    // MARK: Ending

    /// Takes what has already arrived, and closes; without room, as soon as there is some.
    func drain() {
        guard key != nil, !isEnding else { return }
        isEnding = true
        // The lane waits for us as it does for requests to upstreams.
        reactor.outboundBegan()
        mayRead = true
        turn(batches: Self.batchesAtEnd)
        if !isPaused { close() }
    }

    func abort() { close() }

    private func close() {
        guard let key else { return }
        countAbandoned()
        readDrops()
        reactor.release(key)
        self.key = nil
        descriptor = nil
        if let path { try? Syscall.unlink(path) }
        if isEnding { reactor.outboundEnded() }
    }

    /// Counts what nobody will read: the rest of the batch, and what the kernel still holds.
    private func countAbandoned() {
        tally.abandoned += batch.count
        batch.wipe()
        for _ in 0..<Self.batchesAtEnd where receive() > 0 {
            tally.abandoned += batch.count
            batch.wipe()
        }
    }
}
