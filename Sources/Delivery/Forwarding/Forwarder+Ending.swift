extension Forwarder {
    /// Begins nothing any more, and calls `completion` when nothing is under way.
    ///
    /// What is not delivered then stays in the spool, for another forwarder of the destination: the next
    /// one after a reload, or that of the next start. None sends what this one has sent.
    package func drain(_ completion: @escaping () -> Void) {
        close()
        let earlier = whenIdle
        whenIdle = {
            earlier?()
            completion()
        }
        callWhenIdle()
    }

    /// Forgets what is under way; later answers are ignored.
    ///
    /// It may have been delivered, and is sent again by whoever reads the spool next.
    package func abandon() {
        close()
        isAbandoned = true
        for entry in flights.flatMap(\.entries) { leave(entry) }
        flights = []
        let ended = waits
        waits = []
        callWhenIdle()
        for wait in ended { wait.done() }
    }

    private func close() {
        isClosing = true
        while let entry = ready.popFirst() { leave(entry) }
        while let entry = deferred.popEarliest() { leave(entry) }
        cancelAlarm()
        upstream.retire()
    }

    /// Lets go of a request that stays in the spool.
    func leave(_ entry: Entry) { heldBytes -= entry.bytes }

    func callWhenIdle() {
        guard flights.isEmpty, let completion = whenIdle else { return }
        whenIdle = nil
        completion()
    }
}
