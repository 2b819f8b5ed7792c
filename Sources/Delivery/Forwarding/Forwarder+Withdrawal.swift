package import Records

extension Forwarder {
    /// Which requests a withdrawal concerns.
    struct Withdrawn {
        let tags: VisitorTags
        /// Seconds since 1970; what was accepted then or later stays.
        let acceptedBefore: Int

        func concerns(_ row: SpooledRequest) -> Bool {
            row.acceptedAt < acceptedBefore && row.tags.intersects(tags)
        }
    }

    /// A withdrawal that waits for requests under way.
    struct Wait {
        let withdrawn: Withdrawn
        let done: () -> Void
    }

    /// Drops what was read with one of the tags and accepted before a moment (seconds since 1970), and
    /// calls `done` when nothing of it is under way.
    ///
    /// The spool has removed the rows itself. Requests under way are not sent again, whatever comes back.
    /// `done` may be called before this returns, and is called once. It comes within the upstream's own
    /// time-outs, because each `send` of ``Upstream`` ends. Giving up earlier would be worse: a request
    /// that waits for a connection cannot be called back, and would be sent after `done` had promised
    /// otherwise.
    package func withdraw(
        _ tags: VisitorTags, acceptedBefore: Int = .max, done: @escaping () -> Void
    ) {
        guard !isAbandoned, !tags.isEmpty else { return done() }
        let withdrawn = Withdrawn(tags: tags, acceptedBefore: acceptedBefore)
        if isReading { barredFromRead.append(withdrawn) }
        ready.removeAll { isDropped($0, withdrawn) }
        deferred.removeAll { isDropped($0, withdrawn) }
        var isUnderWay = false
        for entry in flights.flatMap(\.entries) where withdrawn.concerns(entry.row) {
            entry.isWithdrawn = true
            isUnderWay = true
        }
        guard isUnderWay else {
            done()
            return pump()
        }
        waits.append(Wait(withdrawn: withdrawn, done: done))
    }

    /// Ends the withdrawals that still wait, because the program ends.
    package func endWithdrawals() {
        if !waits.isEmpty { abandon() }
    }

    private func isDropped(_ entry: Entry, _ withdrawn: Withdrawn) -> Bool {
        guard withdrawn.concerns(entry.row) else { return false }
        heldBytes -= entry.bytes
        counted.count(.withdrawn)
        return true
    }

    /// Tells the withdrawals of which nothing is under way any more.
    func land(_ flight: Flight) {
        guard flight.entries.contains(where: \.isWithdrawn) else { return }
        let underWay = flights.flatMap(\.entries).filter(\.isWithdrawn)
        var ended: [Wait] = []
        waits.removeAll { wait in
            let isUnderWay = underWay.contains { wait.withdrawn.concerns($0.row) }
            if !isUnderWay { ended.append(wait) }
            return !isUnderWay
        }
        for wait in ended { wait.done() }
    }
}
