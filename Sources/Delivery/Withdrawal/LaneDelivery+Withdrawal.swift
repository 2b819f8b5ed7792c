package import Records
import Synchronization
package import Transport

extension LaneDelivery {
    /// Removes the undelivered events of a visitor from this lane, for some destinations.
    ///
    /// `done` is called once, when none of them waits or is under way; it may be called before this
    /// returns. Nothing of the visitor that this lane accepted earlier is sent after it. See
    /// ``Forwarder/withdraw(_:done:)`` for how long that takes.
    ///
    /// What the statistics counted for accepted events stays counted: the counts hold no identity,
    /// so a visitor's part in them cannot be found again.
    package func withdraw(
        _ tags: VisitorTags, destinations: [Int], done: @escaping () -> Void
    ) {
        let withdrawal = Withdrawal(tags)
        withdraw(withdrawal, destinations: destinations) {
            withdrawal.end()
            done()
        }
    }

    /// The part of this lane in a withdrawal that others carry out too.
    ///
    /// Positions without a forwarder are passed over.
    func withdraw(
        _ withdrawal: Withdrawal, destinations: [Int], done: @escaping () -> Void
    ) {
        let concerned = Set(destinations).compactMap { position in
            forwarders.indices.contains(position) ? forwarders[position] : nil
        }
        guard !withdrawal.tags.isEmpty, !concerned.isEmpty else { return done() }
        var left = concerned.count
        for forwarder in concerned {
            forwarder.withdraw(withdrawal) {
                left -= 1
                if left == 0 { done() }
            }
        }
    }

    /// Removes the undelivered events of a visitor from all lanes, and then calls `done` on this one.
    ///
    /// `done` is called once, always after this returns. Until then events of the visitor are taken
    /// and not sent, on every lane. When the lane is stopped first, `done` is never called.
    ///
    /// `bars` says whether that holds; a refusal that came with an event only removes what waits, and
    /// is not counted as a withdrawal.
    package func withdraw(
        _ tags: VisitorTags, destinations: [Int], on lanes: LaneGroup, bars: Bool = true,
        done: @escaping () -> Void
    ) {
        if bars { consent.withdrawals += 1 }
        lastWithdrawal += 1
        let number = lastWithdrawal
        setAlarm()
        withdrawals[number] = done
        let origin = lanes.lanes[lane]
        let withdrawal = Withdrawal(tags, bars: bars)
        let tally = WithdrawalTally(lanes: lanes.lanes.count) {
            withdrawal.end()
            origin.post { $0.resident(LaneDelivery.self)?.conclude(number) }
        }
        for lane in lanes.lanes {
            lane.post { lane in
                guard let delivery = lane.resident(LaneDelivery.self) else { return tally.count() }
                delivery.withdraw(withdrawal, destinations: destinations) { tally.count() }
            }
        }
    }

    /// Ends the withdrawals that still wait, because the program ends: gives up the forwarders that
    /// they wait for, whose events nobody gets any more.
    package func endWithdrawals() {
        for case let forwarder? in forwarders where forwarder.ledger.hasWaits {
            forwarder.abandon()
        }
    }

    private func conclude(_ number: Int) { withdrawals.removeValue(forKey: number)?() }
}

/// Counts the lanes that are done with a withdrawal, and calls `completion` after the last.
private final class WithdrawalTally: Sendable {
    private let left: Atomic<Int>
    private let completion: @Sendable () -> Void

    init(lanes: Int, completion: @escaping @Sendable () -> Void) {
        left = Atomic(lanes)
        self.completion = completion
    }

    func count() {
        if left.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 { completion() }
    }
}
