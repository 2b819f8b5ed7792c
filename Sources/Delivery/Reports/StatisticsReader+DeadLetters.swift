import GRDB

extension StatisticsReader {
    /// Builds a report of queues and dead letters from one state of the file.
    ///
    /// A file that was made before there was a spool has none.
    package func deadLetters(_ query: DeadLetterQuery) throws(StoreError) -> DeadLetterReport {
        try read { database in
            var report = DeadLetterReport()
            guard try database.tableExists("dead_letter") else { return report }
            for (id, source) in try Self.sources(in: database) where query.includes(source) {
                if let queue = try Self.queue(source, id, in: database) {
                    report.queues.append(queue)
                }
                report.letters += try Self.letters(source, id, in: database)
                if query.newest > 0 {
                    report.newest += try Self.newest(query.newest, source, id, in: database)
                }
            }
            return report
        }
    }

    private static func queue(
        _ source: Source, _ id: Int64, in database: Database
    ) throws -> DeadLetterReport.Queue? {
        let row = try Row.fetchOne(database, sql: SpoolSQL.sum, arguments: [id])
        guard let row, let requests = StoredValue.integer(row[0]), requests > 0 else { return nil }
        return .init(
            site: source.site, destination: source.destination, requests: requests,
            bytes: StoredValue.integer(row[1]) ?? 0)
    }

    private static func letters(
        _ source: Source, _ id: Int64, in database: Database
    ) throws -> [DeadLetterReport.Letters] {
        try Row.fetchAll(database, sql: SpoolSQL.letters, arguments: [id]).map { row in
            .init(
                site: source.site, destination: source.destination,
                reason: StoredValue.text(row[0]) ?? "", count: StoredValue.integer(row[1]) ?? 0,
                first: hour(row[2]), last: hour(row[3]), status: StoredValue.integer(row[4]))
        }
    }

    private static func newest(
        _ count: Int, _ source: Source, _ id: Int64, in database: Database
    ) throws -> [DeadLetterReport.Content] {
        try Row.fetchAll(database, sql: SpoolSQL.newestLetters, arguments: [id, count]).map { row in
            let method = StoredValue.text(row[3]) ?? ""
            let target = String(decoding: StoredValue.bytes(row[4]) ?? [], as: UTF8.self)
            return .init(
                site: source.site, destination: source.destination,
                reason: StoredValue.text(row[0]) ?? "", hour: hour(row[1]),
                status: StoredValue.integer(row[2]), request: method + " " + target,
                body: String(decoding: StoredValue.bytes(row[5]) ?? [], as: UTF8.self))
        }
    }

    private static func hour(_ second: DatabaseValue) -> String {
        Hour(secondsSince1970: StoredValue.time(second) ?? 0).description
    }
}
