package import Records

extension Forwarder {
    /// Drops what was read with one of the tags, and calls `done` when nothing of it is under way.
    ///
    /// The rows are deleted already. Entries under way are not sent again, whatever comes back.
    /// `done` may be called before this returns, and is called once. It comes within the upstream's
    /// own time-outs, because each `send` of ``Upstream`` ends. Giving up earlier would be worse: a
    /// request that waits for a connection cannot be called back, and would be sent after `done` had
    /// promised otherwise.
    package func withdraw(_ tags: VisitorTags, done: @escaping () -> Void) {
        guard !isAbandoned else { return done() }
        barNextPage(tags)
        if ledger.hasWaiting(tags) { removeWaiting(tags) }
        let isWaiting = ledger.wait(for: tags, done: done)
        callWhenIdle()
        if !isWaiting { done() }
    }

    /// Ends the withdrawals that still wait, because the program ends.
    package func endWithdrawals() {
        if ledger.hasWaits { abandon() }
    }

    private func removeWaiting(_ tags: VisitorTags) {
        waiting.removeAll { entry in
            guard entry.tags.intersects(tags) else { return false }
            settle(entry, .withdrawn)
            return true
        }
    }

    /// Tells the withdrawals that waited for an entry which is not under way any more.
    func land(_ entry: Entry) {
        for done in ledger.land(entry) { done() }
    }
}
