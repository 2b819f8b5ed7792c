import Bytes
import Foundation
import GRDB
import Records
import Synchronization
import Testing

@testable import Delivery

/// Rows that nobody wrote: a bad disk, or somebody with an editor.
@Suite struct SpoolDamageTests {
    private let scratch = Scratch()

    /// What a read of a destination gives, off every lane.
    private func read(_ reader: SpoolReader, _ account: SpoolAccount) async -> [String]? {
        await withCheckedContinuation { continuation in
            reader.read(account, after: 0, count: 4, bytes: .max) { requests in
                continuation.resume(
                    returning: requests?.map { $0.request.target.span.string })
            }
        }
    }

    private func insert(
        _ store: StatisticsStore, method: String = "POST", target: [UInt8] = Array("/x".utf8),
        body: [UInt8] = [], type: String? = nil, agent: [UInt8] = [], language: [UInt8] = [],
        fields: [UInt8] = [], size: Int = 10, acceptedAt: Int = 1
    ) throws {
        try store.write { database in
            try database.execute(
                sql: """
                    INSERT INTO spool (destination, size, accepted_at, method, target, body,
                        content_type, user_agent, language, fields, gpc)
                    VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)
                    """,
                arguments: [
                    size, acceptedAt, method, Data(target), Data(body), type, Data(agent),
                    Data(language),
                    Data(fields),
                ])
        }
    }

    private func world() throws -> (StatisticsStore, StateWriter, SpoolReader, SpoolAccount) {
        let store = try StatisticsStore(directory: scratch.path)
        let writer = StateWriter(sink: store, logger: quiet)
        try store.write { database in
            try database.execute(
                sql: "INSERT INTO source (site, destination) VALUES (?, ?)",
                arguments: [shop.site, shop.destination])
        }
        return (store, writer, SpoolReader(store, writer: writer), writer.ledger.account(for: shop))
    }

    private func finish(_ writer: StateWriter) async {
        await withCheckedContinuation { continuation in
            writer.finish { _ in continuation.resume() }
        }
    }

    @Test("A row that is no request becomes a dead letter, and the next one is sent")
    func refused() async throws {
        let (store, writer, reader, account) = try world()
        try insert(store, method: "DELETE")
        try insert(store, target: Array("http://evil/".utf8))
        try insert(store, target: Array("/x HTTP/1.1\r\nX: y".utf8))
        try insert(store, target: [])
        try insert(store, type: "text/plain\r\nX: y")
        try insert(store, agent: Array("a\r\nX: y".utf8))
        try insert(store, language: Array("nl\n".utf8))
        try insert(store, fields: Array("X: y".utf8))
        try insert(store, fields: Array("X: y\r\n\r\nGET / HTTP/1.1\r\n".utf8))
        try insert(store, fields: Array("X : y\r\n".utf8))
        // What would make another request of it, or two.
        for field in [
            "Content-Length: 9", "Transfer-Encoding: chunked", "Host: evil.example",
            "Connection: close", "Expect: 100-continue", "Content_Length: 9",
        ] {
            try insert(store, fields: Array((field + "\r\n").utf8))
        }
        // Times of no clock, from which no age can be computed.
        for second in [Int.min, -1, 253_402_300_800, .max] {
            try insert(store, acceptedAt: second)
        }
        try insert(store, target: Array("/good".utf8), fields: Array("X: y\r\n".utf8))
        #expect(await read(reader, account) == ["/good"])
        await finish(writer)
        let reasons = try store.read {
            try String.fetchAll($0, sql: "SELECT reason FROM dead_letter")
        }
        #expect(reasons == [String](repeating: "damaged", count: 20))
        let bodies = try store.read {
            try Int.fetchOne($0, sql: "SELECT SUM(LENGTH(target) + LENGTH(body)) FROM dead_letter")
        }
        #expect(bodies == 0)
        #expect(await read(reader, account) == ["/good"])
    }

    @Test("Damaged sizes and times neither stop the start nor what is counted from it")
    func numbers() throws {
        let (store, _, _, _) = try world()
        for size in [Int.max, .max, .min, 7] {
            try insert(store, size: size, acceptedAt: .min)
        }
        let ledger = SpoolLedger(maximumBytes: .max)
        try store.load(ledger)
        store.noteAges(in: ledger)
        let account = ledger.account(for: shop)
        let numbers = account.numbers(now: 1_700_000_000)
        #expect(numbers.requests == 4 && numbers.bytes == 2 * SpoolLimits.largestRow + 7)
        #expect(numbers.oldestAgeSeconds == 0)
        // The next one is counted, and those above leave.
        account.add(200)
        let work = (1...4).map {
            SpoolEnding(account: account, number: $0, end: .dead(.expired, status: nil))
        }
        var ending = StateWork()
        ending.endings = work
        for gone in try store.write(ending).gone { account.remove(gone.size, gone.end) }
        #expect(account.numbers(now: 0).bytes == 200)
        let report = try StatisticsReader(store).deadLetters(DeadLetterQuery(newest: 9))
        #expect(report.letters.map(\.count) == [4])
    }

    @Test("Random bytes in every column never stop the program, a read or what comes behind")
    func random() async throws {
        let (store, writer, reader, account) = try world()
        var steps = SmallGroupsTests.Steps(state: 29)
        func bytes() -> [UInt8] {
            (0..<Int.random(in: 0..<40, using: &steps)).map { _ in
                Bool.random(using: &steps)
                    ? UInt8.random(in: .min ... .max, using: &steps)
                    : Array("/:\r\n aGET".utf8).randomElement(using: &steps) ?? 0
            }
        }
        for _ in 0..<400 {
            try insert(
                store,
                method: Bool.random(using: &steps)
                    ? "GET" : String(decoding: bytes(), as: UTF8.self),
                target: Bool.random(using: &steps) ? [0x2F] + bytes() : bytes(), body: bytes(),
                type: Bool.random(using: &steps) ? nil : String(decoding: bytes(), as: UTF8.self),
                agent: bytes(), language: bytes(), fields: bytes(),
                size: Int.random(in: Int(Int32.min)...Int(Int32.max), using: &steps))
        }
        try insert(store, target: Array("/last".utf8))
        // Rows with types that the table does not allow, as a bad page has them.
        try store.write { database in
            try database.execute(sql: "PRAGMA writable_schema = 1")
            try database.execute(
                sql: """
                    UPDATE sqlite_schema SET sql = replace(sql, 'STRICT', '')
                    WHERE name = 'spool'
                    """)
        }
        let bad = try DatabaseQueue(path: store.path)
        try await bad.write { database in
            for column in [
                "method", "target", "body", "gpc", "accepted_at", "user_agent", "tag1", "size",
            ] {
                try database.execute(
                    sql: "UPDATE spool SET \(column) = x'00FF' WHERE number % 50 = ?",
                    arguments: [column.count])
            }
            try database.execute(sql: "PRAGMA writable_schema = 1")
            try database.execute(
                sql: """
                    UPDATE sqlite_schema SET sql = sql || ' STRICT' WHERE name = 'spool'
                    """)
        }
        try bad.close()
        let fresh = SpoolLedger(maximumBytes: .max)
        let again = try StatisticsStore(directory: scratch.path)
        try again.load(fresh)
        var passes = 0
        while await read(reader, account)?.contains("/last") == false {
            passes += 1
            // What was read is sent and ends.
            let page = try store.spooled(shop, after: 0, count: 4, bytes: .max)
            writer.end(
                page.requests.map { SpoolEnding(account: account, number: $0.number, end: .done) })
            await finish(writer)
            try #require(passes < 500)
        }
        #expect(!writer.isFailing)
    }
}
