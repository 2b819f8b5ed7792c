import GRDB

extension StatisticsReader {
    /// Builds a report of evidence from one state of the file.
    ///
    /// A file that was made before there was evidence has none.
    package func evidence(_ query: EvidenceQuery) throws(StoreError) -> EvidenceReport {
        try read { database in
            guard try database.tableExists("evidence") else {
                return EvidenceReport(query, rows: [])
            }
            let first = Hour(query.days.lowerBound).number
            let last = Hour(query.days.upperBound.advanced(by: 1)).number - 1
            var rows: [EvidenceReport.Row] = []
            for (id, source) in try Self.sources(in: database) {
                guard query.site == nil || query.site == source.site,
                    query.destination == nil || query.destination == source.destination
                else { continue }
                var folding = EvidenceFolding(query.span)
                let cursor = try Row.fetchCursor(
                    database, sql: StoreSQL.evidence, arguments: [id, first, last])
                while let row = try cursor.next() {
                    // What a damaged file has in the place of a name or a number is passed over.
                    guard let hour = StoredValue.integer(row[0]), first...last ~= hour,
                        let kind = Self.kind(row), let tally = Self.tally(row)
                    else { continue }
                    folding.add(tally, kind, in: Hour(number: hour))
                }
                rows += folding.rows(source)
            }
            return EvidenceReport(query, rows: rows)
        }
    }

    private static func kind(_ row: Row) -> EvidenceFolding.Kind? {
        guard let coverage = StoredValue.text(row[1]), let action = StoredValue.text(row[2]),
            let rule = StoredValue.text(row[3]), let signals = StoredValue.text(row[4])
        else { return nil }
        return EvidenceFolding.Kind(
            coverage: coverage, action: action, rule: rule, signals: signals)
    }

    private static func tally(_ row: Row) -> EvidenceTally? {
        guard let count = StoredValue.integer(row[5]) else { return nil }
        var words = SIMD4<UInt64>(repeating: 0)
        for place in 0..<ValueSketch.words {
            guard let word = StoredValue.integer(row[6 + place]) else { return nil }
            words[place] = UInt64(bitPattern: Int64(word))
        }
        return EvidenceTally(count: count, values: ValueSketch(words))
    }
}
