import GRDB
import Records

/// What the spool holds, read by others than the writer.
extension StatisticsStore {
    /// Some of a destination's oldest requests, and the numbers of rows that are none.
    struct SpoolPage {
        var requests: [SpooledRequest] = []
        var damaged: [Int64] = []
        /// The number of the last row.
        var last: Int64?
    }

    /// The oldest rows after `number`: at most `count` with at most `bytes` together, but always one.
    func spooled(
        _ source: Source, after: Int64, count: Int, bytes: Int
    ) throws(StoreError) -> SpoolPage {
        try read { database in
            var page = SpoolPage()
            guard let id = try Self.id(of: source, in: database) else { return page }
            let statement = try database.cachedStatement(sql: SpoolSQL.read)
            let rows = try Row.fetchCursor(statement, arguments: [id, after, count])
            var taken = 0
            while let row = try rows.next() {
                // A damaged index gives rows again; who reads on behind them would never end.
                guard let number = StoredValue.integer(row[0]).map(Int64.init),
                    number > page.last ?? after
                else { continue }
                guard let request = SpooledRow.request(row, number: number) else {
                    page.damaged.append(number)
                    page.last = number
                    continue
                }
                taken += request.request.heldBytes
                if taken > bytes, !page.requests.isEmpty { break }
                page.requests.append(request)
                page.last = number
            }
            return page
        }
    }

    private static func id(of source: Source, in database: Database) throws -> Int64? {
        let query = try database.cachedStatement(sql: StoreSQL.sourceID)
        return try Int64.fetchOne(query, arguments: [source.site, source.destination])
    }

    /// Notes in their accounts since when the oldest request of each destination waits.
    ///
    /// Blocks on the disk: not for a lane.
    package func noteAges(in ledger: SpoolLedger) {
        let accounts = ledger.all.filter { !$0.isEmpty }
        guard !accounts.isEmpty else { return }
        try? read { database in
            for account in accounts {
                guard let id = try Self.id(of: account.source, in: database) else { continue }
                let query = try database.cachedStatement(sql: SpoolSQL.oldest)
                let row = try Row.fetchOne(query, arguments: [id])
                account.set(oldest: row.flatMap { StoredValue.time($0[0]) } ?? 0)
            }
        }
    }

    func read<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
        do {
            return try database.read(body)
        } catch {
            throw StoreError(error, path: path)
        }
    }
}
