import Foundation
import GRDB

/// Whether there is room for more.
extension StatisticsStore {
    /// Whether both the disk and the pages that were given back have too little room for deletions.
    ///
    /// What cannot be measured has room: the disk says so itself when it is full.
    func isTight(_ database: Database) throws -> Bool {
        let disk = try? FileManager.default.attributesOfFileSystem(forPath: path)
        guard let free = Self.number(disk?[.systemFreeSize]),
            let size = Self.number(disk?[.systemSize])
        else { return false }
        let needed = min(SpoolLimits.freeBytes, size / SpoolLimits.freePart)
        guard free < needed else { return false }
        // The file does not shrink: what was deleted is used again first.
        let pages = try Int.fetchOne(database, sql: StoreSQL.freePages) ?? 0
        let bytes = try Int.fetchOne(database, sql: StoreSQL.pageSize) ?? 0
        return pages * bytes < needed
    }

    private static func number(_ value: Any?) -> Int? {
        (value as? any BinaryInteger).map { Int(clamping: $0) } ?? (value as? NSNumber)?.intValue
    }
}
