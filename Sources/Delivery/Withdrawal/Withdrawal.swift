package import Records
import Synchronization

/// One visitor's withdrawal while it is carried out, shared by all forwarders that it concerns.
///
/// Until ``end()`` they refuse further events of the visitor: a page sends its beacons with the old
/// consent until the withdrawal is acknowledged.
package final class Withdrawal: Sendable {
    package let tags: VisitorTags
    private let over = Atomic(false)

    package init(_ tags: VisitorTags) { self.tags = tags }

    /// Whether it is acknowledged; what comes now was sent under a new choice.
    package var isOver: Bool { over.load(ordering: .relaxed) }

    package func end() { over.store(true, ordering: .relaxed) }
}
