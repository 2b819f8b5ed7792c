import Records

/// Which visitors' events one forwarder holds, and which withdrawals wait for events under way.
///
/// Invariants:
/// 1. `counts[tag]` is the number of accepted entries with the tag that have not ended; no zeros.
/// 2. `flights` has the tagged entries that are under way; no more than the forwarder's `concurrent`.
/// 3. Each of `waits` waits for at least one flight, and ends when the last of them has landed. Its
///    withdrawal is not over, so no further entry with its tags takes off.
struct TagLedger {
    private struct Wait {
        let tags: VisitorTags
        var left: Int
        let done: () -> Void
    }

    private var counts: [VisitorTag: Int] = [:]
    private var flights: [Forwarder.Entry] = []
    private var waits: [Wait] = []

    // MARK: Entries

    mutating func accept(_ tags: VisitorTags) {
        if let first = tags.first { counts[first, default: 0] += 1 }
        if let second = tags.second { counts[second, default: 0] += 1 }
    }

    mutating func end(_ tags: VisitorTags) {
        if let first = tags.first { release(first) }
        if let second = tags.second { release(second) }
    }

    private mutating func release(_ tag: VisitorTag) {
        guard let index = counts.index(forKey: tag) else { return }
        counts.values[index] -= 1
        if counts.values[index] == 0 { counts.remove(at: index) }
    }

    mutating func depart(_ entry: Forwarder.Entry) {
        if !entry.tags.isEmpty { flights.append(entry) }
    }

    /// Notes that an entry is not under way any more; gives the withdrawals that waited only for it.
    mutating func land(_ entry: Forwarder.Entry) -> [() -> Void] {
        guard !entry.tags.isEmpty, let place = flights.firstIndex(where: { $0 === entry }) else {
            return []
        }
        flights.swapAt(place, flights.count - 1)
        flights.removeLast()
        guard !waits.isEmpty else { return [] }
        for index in waits.indices where waits[index].tags.intersects(entry.tags) {
            waits[index].left -= 1
        }
        let ended = waits.filter { $0.left == 0 }.map(\.done)
        waits.removeAll { $0.left == 0 }
        return ended
    }

    // MARK: Withdrawals

    /// Whether a withdrawal waits for an entry under way.
    var hasWaits: Bool { !waits.isEmpty }

    /// Whether an entry under way was withdrawn meanwhile, and must not be sent again.
    func isWithdrawn(_ entry: Forwarder.Entry) -> Bool {
        !waits.isEmpty && waits.contains { $0.tags.intersects(entry.tags) }
    }

    /// Whether an entry with one of the tags waits: constant time, but for the few under way.
    func hasWaiting(_ tags: VisitorTags) -> Bool {
        [tags.first, tags.second].contains { tag in
            guard let tag, let count = counts[tag] else { return false }
            let sought = VisitorTags(tag)
            return count > flights.count { $0.tags.intersects(sought) }
        }
    }

    /// Calls `done` when none of the entries under way with one of the tags is under way any more;
    /// `false`, and never calls it, when there are none.
    mutating func wait(for tags: VisitorTags, done: @escaping () -> Void) -> Bool {
        let left = flights.count { $0.tags.intersects(tags) }
        guard left > 0 else { return false }
        waits.append(Wait(tags: tags, left: left, done: done))
        return true
    }

    /// Forgets everything; gives the withdrawals that still waited.
    mutating func clear() -> [() -> Void] {
        let ended = waits.map(\.done)
        self = TagLedger()
        return ended
    }
}
