import Delivery
import Logging
import Transport

/// How the gateway ends.
extension GatewayService {
    /// Ends what is under way within the grace.
    func end() async {
        logger.info("ending", metadata: ["grace": "\(Self.grace)"])
        let deadline = ContinuousClock.now.advanced(by: Self.grace)
        // Before the lanes end, whose forwarders their lines go through.
        await logs.stopFollowing(by: deadline)
        let cutOff = await withTaskGroup(of: Int.self) { group in
            for lane in lanes.lanes { group.addTask { await self.end(lane, by: deadline) } }
            return await group.reduce(0, +)
        }
        if cutOff > 0 { logger.warning("connections cut off", metadata: ["count": "\(cutOff)"]) }
        await logs.finish(by: deadline)
        let isWritten = await withCheckedContinuation { continuation in
            writer.finish { continuation.resume(returning: $0) }
        }
        if !isWritten { logger.error("the last counts could not be written") }
        if ledger.count > 0 {
            logger.notice(
                "events stay on disk for the next start", metadata: ["count": "\(ledger.count)"])
        }
        logger.info("ended")
    }

    /// Ends one lane: listeners close, exchanges end, and requests under way to upstreams.
    ///
    /// No other request is begun, though more wait on disk: the lane would not come to rest, and what
    /// is cut off at the end of the grace would be sent twice. What was not sent stays on disk.
    ///
    /// Gives the number of connections that were cut off.
    private func end(_ lane: Lane, by deadline: ContinuousClock.Instant) async -> Int {
        // Who withdrew still gets an answer: what was to be sent is deleted already.
        let last = Task {
            try await Task.sleep(until: deadline.advanced(by: .zero - Self.lastAnswers))
            await lane.with(LaneService.self) { $0.delivery.endWithdrawals() }
        }
        defer { last.cancel() }
        let delivered = Signpost()
        await lane.drainDeliveries { delivered.reach() }
        let cutOff = await lane.drain(grace: ContinuousClock.now.duration(to: deadline))
        await delivered.wait(until: deadline)
        let sent = Signpost()
        await lane.with(LaneLogs.self) { $0.drain { sent.reach() } } ?? sent.reach()
        await sent.wait(until: deadline)
        let unsent = await lane.with(LaneLogs.self) { $0.abandon() } ?? 0
        if unsent > 0 {
            logger.error("log lines not sent", metadata: ["count": "\(unsent)"])
        }
        await lane.abandonDeliveries()
        await lane.stop()
        return cutOff
    }
}

extension Lane {
    /// Lets all generations end what they have begun.
    fileprivate func drainDeliveries(_ completion: @escaping @Sendable () -> Void) {
        let all = residents(LaneDelivery.self)
        var left = all.count
        guard left > 0 else { return completion() }
        for delivery in all {
            delivery.drain {
                left -= 1
                if left == 0 { completion() }
            }
        }
    }

    fileprivate func abandonDeliveries() {
        for delivery in residents(LaneDelivery.self) { delivery.abandon() }
    }
}
