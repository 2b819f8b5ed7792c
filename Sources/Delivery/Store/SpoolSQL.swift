/// Every query of the spool and of dead letters.
enum SpoolSQL {
    private static let rest = """
        accepted_at, tag1, tag2, method, target, body, content_type, user_agent, language, fields, gpc
        """

    static let insert = """
        INSERT INTO spool (destination, size, \(rest))
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """

    /// A damaged size neither ends the sum nor makes another one of it.
    private static let bytes = "SUM(MIN(MAX(size, 0), \(SpoolLimits.largestRow)))"

    // MARK: Ending

    static let delete =
        "DELETE FROM spool WHERE number = ? AND destination = ? RETURNING size, tag1, tag2"

    static let keepDead = """
        INSERT OR IGNORE INTO dead_letter
            (number, destination, size, \(rest), reason, status, ended_at)
        SELECT number, destination, size, \(rest), ?, ?, ?
        FROM spool WHERE number = ?
        """

    /// A dead letter without the contents of its row, which cannot be trusted.
    static let keepDamaged = """
        INSERT OR IGNORE INTO dead_letter
            (number, destination, size, \(rest), reason, status, ended_at)
        VALUES (?, ?, 0, ?, NULL, NULL, '', x'', x'', NULL, x'', x'', x'', 0, 'damaged', NULL, ?)
        """

    static let countDead = "SELECT COUNT(*) FROM dead_letter WHERE destination = ?"

    static let trimDead = """
        DELETE FROM dead_letter WHERE number IN (
            SELECT number FROM dead_letter WHERE destination = ? ORDER BY number LIMIT ?)
        RETURNING tag1, tag2
        """

    static let purgeDead = "DELETE FROM dead_letter WHERE ended_at < ? RETURNING tag1, tag2"

    // MARK: Withdrawal

    static func remove(from table: String, tag: String) -> String {
        """
        DELETE FROM \(table) WHERE \(tag) = ? AND destination = ? AND accepted_at < ?
        RETURNING size, tag1, tag2
        """
    }

    // MARK: Reading

    static let read = """
        SELECT number, accepted_at, tag1, tag2, method, target, body, content_type, user_agent,
            language, fields, gpc
        FROM spool WHERE destination = ? AND number > ? ORDER BY number LIMIT ?
        """

    static let oldest =
        "SELECT accepted_at FROM spool WHERE destination = ? ORDER BY number LIMIT 1"

    // MARK: deadLetters(_:)

    static let sum = "SELECT COUNT(*), \(bytes) FROM spool WHERE destination = ?"

    static let letters = """
        SELECT reason, COUNT(*), MIN(ended_at), MAX(ended_at), (
            SELECT status FROM dead_letter AS last
            WHERE last.destination = letter.destination AND last.reason = letter.reason
            ORDER BY number DESC LIMIT 1)
        FROM dead_letter AS letter WHERE destination = ? GROUP BY reason ORDER BY reason
        """

    static let newestLetters = """
        SELECT reason, ended_at, status, method, target, body
        FROM dead_letter WHERE destination = ? ORDER BY number DESC LIMIT ?
        """

    // MARK: Start

    static let sums = """
        SELECT site, source.destination, COUNT(*), \(bytes)
        FROM spool JOIN source ON source.id = spool.destination
        GROUP BY spool.destination
        """

    static func tags(_ tag: String, of table: String) -> String {
        "SELECT \(tag) FROM \(table) WHERE \(tag) IS NOT NULL"
    }

    static let isEmpty = """
        SELECT NOT EXISTS (SELECT 1 FROM spool) AND NOT EXISTS (SELECT 1 FROM dead_letter)
        """

    static let first = """
        SELECT number, accepted_at FROM spool WHERE destination = ? ORDER BY number LIMIT ?
        """
}
