import Foundation
import GRDB
import Records

/// The spool inside a transaction of the writer.
extension StatisticsStore {
    static func spool(
        _ entries: [SpoolEntry], _ learnt: inout KnownValues.State, in database: Database
    ) throws {
        guard !entries.isEmpty else { return }
        let insert = try database.cachedStatement(sql: SpoolSQL.insert)
        for entry in entries {
            let request = entry.request
            try insert.execute(arguments: [
                try source(entry.account.source, &learnt, in: database), entry.size,
                entry.acceptedAt, number(entry.tags.first), number(entry.tags.second),
                request.method, Data(request.target), Data(request.body), request.contentType,
                Data(request.userAgent), Data(request.language), Data(request.fields),
                request.globalPrivacyControl,
            ])
        }
    }

    static func number(_ tag: VisitorTag?) -> Int64? {
        tag.map { Int64(bitPattern: $0.rawValue) }
    }

    /// Removes what has ended, and keeps what is to be looked at as dead letters.
    func end(
        _ endings: [SpoolEnding], now: Int, _ learnt: inout KnownValues.State,
        _ change: inout StateChange, in database: Database
    ) throws {
        var dead: Set<Int64> = []
        for ending in endings {
            let destination = try Self.source(ending.account.source, &learnt, in: database)
            var isKept = false
            if case .dead(let reason, let status) = ending.end, keepsDeadLetters {
                try Self.keep(ending, reason, status, destination, now: now, in: database)
                isKept = database.changesCount > 0
                if isKept { dead.insert(destination) }
            }
            let delete = try database.cachedStatement(sql: SpoolSQL.delete)
            let row = try Row.fetchOne(delete, arguments: [ending.number, destination])
            guard let row else { continue }
            change.gone.append(
                .init(
                    account: ending.account, size: SpooledRow.size(row[0]),
                    end: ending.end))
            if !isKept { change.release(SpooledRow.tags(row[1], row[2])) }
        }
        for destination in dead { try Self.trim(destination, &change, in: database) }
    }

    private static func keep(
        _ ending: SpoolEnding, _ reason: DeadLetterReason, _ status: Int?, _ destination: Int64,
        now: Int, in database: Database
    ) throws {
        if reason == .damaged {
            try database.cachedStatement(sql: SpoolSQL.keepDamaged)
                .execute(arguments: [ending.number, destination, now, now])
        } else {
            try database.cachedStatement(sql: SpoolSQL.keepDead)
                .execute(arguments: [reason.rawValue, status, now, ending.number])
        }
    }

    /// Removes the oldest dead letters of a destination beyond their bound.
    private static func trim(
        _ destination: Int64, _ change: inout StateChange, in database: Database
    ) throws {
        let query = try database.cachedStatement(sql: SpoolSQL.countDead)
        let count = try Int.fetchOne(query, arguments: [destination]) ?? 0
        guard count > SpoolLimits.deadLetters + SpoolLimits.deadLetterSlack else { return }
        let trim = try database.cachedStatement(sql: SpoolSQL.trimDead)
        let rows = try Row.fetchAll(
            trim, arguments: [destination, count - SpoolLimits.deadLetters])
        for row in rows { change.release(SpooledRow.tags(row[0], row[1])) }
    }

    /// Removes a visitor's requests and dead letters.
    static func remove(
        _ removal: SpoolRemoval, _ learnt: inout KnownValues.State, _ change: inout StateChange,
        in database: Database
    ) throws {
        for account in removal.accounts {
            let destination = try source(account.source, &learnt, in: database)
            for tag in [removal.tags.first, removal.tags.second] {
                guard let tag = number(tag) else { continue }
                for column in ["tag1", "tag2"] {
                    let removed = try Row.fetchAll(
                        database.cachedStatement(
                            sql: SpoolSQL.remove(from: "spool", tag: column)),
                        arguments: [tag, destination, removal.acceptedBefore])
                    for row in removed {
                        change.gone.append(
                            .init(
                                account: account, size: SpooledRow.size(row[0]),
                                end: .withdrawn))
                        change.release(SpooledRow.tags(row[1], row[2]))
                    }
                    let letters = try Row.fetchAll(
                        database.cachedStatement(
                            sql: SpoolSQL.remove(from: "dead_letter", tag: column)),
                        arguments: [tag, destination, removal.acceptedBefore])
                    for row in letters { change.release(SpooledRow.tags(row[1], row[2])) }
                }
            }
        }
    }
}

extension StateChange {
    mutating func release(_ tags: VisitorTags) {
        if !tags.isEmpty { released.append(tags) }
    }
}
