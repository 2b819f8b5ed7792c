import Records
import Synchronization

/// One visitor's withdrawal while it is carried out, shared by all lanes.
///
/// Until ``end()`` they spool no further events of the visitor: a page sends its beacons with the old
/// consent until the withdrawal is acknowledged.
final class Withdrawal: Sendable {
    let tags: VisitorTags
    /// Whether further events of the visitor are refused until it is over.
    let bars: Bool
    private let over = Atomic(false)

    init(_ tags: VisitorTags, bars: Bool = true) {
        self.tags = tags
        self.bars = bars
    }

    /// Whether it is acknowledged; what comes now was sent under a new choice.
    var isOver: Bool { over.load(ordering: .relaxed) }

    func end() { over.store(true, ordering: .relaxed) }
}
