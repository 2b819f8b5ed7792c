/// From the event to the disk, and from there to its client.
extension LaneDelivery {
    /// Calls `answer` once, when what was accepted and noted since the last call is on disk, or with
    /// `false` when it could not be kept.
    ///
    /// One call per request, after all of its destinations: they are kept together or not at all.
    package func whenKept(_ answer: @escaping (Bool) -> Void) {
        if open.clients.isEmpty {
            // A lane with an answer under way does not sleep.
            time.awaitedPosts += 1
            time.afterTurn { [weak self] in self?.commit() }
        }
        open.clients.append(answer)
        heldEvents += 1
    }

    /// Hands the events of this turn to the writer.
    func commit() {
        guard !open.isEmpty else { return }
        lastBatch += 1
        let number = lastBatch
        let batch = EventBatch(
            entries: open.entries, counts: rollup.take().with(evidence.take()),
            events: open.clients.count,
            told: { [post] isKept in post { $0.conclude(number, isKept: isKept) } })
        waiting[number] = open
        open = LaneBatch()
        writer.keep(batch)
    }

    /// Counts what was kept, or that it was not, and answers the clients.
    private func conclude(_ number: Int, isKept: Bool) {
        guard var batch = waiting.removeValue(forKey: number) else { return }
        heldEvents -= batch.clients.count
        heldBytes -= batch.bytes
        if !batch.clients.isEmpty { time.awaitedPosts -= 1 }
        if isKept {
            for noted in batch.noted { outcomes[noted.destination].count(noted.outcome) }
            countDecisions(of: &batch)
            setAlarm()
        } else {
            for noted in batch.noted { refuse(destination: noted.destination) }
            for entry in batch.entries { writer.ledger.tags.end(entry.tags) }
        }
        for answer in batch.clients { answer(isKept) }
    }

    /// Tells the forwarder of a destination that there is something new.
    func arrived(at position: Int) {
        guard let forwarder = forwarders[position], !held.contains(position) else { return }
        forwarder.arrived()
        // Its numbers are published though this lane may have taken none of the events.
        setAlarm()
    }
}
