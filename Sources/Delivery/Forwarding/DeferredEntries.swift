/// Requests that failed and wait for their next try, the earliest first.
///
/// Invariants: `entries` is sorted by the next try, and by number where that is equal, the earliest
/// last; `bytes` is their sum.
struct DeferredEntries {
    private var entries: [Forwarder.Entry] = []
    /// The bytes of all of them.
    private(set) var bytes = 0

    var count: Int { entries.count }
    var isEmpty: Bool { entries.isEmpty }

    /// When the earliest may be tried.
    var nextTry: UInt64? { entries.last?.nextTry }

    var earliest: Forwarder.Entry? { entries.last }

    mutating func insert(_ entry: Forwarder.Entry) {
        bytes += entry.bytes
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if Self.isLater(entries[middle], entry) { low = middle + 1 } else { high = middle }
        }
        entries.insert(entry, at: low)
    }

    mutating func popEarliest() -> Forwarder.Entry? {
        let entry = entries.popLast()
        bytes -= entry?.bytes ?? 0
        return entry
    }

    /// Removes the entries for which `isRemoved` says so; each is asked once.
    mutating func removeAll(where isRemoved: (Forwarder.Entry) -> Bool) {
        entries.removeAll { entry in
            guard isRemoved(entry) else { return false }
            bytes -= entry.bytes
            return true
        }
    }

    private static func isLater(_ one: Forwarder.Entry, _ other: Forwarder.Entry) -> Bool {
        (one.nextTry, one.row.number) > (other.nextTry, other.row.number)
    }
}
