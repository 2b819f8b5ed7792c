/// One destination's requests in the database, for its forwarder.
///
/// Not `Sendable`: it belongs to the forwarder's lane. Endings are gathered for a turn of the lane
/// and given to the writer together.
///
/// Invariant: each read has one entry in `receivers` until its answer has come.
package final class StoredSpoolQueue: SpoolQueue {
    private let account: SpoolAccount
    private let reader: SpoolReader
    private let writer: StateWriter
    private let time: any LaneTime
    private let position: Int
    private let post: LaneDelivery.Post
    private var endings: [SpoolEnding] = []
    private var receivers: [Int: ([SpooledRequest]?) -> Void] = [:]
    private var lastTicket = 0

    /// `position` is that of the destination, `post` reaches the lane's delivery.
    package init(
        _ account: SpoolAccount, position: Int, reader: SpoolReader, writer: StateWriter,
        time: any LaneTime, post: @escaping LaneDelivery.Post
    ) {
        self.account = account
        self.position = position
        self.reader = reader
        self.writer = writer
        self.time = time
        self.post = post
        account.whenArrived { post { $0.arrived(at: position) } }
    }

    package func read(
        after number: Int64, count: Int, bytes: Int,
        _ receive: @escaping ([SpooledRequest]?) -> Void
    ) {
        lastTicket += 1
        let ticket = lastTicket
        receivers[ticket] = receive
        let answer: @Sendable ([SpooledRequest]?) -> Void = { [post, position] requests in
            post { $0.queues[position]?.answer(requests, ticket: ticket) }
        }
        // What was sent and cannot be deleted would be sent again after a crash: no more of it.
        guard !writer.isFailing || writer.waitingEndings < SpoolLimits.waitingEndings else {
            return answer(nil)
        }
        reader.read(account, after: number, count: count, bytes: bytes, answer)
    }

    private func answer(_ requests: [SpooledRequest]?, ticket: Int) {
        receivers.removeValue(forKey: ticket)?(requests)
    }

    package func end(_ request: SpooledRequest, _ result: ForwardingResult, status: Int?) {
        if endings.isEmpty { time.afterTurn { [weak self] in self?.handOver() } }
        account.noteEnded(request.number)
        let end: SpoolEnd =
            if let reason = DeadLetterReason(result) {
                .dead(reason, status: status)
            } else {
                result == .withdrawn ? .withdrawn : .done
            }
        endings.append(SpoolEnding(account: account, number: request.number, end: end))
    }

    /// Gives the writer what has ended.
    func handOver() {
        writer.end(endings)
        endings.removeAll(keepingCapacity: true)
    }
}
