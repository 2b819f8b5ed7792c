import GRDB

/// Which followed file of which intake a position is of, by the names in the configuration.
package struct LogPositionKey: Hashable, Sendable {
    package let intake: String
    package let path: String

    package init(intake: String, path: String) {
        self.intake = intake
        self.path = path
    }
}

/// How far followed files were read, kept with what was counted of them.
extension StatisticsStore {
    /// The stored positions of `files`; those of other files are forgotten.
    ///
    /// A file that comes back after it was taken out of the configuration is a new one.
    package func positions(
        of files: Set<LogPositionKey>
    ) throws(StoreError) -> [LogPositionKey: String] {
        try write { database in
            var kept: [LogPositionKey: String] = [:]
            for row in try Row.fetchAll(database, sql: StoreSQL.positions) {
                guard let intake = StoredValue.text(row[0]), let path = StoredValue.text(row[1])
                else { continue }
                let key = LogPositionKey(intake: intake, path: path)
                if files.contains(key) {
                    kept[key] = StoredValue.text(row[2])
                } else {
                    try database.execute(
                        sql: StoreSQL.deletePosition, arguments: [key.intake, key.path])
                }
            }
            return kept
        }
    }

    static func set(_ positions: [LogPositionKey: String], in database: Database) throws {
        guard !positions.isEmpty else { return }
        let statement = try database.cachedStatement(sql: StoreSQL.setPosition)
        for (key, position) in positions {
            try statement.execute(arguments: [key.intake, key.path, position])
        }
    }
}
