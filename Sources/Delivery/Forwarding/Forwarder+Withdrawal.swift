import Records

extension Forwarder {
    /// Removes what waits with one of the tags, and calls `done` when nothing of it is under way.
    ///
    /// Entries under way are not sent again, whatever comes back. `done` may be called before this
    /// returns, and is called once. It comes within the upstream's own time-outs, because each
    /// `send` of ``Upstream`` ends. Giving up earlier would be worse: a request that waits for a
    /// connection cannot be called back, and would be sent after `done` had promised otherwise.
    ///
    /// Until the withdrawal is over, further entries with one of its tags end as ``withdrawn``
    /// without being sent.
    func withdraw(_ withdrawal: Withdrawal, done: @escaping () -> Void) {
        guard !isAbandoned else { return done() }
        let tags = withdrawal.tags
        if withdrawal.bars { ledger.bar(withdrawal) }
        let removed = ledger.hasWaiting(tags) ? removeWaiting(tags) : 0
        let isWaiting = ledger.wait(for: tags, done: done)
        relieve(removed)
        callWhenIdle()
        if !isWaiting { done() }
    }

    private func removeWaiting(_ tags: VisitorTags) -> Int {
        var removed = 0
        waiting.removeAll { entry in
            guard entry.tags.intersects(tags) else { return false }
            removed += 1
            settle(entry, .withdrawn)
            return true
        }
        return removed
    }

    /// Tells the withdrawals that waited for an entry which is not under way any more.
    func land(_ entry: Entry) {
        for done in ledger.land(entry) { done() }
    }
}
