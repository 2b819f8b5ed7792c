import GRDB

extension StatisticsStore {
    /// Adds evidence inside the transaction of a hand-over.
    ///
    /// An hour of a destination keeps a bounded number of rows; further signals become `other`.
    static func add(
        _ evidence: [EvidenceKey: EvidenceTally], _ learnt: inout KnownValues.State,
        in database: Database
    ) throws {
        guard !evidence.isEmpty else { return }
        let update = try database.cachedStatement(sql: StoreSQL.addToEvidence)
        for (key, tally) in evidence {
            let source = try source(key.source, &learnt, in: database)
            let words = (0..<ValueSketch.words).map { Int64(bitPattern: tally.values.set[$0]) }
            let place: StatementArguments = [
                source, key.hour.number, key.coverage, key.action, key.rule,
            ]
            let values = StatementArguments([Int64(tally.count)] + words)
            try update.execute(arguments: values + place + [key.signals])
            if database.changesCount > 0 { continue }
            let count = try database.cachedStatement(sql: StoreSQL.evidenceRows)
            let rows = try Int.fetchOne(count, arguments: [source, key.hour.number]) ?? 0
            let hasRoom = rows < EvidenceLimits.hourRows
            try database.cachedStatement(sql: StoreSQL.insertEvidence).execute(
                arguments: values + place + [hasRoom ? key.signals : ConsentWords.other])
        }
    }

    /// Purges evidence of days before `day`; gives the number of rows that are gone.
    package func purgeEvidence(before day: Day) throws(StoreError) -> Int {
        try write { database in
            try database.execute(sql: StoreSQL.purgeEvidence, arguments: [Hour(day).number])
            return database.changesCount
        }
    }

    /// The first day whose evidence is kept when today is `today`.
    ///
    /// `days` outside ``EvidenceLimits/retentionDays`` count as its nearest bound.
    package static func firstKeptEvidenceDay(
        today: Day, days: Int = EvidenceLimits.defaultRetentionDays
    ) -> Day {
        let range = EvidenceLimits.retentionDays
        return today.advanced(by: 1 - min(max(days, range.lowerBound), range.upperBound))
    }
}
