import Bytes
import Foundation
import GRDB
import Glibc
@_spi(Anonymizer) import Records

@testable import Delivery

/// State files for the fuzzer, and everything that is ever done with one.
enum FuzzState {
    static let shop = Source(site: "shop", destination: "a")

    static let memory: DatabaseQueue = {
        guard let queue = try? DatabaseQueue() else { preconditionFailure("no memory") }
        return queue
    }()

    /// A usual row of each table.
    static let tables: [(name: String, usual: [DatabaseValue], isQueue: Bool)] = {
        let head: [DatabaseValue] = [
            1.databaseValue, 1.databaseValue, 1_700_000_000.databaseValue, 7.databaseValue, .null,
            200.databaseValue,
        ]
        let rest = Array(request[4...])
        let dead: [DatabaseValue] = [
            "rejected".databaseValue, 404.databaseValue, 1_700_000_100.databaseValue,
        ]
        let source: [DatabaseValue] = [1.databaseValue, "shop".databaseValue, "a".databaseValue]
        let count: [DatabaseValue] = [
            1.databaseValue, "page".databaseValue, 20_000.databaseValue, "/".databaseValue,
            20.databaseValue,
        ]
        let revenue: [DatabaseValue] = [
            1.databaseValue, 20_000.databaseValue, "EUR".databaseValue, 12.databaseValue,
            99_900.databaseValue,
        ]
        let evidence =
            [1.databaseValue, 480_000.databaseValue]
            + ["full", "forward", "granted", "gcd"].map(\.databaseValue)
            + [3, 1, 2, 4, 8].map(\.databaseValue)
        return [
            ("spool", head + rest, true), ("dead_letter", head + rest + dead, true),
            ("source", source, false), ("count", count, false), ("revenue", revenue, false),
            ("evidence", evidence, false),
            ("log_position", ["web", "/var/log/a.log", "1:2:3"].map(\.databaseValue), false),
        ]
    }()

    /// The columns of a request, as ``SpoolSQL/read`` gives them.
    static let request: [DatabaseValue] = [
        1.databaseValue, 1_700_000_000.databaseValue, .null, .null, "POST".databaseValue,
        Data("/g/collect?v=2".utf8).databaseValue, Data("en=a".utf8).databaseValue,
        "text/plain".databaseValue, Data("Firefox".utf8).databaseValue,
        Data("nl".utf8).databaseValue, Data("X-A: b\r\n".utf8).databaseValue, 0.databaseValue,
    ]

    // MARK: Files

    /// Transactions in ``log``, each with one request.
    static let committed = 6

    private static let folder: String = {
        let path = NSTemporaryDirectory() + "matglas-fuzz-state-\(getpid())"
        try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }()

    /// A store whose tables take values of every type in every column.
    static let loose: StatisticsStore = {
        let path = folder + "/loose"
        do {
            _ = try StatisticsStore(directory: path)
            let queue = try DatabaseQueue(path: path + "/" + StatisticsStore.fileName)
            try queue.write { database in
                try database.execute(sql: "PRAGMA writable_schema = 1")
                for (old, new) in [
                    (" STRICT, WITHOUT ROWID", " WITHOUT ROWID"), (" STRICT", ""),
                    (" NOT NULL", ""), (" TEXT", ""), (" BLOB", ""), (" INTEGER,", ","),
                    (" INTEGER REFERENCES source", ""), (" REFERENCES source", ""),
                    (" INTEGER\n", "\n"),
                ] {
                    for (name, _, _) in tables {
                        try database.execute(
                            sql: "UPDATE sqlite_schema SET sql = replace(sql, ?, ?) WHERE name = ?",
                            arguments: [old, new, name])
                    }
                }
            }
            try queue.close()
            return try StatisticsStore(directory: path, preparing: nil)
        } catch {
            preconditionFailure("no loose state: \(error)")
        }
    }()

    static func entry(_ target: String, _ ledger: SpoolLedger) -> SpoolEntry {
        SpoolEntry(
            account: ledger.account(for: shop), acceptedAt: 1_700_000_000,
            tags: VisitorTags(VisitorTag(rawValue: 7), nil),
            request: Records.OutboundRequest(
                method: "POST", target: Array(target.utf8), body: Array("en=a".utf8),
                contentType: "text/plain", userAgent: Array("Firefox".utf8),
                language: Array("nl".utf8), globalPrivacyControl: true))
    }

    /// The files of a store after `work`, while it is open, and after it was closed.
    private static func files(_ name: String, isClosed: Bool) -> (file: [UInt8], log: [UInt8]) {
        let path = folder + "/" + name
        let file = path + "/" + StatisticsStore.fileName
        do {
            let store = try StatisticsStore(directory: path)
            let ledger = SpoolLedger(maximumBytes: .max)
            // What was there before the log is not in it.
            try store.write { try $0.execute(literal: "SELECT 1") }
            if let pool = store.database as? DatabasePool, !isClosed {
                try pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
            }
            for number in 1...committed {
                var work = StateWork()
                work.entries = [entry("/\(number)", ledger)]
                work.now = 1_700_000_000
                _ = try store.write(work)
            }
            if isClosed {
                for (table, usual, _) in tables where table != "spool" {
                    try store.write { database in
                        let marks = usual.map { _ in "?" }.joined(separator: ", ")
                        try database.execute(
                            sql: "INSERT OR REPLACE INTO \(table) VALUES (\(marks))",
                            arguments: StatementArguments(usual))
                    }
                }
                if let pool = store.database as? DatabasePool { try pool.close() }
            }
            let log = FileManager.default.contents(atPath: file + "-wal") ?? Data()
            guard let content = FileManager.default.contents(atPath: file) else {
                preconditionFailure("no state")
            }
            return ([UInt8](content), [UInt8](log))
        } catch {
            preconditionFailure("no state: \(error)")
        }
    }

    static let file = files("closed", isClosed: true).file

    /// Places of ``file`` that hold something.
    static let filled = file.indices.filter { file[$0] != 0 }

    private static let running = files("running", isClosed: false)
    static var fileBeforeLog: [UInt8] { running.file }
    static var log: [UInt8] { running.log }

    /// Opens a store with these files, if it lets itself be opened.
    static func open(_ file: [UInt8], log: [UInt8]?, _ body: (StatisticsStore) -> Void) {
        let directory = folder + "/opened"
        let path = directory + "/" + StatisticsStore.fileName
        try? FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true)
        for ending in ["-wal", "-shm", "-journal"] {
            try? FileManager.default.removeItem(atPath: path + ending)
        }
        guard FileManager.default.createFile(atPath: path, contents: Data(file)) else {
            preconditionFailure("no disk")
        }
        if let log {
            _ = FileManager.default.createFile(atPath: path + "-wal", contents: Data(log))
        }
        if let store = try? StatisticsStore(directory: directory) {
            body(store)
            if let pool = store.database as? DatabasePool { try? pool.close() }
        }
        // Another process reads the same file without writing.
        if let reader = try? StatisticsReader(directory: directory) { report(reader) }
    }
}
