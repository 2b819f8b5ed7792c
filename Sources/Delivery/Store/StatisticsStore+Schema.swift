import GRDB

extension StatisticsStore {
    /// The schema, one dated step at a time.
    ///
    /// A step that was released is never edited.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration(firstStep) { database in
            try database.execute(sql: counts20261120)
        }
        migrator.registerMigration("2026-11-21 evidence") { database in
            try database.execute(sql: evidence20261121)
        }
        migrator.registerMigration("2026-11-21 log positions") { database in
            try database.execute(sql: positions20261121)
        }
        return migrator
    }

    /// The step from which on counts can be read.
    static let firstStep = "2026-11-20 counts"

    /// `hour` counts from 1 January 1970 in UTC: `datetime(hour * 3600, 'unixepoch')` shows it.
    ///
    /// `values0` to `values3` are the 256 bits of a ``ValueSketch``.
    private static let evidence20261121 = """
        CREATE TABLE evidence (
            source INTEGER NOT NULL REFERENCES source,
            hour INTEGER NOT NULL,
            coverage TEXT NOT NULL,
            action TEXT NOT NULL,
            rule TEXT NOT NULL,
            signals TEXT NOT NULL,
            count INTEGER NOT NULL,
            values0 INTEGER NOT NULL,
            values1 INTEGER NOT NULL,
            values2 INTEGER NOT NULL,
            values3 INTEGER NOT NULL,
            PRIMARY KEY (source, hour, coverage, action, rule, signals)
        ) STRICT, WITHOUT ROWID;
        """

    /// `position` tells how far a followed file was read: numbers of the file system, no contents.
    private static let positions20261121 = """
        CREATE TABLE log_position (
            intake TEXT NOT NULL,
            path TEXT NOT NULL,
            position TEXT NOT NULL,
            PRIMARY KEY (intake, path)
        ) STRICT, WITHOUT ROWID;
        """

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
