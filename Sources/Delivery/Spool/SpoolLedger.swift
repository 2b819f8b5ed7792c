import Synchronization

/// The accounts of all destinations, those of former configurations included.
package final class SpoolLedger: Sendable {
    /// Which visitors may have requests or dead letters on disk.
    package let tags = UndeliveredTags()
    private let maximumBytes: Atomic<Int>
    private let accounts = Mutex<[Source: SpoolAccount]>([:])

    /// `maximumBytes` is what each destination may have in the spool.
    package init(maximumBytes: Int) { self.maximumBytes = Atomic(maximumBytes) }

    /// The account of a destination, the same one for every caller.
    package func account(for source: Source) -> SpoolAccount {
        accounts.withLock { accounts in
            if let known = accounts[source] { return known }
            let new = SpoolAccount(
                source, maximumBytes: maximumBytes.load(ordering: .relaxed))
            accounts[source] = new
            return new
        }
    }

    package var all: [SpoolAccount] { accounts.withLock { Array($0.values) } }

    /// Requests on disk, of all destinations.
    package var count: Int { all.reduce(0) { $0 + $1.count } }

    /// Requests on disk of destinations that are none of `sources`.
    package func count(besides sources: [Source]) -> Int {
        let configured = Set(sources)
        return all.reduce(0) { configured.contains($1.source) ? $0 : $0 + $1.count }
    }

    /// Goes on with another bound for each destination.
    package func bound(bytes: Int) {
        maximumBytes.store(bytes, ordering: .relaxed)
        for account in all { account.bound(bytes: bytes) }
    }
}
