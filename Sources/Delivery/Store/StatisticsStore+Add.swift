import GRDB
import Synchronization

/// Where counts go when they leave memory.
///
/// Tests give one that fails.
package protocol StatisticsSink: Sendable {
    /// Writes everything or nothing.
    func add(_ counts: PendingCounts) throws(StoreError)
}

/// How many values each day already has in the file, so that a day has a bounded number of rows.
final class KnownValues: Sendable {
    struct Key: Hashable {
        let source: Int64
        let dimension: Dimension
        let day: Int
    }

    let counts = Mutex<[Key: Int]>([:])

    /// Days in memory.
    ///
    /// The writer pays when it is exceeded: it counts rows again.
    static let limit = 10_000
}

extension StatisticsStore: StatisticsSink {
    package func add(_ counts: PendingCounts) throws(StoreError) {
        // Taken away and given back after the commit: what a rolled back transaction has learnt
        // is not true.
        var known = knownValues.counts.withLock { counts in
            defer { counts = [:] }
            return counts
        }
        if known.count > KnownValues.limit { known = [:] }
        try write { database in
            var sources: [Source: Int64] = [:]
            for (key, day) in counts.days {
                let source = try Self.source(key.source, in: database)
                sources[key.source] = source
                for dimension in Dimension.allCases {
                    try Self.add(
                        day[dimension],
                        to: .init(source: source, dimension: dimension, day: key.day.number),
                        &known, in: database)
                }
                let revenue = try database.cachedStatement(sql: StoreSQL.addRevenue)
                for (currency, sum) in day.revenue {
                    try revenue.execute(
                        arguments: [source, key.day.number, currency, sum.orders, sum.cents])
                }
            }
            try Self.add(counts.evidence, sources: &sources, in: database)
            // In the transaction of the counts: neither is ever there without the other.
            try Self.set(counts.positions, in: database)
        }
        let learnt = known
        knownValues.counts.withLock { $0 = learnt }
    }

    static func source(_ source: Source, in database: Database) throws -> Int64 {
        try database.cachedStatement(sql: StoreSQL.insertSource)
            .execute(arguments: [source.site, source.destination])
        let query = try database.cachedStatement(sql: StoreSQL.sourceID)
        guard
            let id = try Int64.fetchOne(query, arguments: [source.site, source.destination])
        else { throw DatabaseError(resultCode: .SQLITE_INTERNAL) }
        return id
    }

    private static func add(
        _ table: CountTable, to key: KnownValues.Key, _ known: inout [KnownValues.Key: Int],
        in database: Database
    ) throws {
        guard !table.isEmpty else { return }
        let update = try database.cachedStatement(sql: StoreSQL.addToCount)
        let insert = try database.cachedStatement(sql: StoreSQL.insertCount)
        for (value, count) in table.counts {
            try update.execute(
                arguments: [count, key.source, key.dimension.rawValue, key.day, value])
            if database.changesCount > 0 { continue }
            let values = try known[key] ?? countValues(of: key, in: database)
            let hasRoom = values < AggregationLimits.dayValues
            known[key] = hasRoom ? values + 1 : values
            try insert.execute(
                arguments: [
                    count, key.source, key.dimension.rawValue, key.day,
                    hasRoom ? value : AggregationLimits.overflowValue,
                ])
        }
    }

    private static func countValues(of key: KnownValues.Key, in database: Database) throws -> Int {
        let query = try database.cachedStatement(sql: StoreSQL.countValues)
        return try Int.fetchOne(
            query, arguments: [key.source, key.dimension.rawValue, key.day]) ?? 0
    }
}
