/// From one set of destinations to the next while the program runs.
///
/// Positions mean something in one generation only. So a new configuration gets new deliveries; the
/// former ones end what they have begun, beside them.
extension LaneDelivery {
    /// Sends nothing of a destination until ``release(_:)``.
    package func hold(_ position: Int) { held.insert(position) }

    /// The former forwarder of the destination has nothing under way any more.
    package func release(_ position: Int) {
        held.remove(position)
        arrived(at: position)
        setAlarm()
    }

    /// Goes on with the withdrawals that are not over.
    package func inherit(from former: LaneDelivery) { barriers = former.barriers }

    /// Begins no request any more and hands over what is counted; calls `stopped` for each position
    /// whose forwarder has nothing under way.
    ///
    /// What was ended is with the writer before that, so that nobody sends it again.
    package func retire(_ stopped: @escaping (Int) -> Void) {
        commit()
        sending = Set(forwarders.indices.filter { forwarders[$0] != nil })
        for (position, forwarder) in forwarders.enumerated() {
            forwarder?.drain { [weak self, queue = queues[position]] in
                queue?.handOver()
                self?.sending.remove(position)
                stopped(position)
            }
        }
    }

    /// Whether a forwarder of a retired delivery still has something under way.
    package var isSending: Bool { !sending.isEmpty }

    /// Whether nobody waits for it any more: neither a client nor a withdrawal.
    package var isSettled: Bool { open.isEmpty && waiting.isEmpty && withdrawals.isEmpty }
}
