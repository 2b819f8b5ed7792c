import Foundation
import GRDB

/// Reads the statistics: the dashboard's pages in `serve`, and `matglas stats` in its own process.
///
/// A reader sees the file as it was when its query began, whatever is written meanwhile.
package final class StatisticsReader: Sendable {
    let path: String
    let database: any DatabaseReader

    /// Reads through the connections of `store`.
    package init(_ store: StatisticsStore) {
        path = store.path
        database = store.database
    }

    /// Opens the statistics of another process, read-only; makes and changes nothing.
    package init(directory: String) throws(StoreError) {
        path = (directory as NSString).appendingPathComponent(StatisticsStore.fileName)
        var isDirectory: ObjCBool = false
        guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            throw .missing(path: path)
        }
        guard !isDirectory.boolValue else { throw StoreError.unopened(path) }
        var configuration = Configuration()
        configuration.readonly = true
        configuration.label = "statistics-reader"
        configuration.busyMode = .timeout(5)
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            database = queue
            let migrator = StatisticsStore.migrator
            guard try !queue.read(migrator.hasBeenSuperseded) else {
                throw StoreError.newerSchema(path: path)
            }
            // An older file that `serve` has not upgraded yet is read as it is.
            guard try queue.read(migrator.appliedIdentifiers).contains(StatisticsStore.firstStep)
            else { throw StoreError.missing(path: path) }
        } catch let error as StoreError {
            throw error
        } catch {
            throw StoreError(error, path: path)
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
