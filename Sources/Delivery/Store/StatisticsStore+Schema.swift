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
        migrator.registerMigration(spoolStep) { database in
            try database.execute(sql: spool20261121)
        }
        return migrator
    }

    /// The step from which on counts can be read.
    static let firstStep = "2026-11-20 counts"

    /// The step from which on dead letters can be read.
    static let spoolStep = "2026-11-21 spool"

    /// What both tables keep of a request.
    private static let requestColumns = """
            destination INTEGER NOT NULL REFERENCES source,
            accepted_at INTEGER NOT NULL,
            tag1 INTEGER,
            tag2 INTEGER,
            size INTEGER NOT NULL,
            method TEXT NOT NULL,
            target BLOB NOT NULL,
            body BLOB NOT NULL,
            content_type TEXT,
            user_agent BLOB NOT NULL,
            language BLOB NOT NULL,
            fields BLOB NOT NULL,
            gpc INTEGER NOT NULL
        """

    /// Anonymous requests that wait for their destination, and those that could not be delivered.
    ///
    /// `number` is never used twice (AUTOINCREMENT), so a destination's rows are in the order of
    /// acceptance. `tag1` and `tag2` are the tags of ``VisitorTags``.
    private static let spool20261121 = """
        CREATE TABLE spool (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
        \(requestColumns)
        ) STRICT;
        CREATE INDEX spool_order ON spool (destination, number, size);
        CREATE INDEX spool_tag1 ON spool (tag1) WHERE tag1 IS NOT NULL;
        CREATE INDEX spool_tag2 ON spool (tag2) WHERE tag2 IS NOT NULL;

        CREATE TABLE dead_letter (
            number INTEGER PRIMARY KEY,
        \(requestColumns),
            reason TEXT NOT NULL,
            status INTEGER,
            ended_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX dead_letter_order ON dead_letter (destination, number);
        CREATE INDEX dead_letter_tag1 ON dead_letter (tag1) WHERE tag1 IS NOT NULL;
        CREATE INDEX dead_letter_tag2 ON dead_letter (tag2) WHERE tag2 IS NOT NULL;
        """

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
