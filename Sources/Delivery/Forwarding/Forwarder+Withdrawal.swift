package import Records

extension Forwarder {
    /// Drops what was read with one of the tags, and calls `done` when nothing of it is under way.
    ///
    /// The rows are deleted already. Entries under way are not sent again, whatever comes back.
    /// `done` may be called before this returns, and is called once. It comes within the upstream's
    /// own time-outs, because each `send` of ``Upstream`` ends. Giving up earlier would be worse: a
    /// request that waits for a connection cannot be called back, and would be sent after `done` had
    /// promised otherwise.
    package func withdraw(
        _ tags: VisitorTags, acceptedBefore: Int = .max, done: @escaping () -> Void
    ) {
        guard !isAbandoned else { return done() }
        let withdrawn = Withdrawn(tags: tags, acceptedBefore: acceptedBefore)
        barNextPage(withdrawn)
        if ledger.hasWaiting(tags) { removeWaiting(withdrawn) }
        let isWaiting = ledger.wait(for: withdrawn, done: done)
        callWhenIdle()
        if !isWaiting { done() }
    }

    /// Ends the withdrawals that still wait, because the program ends.
    package func endWithdrawals() {
        if ledger.hasWaits { abandon() }
    }

    /// Whose requests are not sent any more, and until when they were accepted.
    struct Withdrawn {
        let tags: VisitorTags
        let acceptedBefore: Int

        func concerns(_ request: SpooledRequest) -> Bool {
            request.acceptedAt < acceptedBefore && request.tags.intersects(tags)
        }
    }

    private func removeWaiting(_ withdrawn: Withdrawn) {
        waiting.removeAll { entry in
            guard withdrawn.concerns(entry.spooled) else { return false }
            settle(entry, .withdrawn)
            return true
        }
    }

    /// Tells the withdrawals that waited for an entry which is not under way any more.
    func land(_ entry: Entry) {
        for done in ledger.land(entry) { done() }
    }
}
