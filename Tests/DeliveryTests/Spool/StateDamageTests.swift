import Foundation
import GRDB
import Testing

@testable import Delivery

/// Tables with values that nobody wrote: of other types, and at the ends of all numbers.
@Suite struct StateDamageTests {
    private let scratch = Scratch()

    private static let rows: [(table: String, columns: Int)] = [
        ("source", 3), ("count", 5), ("revenue", 5), ("evidence", 11), ("log_position", 3),
        ("dead_letter", 17), ("spool", 14),
    ]

    /// A store whose tables take everything, as damaged pages have it.
    private func loose() throws -> StatisticsStore {
        let path = try StatisticsStore(directory: scratch.path).path
        let queue = try DatabaseQueue(path: path)
        try queue.write { database in
            try database.execute(sql: "PRAGMA writable_schema = 1")
            for (old, new) in [
                (" STRICT, WITHOUT ROWID", " WITHOUT ROWID"), (" STRICT", ""), (" NOT NULL", ""),
                (" TEXT", ""), (" BLOB", ""), (" INTEGER,", ","),
                (" INTEGER REFERENCES source", ""),
                (" INTEGER\n", "\n"),
            ] {
                try database.execute(
                    sql: "UPDATE sqlite_schema SET sql = replace(sql, ?, ?) WHERE type = 'table'",
                    arguments: [old, new])
            }
        }
        try queue.close()
        return try StatisticsStore(directory: scratch.path) {
            try $0.execute(sql: "PRAGMA foreign_keys = OFF")
        }
    }

    private static let values: [DatabaseValue] = [
        .null, Int64.min.databaseValue, Int64.max.databaseValue, (-1).databaseValue,
        1e300.databaseValue, "".databaseValue, "shop".databaseValue,
        Data([0xFF, 0x00, 0x0D, 0x0A]).databaseValue,
    ]

    @Test("A value of any type in any column stops neither the start nor a report")
    func everyColumn() throws {
        let store = try loose()
        let days = Day(number: 20_000)...Day(number: 20_001)
        for (table, columns) in Self.rows {
            for column in 0..<columns {
                for value in Self.values {
                    try store.write { database in
                        for (table, _) in Self.rows {
                            try database.execute(sql: "DELETE FROM \(table)")
                        }
                        for (other, count) in Self.rows {
                            var row = Self.usual(other, count)
                            if other == table { row[column] = value }
                            // A key may refuse it.
                            try? database.execute(
                                sql: "INSERT INTO \(other) VALUES "
                                    + "(\(row.map { _ in "?" }.joined(separator: ", ")))",
                                arguments: StatementArguments(row))
                        }
                    }
                    let ledger = SpoolLedger(maximumBytes: .max)
                    try store.load(ledger)
                    store.noteAges(in: ledger)
                    for account in ledger.all { _ = account.numbers(now: 1_700_000_000) }
                    let key = LogPositionKey(intake: "web", path: "/a.log")
                    #expect(try store.positions(of: [key]).count <= 1)
                    let reader = StatisticsReader(store)
                    _ = try reader.report(ReportQuery(days: days)).text()
                    _ = try reader.evidence(EvidenceQuery(days: days, span: .hour)).text()
                    _ = try reader.deadLetters(DeadLetterQuery(newest: 3)).text()
                    let page = try store.spooled(shop, after: 0, count: 9, bytes: .max)
                    #expect(page.requests.count + page.damaged.count <= 1)
                }
            }
        }
    }

    private static func usual(_ table: String, _ columns: Int) -> [DatabaseValue] {
        let blob = Data("/".utf8).databaseValue
        let request: [DatabaseValue] = [
            1.databaseValue, 1.databaseValue, 1.databaseValue, 7.databaseValue, .null,
            9.databaseValue, "POST".databaseValue, blob, blob, .null, blob, blob,
            Data().databaseValue, 0.databaseValue,
        ]
        switch table {
        case "source":
            return [
                1.databaseValue, shop.site.databaseValue, shop.destination.databaseValue,
            ]
        case "count":
            return [
                1.databaseValue, "page".databaseValue, 20_000.databaseValue, "/".databaseValue,
                20.databaseValue,
            ]
        case "revenue":
            return [
                1.databaseValue, 20_000.databaseValue, "EUR".databaseValue, 12.databaseValue,
                999.databaseValue,
            ]
        case "evidence":
            return [1.databaseValue, 480_000.databaseValue]
                + ["full", "forward", "granted", "gcd"].map(\.databaseValue)
                + [3, 1, 2, 4, 8].map(\.databaseValue)
        case "log_position":
            return ["web", "/a.log", "1:2"].map(\.databaseValue)
        case "dead_letter":
            return request + ["rejected".databaseValue, 404.databaseValue, 99.databaseValue]
        default: return request
        }
    }
}
