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
                    let kind = EvidenceFolding.Kind(
                        coverage: row[1], action: row[2], rule: row[3], signals: row[4])
                    folding.add(Self.tally(row), kind, in: Hour(number: row[0]))
                }
                rows += folding.rows(source)
            }
            return EvidenceReport(query, rows: rows)
        }
    }

    private static func tally(_ row: Row) -> EvidenceTally {
        var words = SIMD4<UInt64>(repeating: 0)
        for place in 0..<ValueSketch.words {
            let word: Int64 = row[6 + place]
            words[place] = UInt64(bitPattern: word)
        }
        return EvidenceTally(count: row[5], values: ValueSketch(words))
    }
}
