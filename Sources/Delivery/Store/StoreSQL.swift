/// Every query of the store, named after its caller.
enum StoreSQL {
    // MARK: write(_:)

    /// Writes the first page as it is: the cheapest answer to whether the disk takes anything.
    static let probe = "PRAGMA user_version = 0"

    /// Pages of the file that hold nothing.
    static let freePages = "PRAGMA freelist_count"

    static let pageSize = "PRAGMA page_size"

    static let insertSource = """
        INSERT INTO source (site, destination) VALUES (?, ?)
        ON CONFLICT DO NOTHING
        """

    static let sourceID = "SELECT id FROM source WHERE site = ? AND destination = ?"

    static let addToCount = """
        UPDATE count SET count = count + ?
        WHERE source = ? AND dimension = ? AND day = ? AND value = ?
        """

    static let countValues = """
        SELECT COUNT(*) FROM count WHERE source = ? AND dimension = ? AND day = ?
        """

    static let insertCount = """
        INSERT INTO count (count, source, dimension, day, value) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET count = count + excluded.count
        """

    static let addRevenue = """
        INSERT INTO revenue (source, day, currency, orders, cents) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE
        SET orders = orders + excluded.orders, cents = cents + excluded.cents
        """

    static let addToEvidence = """
        UPDATE evidence
        SET count = count + ?, values0 = values0 | ?, values1 = values1 | ?,
            values2 = values2 | ?, values3 = values3 | ?
        WHERE source = ? AND hour = ? AND coverage = ? AND action = ? AND rule = ? AND signals = ?
        """

    static let evidenceRows = """
        SELECT COUNT(*) FROM evidence WHERE source = ? AND hour = ? AND signals <> 'other'
        """

    static let insertEvidence = """
        INSERT INTO evidence (count, values0, values1, values2, values3,
            source, hour, coverage, action, rule, signals)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET count = count + excluded.count,
            values0 = values0 | excluded.values0, values1 = values1 | excluded.values1,
            values2 = values2 | excluded.values2, values3 = values3 | excluded.values3
        """

    // MARK: log positions

    static let setPosition = """
        INSERT INTO log_position (intake, path, position) VALUES (?, ?, ?)
        ON CONFLICT DO UPDATE SET position = excluded.position
        """

    static let positions = "SELECT intake, path, position FROM log_position"

    static let deletePosition = "DELETE FROM log_position WHERE intake = ? AND path = ?"

    // MARK: purge(before:)

    static let purgeCounts = "DELETE FROM count WHERE day < ?"
    static let purgeRevenue = "DELETE FROM revenue WHERE day < ?"

    static let purgeEvidence = "DELETE FROM evidence WHERE hour < ?"

    // MARK: evidence(_:)

    static let evidence = """
        SELECT hour, coverage, action, rule, signals, count, values0, values1, values2, values3
        FROM evidence WHERE source = ? AND hour BETWEEN ? AND ?
        ORDER BY hour
        """

    // MARK: report(_:)

    static let sources = "SELECT id, site, destination FROM source ORDER BY site, destination"

    static let counts = """
        SELECT day, value, count FROM count
        WHERE source = ? AND dimension = ? AND day BETWEEN ? AND ?
        ORDER BY day
        """

    static let revenue = """
        SELECT day, currency, orders, cents FROM revenue
        WHERE source = ? AND day BETWEEN ? AND ?
        ORDER BY day
        """
}
