import Foundation
import GRDB

/// The state on disk: counts per day, and anonymous requests until they are delivered.
///
/// The counts hold no event and no identifier. One file, `matglas.sqlite`, in WAL mode, so that `matglas stats` reads in its own process
/// while `serve` writes. Days are UTC days.
///
/// Invariants:
/// 1. One writer: only ``StateWriter`` calls ``write(_:)``, from its own queue.
/// 2. A hand-over is in the file completely or not at all: one transaction each.
/// 3. The directory is made for its owner only (0700), the files too (0600).
package final class StatisticsStore: Sendable {
    /// The name of the file in the state directory.
    package static let fileName = "matglas.sqlite"

    /// How long to wait for a lock of another process.
    ///
    /// The writer's queue pays, no lane does.
    private static let busySeconds: TimeInterval = 5

    /// Readers at a time: the spool's, one page of the dashboard and one more.
    private static let readers = 3

    /// Pages of the log before they are moved into the file: 16 MiB.
    ///
    /// The disk pays when it is small: each move waits for it twice. So does the time after a crash,
    /// when the log is read.
    private static let checkpointPages = 4_096

    /// Bytes of the disk that the log keeps when it begins anew.
    private static let logBytes = 32 * 1024 * 1024

    package let path: String
    let database: any DatabaseWriter
    let knownValues = KnownValues()
    /// Whether dead letters are kept at all.
    let keepsDeadLetters: Bool

    /// Opens the statistics in `directory` for writing, and makes what is missing.
    ///
    /// With `survivesPowerCuts` each commit is on the disk when it returns; without, it is in the
    /// hands of the kernel, and a power cut may lose the last ones, never the file.
    package convenience init(
        directory: String, survivesPowerCuts: Bool = false, keepsDeadLetters: Bool = true
    ) throws(StoreError) {
        try self.init(
            directory: directory, survivesPowerCuts: survivesPowerCuts,
            keepsDeadLetters: keepsDeadLetters, preparing: nil)
    }

    /// `prepare` lets tests set limits on each connection.
    init(
        directory: String, survivesPowerCuts: Bool = false, keepsDeadLetters: Bool = true,
        preparing prepare: (@Sendable (Database) throws -> Void)?
    ) throws(StoreError) {
        self.keepsDeadLetters = keepsDeadLetters
        path = try Self.makeFile(in: directory)
        var configuration = Configuration()
        configuration.label = "statistics"
        configuration.busyMode = .timeout(Self.busySeconds)
        configuration.maximumReaderCount = Self.readers
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA wal_autocheckpoint = \(Self.checkpointPages)")
            // What a long reader made it grow by is given back.
            try database.execute(sql: "PRAGMA journal_size_limit = \(Self.logBytes)")
            // What is deleted is overwritten where that costs no further access to the disk.
            try database.execute(sql: "PRAGMA secure_delete = FAST")
            try prepare?(database)
        }
        do {
            let pool = try DatabasePool(path: path, configuration: configuration)
            // Not before: opening the pool has just made it NORMAL, whatever it was.
            try pool.writeWithoutTransaction { database in
                try database.execute(
                    sql: "PRAGMA synchronous = \(survivesPowerCuts ? "FULL" : "NORMAL")")
            }
            database = pool
            let migrator = Self.migrator
            guard try !pool.read(migrator.hasBeenSuperseded) else {
                throw StoreError.newerSchema(path: path)
            }
            try migrator.migrate(pool)
        } catch let error as StoreError {
            throw error
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// Purges days before `day`; gives the number of rows that are gone.
    package func purge(before day: Day) throws(StoreError) -> Int {
        try write { database in
            try database.execute(sql: StoreSQL.purgeCounts, arguments: [day.number])
            let counts = database.changesCount
            try database.execute(sql: StoreSQL.purgeRevenue, arguments: [day.number])
            return counts + database.changesCount
        }
    }

    /// The first day that is kept when today is `today`: whole months, so a month is never partial.
    package static func firstKeptDay(
        today: Day, months: Int = AggregationLimits.retentionMonths
    ) -> Day { today.firstOfMonth(monthsBefore: months) }

    func write<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
        do {
            return try database.write(body)
        } catch {
            throw StoreError(error, path: path)
        }
    }

    // MARK: Files

    private static func makeFile(in directory: String) throws(StoreError) -> String {
        let files = FileManager.default
        do {
            // An existing directory is left as it is.
            try files.createDirectory(
                atPath: directory, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw fileError(error, path: directory)
        }
        let path = (directory as NSString).appendingPathComponent(fileName)
        // SQLite gives the WAL files the mode of the database file, so the file comes first.
        var isDirectory: ObjCBool = false
        if unsafe !files.fileExists(atPath: path, isDirectory: &isDirectory) {
            guard
                files.createFile(
                    atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
            else { throw StoreError.unopened(directory) }
        }
        // A directory must keep its mode.
        guard !isDirectory.boolValue else { throw StoreError.unopened(path) }
        do {
            try files.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        } catch {
            throw fileError(error, path: path)
        }
        return path
    }

    private static func fileError(_ error: any Error, path: String) -> StoreError {
        switch (error as? CocoaError)?.code {
        case .fileWriteOutOfSpace: .full
        case .fileWriteFileExists, .fileWriteInvalidFileName: .notADirectory(path: path)
        default: .permission(path: path)
        }
    }
}
