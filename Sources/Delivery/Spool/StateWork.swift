import Records

/// A request on its way to the spool.
struct SpoolEntry: Sendable {
    let account: SpoolAccount
    let acceptedAt: Int
    let tags: VisitorTags
    let request: OutboundRequest
    let size: Int

    init(
        account: SpoolAccount, acceptedAt: Int, tags: VisitorTags, request: OutboundRequest
    ) {
        self.account = account
        self.acceptedAt = acceptedAt
        self.tags = tags
        self.request = request
        size = request.heldBytes + SpoolLimits.rowBytes
    }
}

/// How a request leaves the spool.
enum SpoolEnd: Sendable, Equatable {
    case done
    case withdrawn
    case dead(DeadLetterReason, status: Int?)
}

/// A request that is to leave the spool.
struct SpoolEnding: Sendable {
    let account: SpoolAccount
    let number: Int64
    let end: SpoolEnd
}

/// A visitor's requests and dead letters, which are to go from some destinations.
struct SpoolRemoval: Sendable {
    let tags: VisitorTags
    /// Only what was accepted earlier, in seconds since 1970.
    let acceptedBefore: Int
    let accounts: [SpoolAccount]
}

/// What one transaction writes.
package struct StateWork: Sendable {
    var counts = PendingCounts()
    var entries: [SpoolEntry] = []
    var endings: [SpoolEnding] = []
    var removals: [SpoolRemoval] = []
    /// Whether something is written even if nothing waits, to learn whether the disk takes it.
    var isProbe = false
    /// Seconds since 1970.
    var now = 0
}

/// What a committed transaction changed in the spool.
package struct StateChange: Sendable {
    struct Gone: Sendable {
        let account: SpoolAccount
        let size: Int
        let end: SpoolEnd
    }

    /// Requests that are not in the spool any more; one that was gone before is not among them.
    var gone: [Gone] = []
    /// Tags that stand nowhere on disk any more, once per row.
    var released: [VisitorTags] = []
    /// Whether the disk has so little room left that only what frees some may be written.
    var isTight = false
}

/// Where the state goes when it leaves memory.
///
/// Tests give one that fails.
package protocol StateSink: Sendable {
    /// Writes everything or nothing.
    func write(_ work: StateWork) throws(StoreError) -> StateChange
}
