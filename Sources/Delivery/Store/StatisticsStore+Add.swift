import GRDB
import Synchronization

/// What the writer remembers of the file: how many values each day already has, so that a day has a
/// bounded number of rows, and the numbers of sources.
final class KnownValues: Sendable {
    struct Key: Hashable {
        let source: Int64
        let dimension: Dimension
        let day: Int
    }

    struct State {
        var counts: [Key: Int] = [:]
        var sources: [Source: Int64] = [:]
    }

    let state = Mutex(State())

    /// Days in memory.
    ///
    /// The writer pays when it is exceeded: it counts rows again.
    static let limit = 10_000
}

extension StatisticsStore: StateSink {
    package func write(_ work: StateWork) throws(StoreError) -> StateChange {
        // Taken away and given back after the commit: what a rolled back transaction has learnt
        // is not true.
        var learnt = knownValues.state.withLock { state in
            defer { state = KnownValues.State() }
            return state
        }
        if learnt.counts.count > KnownValues.limit { learnt.counts = [:] }
        var change = StateChange()
        try write { database in
            change = StateChange()
            try Self.add(work.counts, &learnt, in: database)
            try Self.spool(work.entries, &learnt, in: database)
            try end(work.endings, now: work.now, &learnt, &change, in: database)
            for removal in work.removals {
                try Self.remove(removal, &learnt, &change, in: database)
            }
            if work.isProbe { try database.execute(sql: StoreSQL.probe) }
            if work.isProbe || !work.entries.isEmpty { change.isTight = try isTight(database) }
        }
        knownValues.state.withLock { $0 = learnt }
        return change
    }

    private static func add(
        _ counts: PendingCounts, _ learnt: inout KnownValues.State, in database: Database
    ) throws {
        for (key, day) in counts.days {
            let source = try source(key.source, &learnt, in: database)
            for dimension in Dimension.allCases {
                try add(
                    day[dimension],
                    to: .init(source: source, dimension: dimension, day: key.day.number),
                    &learnt.counts, in: database)
            }
            guard !day.revenue.isEmpty else { continue }
            let revenue = try database.cachedStatement(sql: StoreSQL.addRevenue)
            for (currency, sum) in day.revenue {
                try revenue.execute(
                    arguments: [source, key.day.number, currency, sum.orders, sum.cents])
            }
        }
        try add(counts.evidence, &learnt, in: database)
        // In the transaction of the counts: neither is ever there without the other.
        try set(counts.positions, in: database)
    }

    /// The number of a source, which it keeps for as long as the file lives.
    static func source(
        _ source: Source, _ learnt: inout KnownValues.State, in database: Database
    ) throws -> Int64 {
        if let known = learnt.sources[source] { return known }
        try database.cachedStatement(sql: StoreSQL.insertSource)
            .execute(arguments: [source.site, source.destination])
        let query = try database.cachedStatement(sql: StoreSQL.sourceID)
        guard
            let id = try Int64.fetchOne(query, arguments: [source.site, source.destination])
        else { throw DatabaseError(resultCode: .SQLITE_INTERNAL) }
        learnt.sources[source] = id
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
