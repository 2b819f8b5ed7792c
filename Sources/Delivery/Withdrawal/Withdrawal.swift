import Records
import Synchronization

/// One visitor's withdrawal while it is carried out, shared by all forwarders that it concerns.
///
/// Until ``end()`` they refuse further events of the visitor: a page sends its beacons with the old
/// consent until the withdrawal is acknowledged.
final class Withdrawal: Sendable {
    let tags: VisitorTags
    private let over = Atomic(false)

    init(_ tags: VisitorTags) { self.tags = tags }

    /// Whether it is acknowledged; what comes now was sent under a new choice.
    var isOver: Bool { over.load(ordering: .relaxed) }

    func end() { over.store(true, ordering: .relaxed) }
}
