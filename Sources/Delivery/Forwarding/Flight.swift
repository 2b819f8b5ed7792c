extension Forwarder {
    /// A request under way, and what it carries: one request of the spool, or several joined in one.
    final class Flight {
        /// In the order of their acceptance; never empty.
        let entries: [Entry]
        let ticket: CircuitBreaker.Ticket
        let begun: UInt64
        /// How many might have gone together when it began.
        let width: Int
        /// Whether it goes over a connection that had none before.
        let isFresh: Bool

        var isBatch: Bool { entries.count > 1 }

        init(_ entries: [Entry], _ ticket: CircuitBreaker.Ticket, begun: UInt64, width: Int) {
            self.entries = entries
            self.ticket = ticket
            self.begun = begun
            self.width = width
            isFresh = entries.contains(where: \.isFresh)
        }
    }
}
