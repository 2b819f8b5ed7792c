import Synchronization

/// The route table that is in force, for all lanes to read.
///
/// A lane looks at the version on every request, which costs one load, and takes the table only when
/// it has changed. So neither a reload nor a rotation of keys interrupts a request.
package final class CurrentRoutes: Sendable {
    private let current: Mutex<RouteTable>
    private let number = Atomic<Int>(0)

    package init(_ table: RouteTable) { current = Mutex(table) }

    /// Grows with every change.
    var version: Int { number.load(ordering: .acquiring) }

    var table: RouteTable { current.withLock { $0 } }

    package func replace(_ table: RouteTable) {
        current.withLock { $0 = table }
        number.add(1, ordering: .releasing)
    }
}
