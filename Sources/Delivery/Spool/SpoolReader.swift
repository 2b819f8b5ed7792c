import Dispatch

/// Reads the spool off the lanes, one destination after the other.
///
/// Each destination has at most one read waiting, so a long queue of one does not hold up another
/// for longer than one read.
package final class SpoolReader: Sendable {
    private let store: StatisticsStore
    private let writer: StateWriter
    private let queue = DispatchQueue(label: "spool-reader", qos: .userInitiated)

    package init(_ store: StatisticsStore, writer: StateWriter) {
        self.store = store
        self.writer = writer
    }

    /// Reads the oldest requests after `number`, and calls `receive` from the reader's queue; `nil`
    /// when the disk refuses.
    ///
    /// Rows that cannot be read as requests are passed over, and become dead letters. What has ended
    /// is not given again, though its deletion may be on its way.
    func read(
        _ account: SpoolAccount, after number: Int64, count: Int, bytes: Int,
        _ receive: @escaping @Sendable ([SpooledRequest]?) -> Void
    ) {
        queue.async { [self] in
            var after = number
            // Before the look at the disk: what is deleted after this is in the set, what was deleted
            // earlier is not on the disk.
            let ended = account.endedNumbers
            while true {
                guard
                    let page = try? store.spooled(
                        account.source, after: after, count: max(count, 1), bytes: bytes)
                else { return receive(nil) }
                writer.end(
                    page.damaged.map {
                        SpoolEnding(
                            account: account, number: $0, end: .dead(.damaged, status: nil))
                    })
                let requests =
                    ended.isEmpty
                    ? page.requests : page.requests.filter { !ended.contains($0.number) }
                guard requests.isEmpty, let last = page.last else { return receive(requests) }
                after = last
            }
        }
    }
}
