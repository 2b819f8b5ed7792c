import GRDB
import Records

/// The spool at the start, and what has become too old.
extension StatisticsStore {
    /// Whether neither a request nor a dead letter is there, so that no tag stands anywhere.
    package func isSpoolEmpty() throws(StoreError) -> Bool {
        try read { try Bool.fetchOne($0, sql: SpoolSQL.isEmpty) ?? true }
    }

    /// Fills the accounts and the tags from what is on disk.
    ///
    /// Rows that no destination owns any more are counted in accounts of their own.
    package func load(_ ledger: SpoolLedger) throws(StoreError) {
        try read { database in
            for row in try Row.fetchAll(database, sql: SpoolSQL.sums) {
                guard let site = StoredValue.text(row[0]), let name = StoredValue.text(row[1])
                else { continue }
                ledger.account(for: Source(site: site, destination: name)).set(
                    requests: StoredValue.integer(row[2]) ?? 0,
                    bytes: StoredValue.integer(row[3]) ?? 0)
            }
            for table in ["spool", "dead_letter"] {
                for column in ["tag1", "tag2"] {
                    let rows = try Row.fetchCursor(
                        database, sql: SpoolSQL.tags(column, of: table))
                    while let row = try rows.next() {
                        ledger.tags.accept(SpooledRow.tags(row[0], .null))
                    }
                }
            }
        }
    }

    /// Makes dead letters of requests that were accepted before `limit`, in seconds since 1970.
    ///
    /// Gives how many there were. `accounts` have no forwarder, so nothing of it is under way.
    package func expire(
        _ accounts: [SpoolAccount], acceptedBefore limit: Int, now: Int, _ tags: UndeliveredTags
    ) throws(StoreError) -> Int {
        var expired = 0
        for account in accounts {
            while true {
                let change = try expire(account, limit, now)
                for gone in change.gone { account.remove(gone.size, gone.end) }
                for released in change.released { tags.end(released) }
                expired += change.gone.count
                if change.gone.isEmpty { break }
            }
        }
        return expired
    }

    private func expire(
        _ account: SpoolAccount, _ limit: Int, _ now: Int
    ) throws(StoreError) -> StateChange {
        try write { database in
            // The writer's memory is not touched: two may work at a time here.
            var learnt = KnownValues.State()
            var change = StateChange()
            let id = try Self.source(account.source, &learnt, in: database)
            let rows = try Row.fetchAll(
                database, sql: SpoolSQL.first, arguments: [id, SpoolLimits.expiringRows])
            // A row whose time cannot be read does not hold up those behind it.
            let endings = rows.prefix { StoredValue.time($0[1]) ?? 0 < limit }.compactMap {
                StoredValue.integer($0[0]).map {
                    SpoolEnding(
                        account: account, number: Int64($0), end: .dead(.expired, status: nil))
                }
            }
            try end(endings, now: now, &learnt, &change, in: database)
            return change
        }
    }

    /// Removes dead letters of before `limit`, in seconds since 1970; gives how many.
    package func purgeDeadLetters(
        endedBefore limit: Int, _ tags: UndeliveredTags
    ) throws(StoreError) -> Int {
        let gone = try write { database in
            try Row.fetchAll(database, sql: SpoolSQL.purgeDead, arguments: [limit])
        }
        for row in gone { tags.end(SpooledRow.tags(row[0], row[1])) }
        return gone.count
    }
}
