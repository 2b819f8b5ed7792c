import GRDB

extension StatisticsStore {
    /// The schema, one dated step at a time.
    ///
    /// A step that was released is never edited.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("2026-11-20 counts") { database in
            try database.execute(sql: counts20261120)
        }
        return migrator
    }

    /// `day` counts from 1 January 1970 in UTC: `date(day * 86400, 'unixepoch')` shows it.
    private static let counts20261120 = """
        CREATE TABLE source (
            id INTEGER PRIMARY KEY,
            site TEXT NOT NULL,
            destination TEXT NOT NULL,
            UNIQUE (site, destination)
        ) STRICT;

        CREATE TABLE count (
            source INTEGER NOT NULL REFERENCES source,
            dimension TEXT NOT NULL,
            day INTEGER NOT NULL,
            value TEXT NOT NULL,
            count INTEGER NOT NULL,
            PRIMARY KEY (source, dimension, day, value)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE revenue (
            source INTEGER NOT NULL REFERENCES source,
            day INTEGER NOT NULL,
            currency TEXT NOT NULL,
            orders INTEGER NOT NULL,
            cents INTEGER NOT NULL,
            PRIMARY KEY (source, day, currency)
        ) STRICT, WITHOUT ROWID;
        """
}
