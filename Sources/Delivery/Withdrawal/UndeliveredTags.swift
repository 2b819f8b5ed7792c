package import Records
import Synchronization

/// Which visitors may have undelivered events: on their way to the spool, in it, or dead letters.
///
/// A refusal can arrive on another lane than the events that it concerns. This says in constant time
/// that there are none, so that the disk is asked only when there may be some.
///
/// Invariant: the count at a tag's place is at least the number of requests not gone from the disk
/// whose tags have that place; so zero means none, and more than zero means perhaps.
package final class UndeliveredTags: Sendable {
    /// Places for counts: 256 KiB make false alarms rare with some thousand events that wait.
    ///
    /// With more of them a refusal costs a look into the database.
    private static let places = 65_536

    private let counts = Mutex([UInt32](repeating: 0, count: UndeliveredTags.places))

    package init() {}

    /// Whether events with one of the tags may be waiting or under way.
    package func mayHold(_ tags: VisitorTags) -> Bool {
        guard !tags.isEmpty else { return false }
        return counts.withLock { counts in
            (tags.first.map { counts[Self.place($0)] > 0 } ?? false)
                || (tags.second.map { counts[Self.place($0)] > 0 } ?? false)
        }
    }

    func accept(_ tags: VisitorTags) { change(tags) { $0 &+= 1 } }

    func end(_ tags: VisitorTags) { change(tags) { $0 &-= 1 } }

    private func change(_ tags: VisitorTags, _ body: (inout UInt32) -> Void) {
        guard !tags.isEmpty else { return }
        counts.withLock { counts in
            if let first = tags.first { body(&counts[Self.place(first)]) }
            if let second = tags.second { body(&counts[Self.place(second)]) }
        }
    }

    private static func place(_ tag: VisitorTag) -> Int {
        Int(truncatingIfNeeded: tag.rawValue % UInt64(places))
    }
}
