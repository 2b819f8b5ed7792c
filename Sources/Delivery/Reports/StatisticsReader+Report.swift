import GRDB

extension StatisticsReader {
    /// The sites and destinations that anything was ever counted for, in order.
    package func sources() throws(StoreError) -> [Source] {
        try read { try Self.sources(in: $0).map(\.source) }
    }

    /// Builds a report from one state of the file.
    package func report(_ query: ReportQuery) throws(StoreError) -> Report {
        try read { database in
            var builder = ReportBuilder(query)
            for (id, source) in try Self.sources(in: database) {
                guard query.site == nil || query.site == source.site,
                    query.destination == nil || query.destination == source.destination
                else { continue }
                for dimension in Dimension.allCases {
                    try Self.addCounts(of: id, dimension, query.days, to: &builder, in: database)
                }
                try Self.addRevenue(of: id, query.days, to: &builder, in: database)
            }
            return builder.report()
        }
    }

    /// Here and below, what a damaged file has in the place of a name or a number is passed over.
    static func sources(in database: Database) throws -> [(id: Int64, source: Source)] {
        try Row.fetchAll(database, sql: StoreSQL.sources).compactMap { row in
            guard let id = StoredValue.integer(row[0]), let site = StoredValue.text(row[1]),
                let destination = StoredValue.text(row[2])
            else { return nil }
            return (Int64(id), Source(site: site, destination: destination))
        }
    }

    private static func addCounts(
        of source: Int64, _ dimension: Dimension, _ days: ClosedRange<Day>,
        to builder: inout ReportBuilder, in database: Database
    ) throws {
        let rows = try Row.fetchCursor(
            database, sql: StoreSQL.counts,
            arguments: [
                source, dimension.rawValue, days.lowerBound.number, days.upperBound.number,
            ])
        var day: Int?
        var cells: [String: Int] = [:]
        while let row = try rows.next() {
            guard let rowDay = StoredValue.integer(row[0]), let value = StoredValue.text(row[1]),
                let count = StoredValue.integer(row[2])
            else { continue }
            if let finished = day, finished != rowDay {
                builder.add(cells, dimension, on: Day(number: finished))
                cells.removeAll(keepingCapacity: true)
            }
            day = rowDay
            cells[value] = count
        }
        if let day { builder.add(cells, dimension, on: Day(number: day)) }
    }

    private static func addRevenue(
        of source: Int64, _ days: ClosedRange<Day>, to builder: inout ReportBuilder,
        in database: Database
    ) throws {
        var sums: [Int: [String: Revenue]] = [:]
        let rows = try Row.fetchCursor(
            database, sql: StoreSQL.revenue,
            arguments: [source, days.lowerBound.number, days.upperBound.number])
        while let row = try rows.next() {
            guard let day = StoredValue.integer(row[0]), let currency = StoredValue.text(row[1]),
                let orders = StoredValue.integer(row[2]), let cents = StoredValue.integer(row[3])
            else { continue }
            sums[day, default: [:]][currency] = Revenue(orders: orders, cents: cents)
        }
        for day in sums.values { builder.add(day) }
    }
}
