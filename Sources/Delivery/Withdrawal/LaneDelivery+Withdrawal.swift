package import Records
import Synchronization
package import Transport

extension LaneDelivery {
    /// Removes the undelivered events of a visitor that were accepted before a moment, in seconds
    /// since 1970, and then calls `done` on this lane.
    ///
    /// Every lane hands over what it has, the writer deletes the rows, and the forwarders drop what
    /// they have read and wait for what is under way. Until then further events of the visitor are
    /// counted and not spooled, on every lane. Where nothing of the visitor can be, neither is asked.
    ///
    /// `done` is called once, always after this returns; never while the disk refuses, because what
    /// is there would be sent after it, and never when the lane is stopped first. `bars` says whether
    /// further events are held back; a refusal that came with an event only removes what waits, and is
    /// not counted as a withdrawal.
    ///
    /// What the statistics counted for accepted events stays counted: the counts hold no identity,
    /// so a visitor's part in them cannot be found again.
    package func withdraw(
        _ tags: VisitorTags, acceptedBefore: Int = .max, destinations: [Int], on lanes: LaneGroup,
        bars: Bool = true, done: @escaping () -> Void
    ) {
        if bars { consent.withdrawals += 1 }
        lastWithdrawal += 1
        let number = lastWithdrawal
        setAlarm()
        withdrawals[number] = done
        let concerned = Set(destinations).compactMap {
            accounts.indices.contains($0) ? accounts[$0] : nil
        }
        let post = post
        let withdrawal = Withdrawal(tags, bars: bars)
        let conclude: @Sendable () -> Void = {
            withdrawal.end()
            post { $0.conclude(withdrawal: number) }
        }
        guard !tags.isEmpty, !concerned.isEmpty else { return conclude() }
        let removal = SpoolRemoval(
            tags: tags, acceptedBefore: acceptedBefore, accounts: concerned)
        let writer = writer
        Self.onAll(lanes) { delivery, done in
            delivery.prepare(withdrawal)
            done()
        } completion: {
            // Asking costs a stranger nothing, so the disk is asked only where something can be.
            guard writer.ledger.tags.mayHold(tags) else { return conclude() }
            writer.remove(removal) {
                Self.onAll(lanes) { delivery, done in
                    delivery.drop(removal, at: concerned, done: done)
                } completion: {
                    conclude()
                }
            }
        }
    }

    /// Calls `body` on every lane, and `completion` when each of them is done.
    private static func onAll(
        _ lanes: LaneGroup,
        _ body: @escaping @Sendable (LaneDelivery, _ done: @escaping @Sendable () -> Void) -> Void,
        completion: @escaping @Sendable () -> Void
    ) {
        let tally = WithdrawalTally(lanes: lanes.lanes.count, completion)
        for lane in lanes.lanes {
            lane.post { lane in
                // A former one may have events and requests under way too.
                let deliveries = lane.residents(LaneDelivery.self)
                guard !deliveries.isEmpty else { return tally.count() }
                let own = WithdrawalTally(lanes: deliveries.count) { tally.count() }
                for delivery in deliveries { body(delivery) { own.count() } }
            }
        }
    }

    /// Bars further events, and gives the writer what the lane has.
    private func prepare(_ withdrawal: Withdrawal) {
        barriers.removeAll(where: \.isOver)
        if withdrawal.bars { barriers.append(withdrawal) }
        commit()
    }

    private func drop(
        _ removal: SpoolRemoval, at concerned: [SpoolAccount],
        done: @escaping @Sendable () -> Void
    ) {
        let own = zip(accounts, forwarders).compactMap { account, forwarder in
            concerned.contains { $0 === account } ? forwarder : nil
        }
        var left = own.count
        guard left > 0 else { return done() }
        for forwarder in own {
            forwarder.withdraw(removal.tags, acceptedBefore: removal.acceptedBefore) {
                left -= 1
                if left == 0 { done() }
            }
        }
    }

    /// Whether a withdrawal that is not over concerns the tags.
    func isBarred(_ tags: VisitorTags) -> Bool {
        guard !barriers.isEmpty else { return false }
        barriers.removeAll(where: \.isOver)
        return barriers.contains { $0.tags.intersects(tags) }
    }

    /// Ends the withdrawals that still wait for requests under way, because the program ends; their
    /// rows are deleted already.
    package func endWithdrawals() {
        for forwarder in forwarders { forwarder?.endWithdrawals() }
    }

    private func conclude(withdrawal number: Int) {
        withdrawals.removeValue(forKey: number)?()
    }
}

/// Counts the lanes that are done with a withdrawal, and calls `completion` after the last.
private final class WithdrawalTally: Sendable {
    private let left: Atomic<Int>
    private let completion: @Sendable () -> Void

    init(lanes: Int, _ completion: @escaping @Sendable () -> Void) {
        left = Atomic(lanes)
        self.completion = completion
    }

    func count() {
        if left.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 { completion() }
    }
}
