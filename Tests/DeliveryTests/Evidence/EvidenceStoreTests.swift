import Foundation
import GRDB
import Testing

@testable import Delivery

@Suite struct EvidenceStoreTests {
    private let day = july1...july1

    private func rows(
        _ reader: StatisticsReader, _ span: EvidenceSpan = .range
    ) throws
        -> [EvidenceReport.Row]
    {
        try reader.evidence(EvidenceQuery(days: day, span: span)).rows
    }

    @Test("Hand-overs add counts and join sketches")
    func merging() throws {
        let scratch = Scratch()
        let store = try StatisticsStore(directory: scratch.path)
        try store.add(pending([evidenceKey(): tally(3, bits: 0..<100)]))
        try store.add(
            pending([
                evidenceKey(): tally(4, bits: 90..<256), evidenceKey("absent"): tally(1),
            ]))
        let rows = try rows(StatisticsReader(store))
        #expect(rows.map(\.signals) == ["cookiebot:explicit", "absent"])
        #expect(rows.map(\.count) == [7, 1])
        #expect(rows.map(\.values) == [1_420, 0])
        #expect(rows.map(\.valuesAtLeast) == [true, false])
    }

    @Test("Rows are told by hour, by day or for the range; values of one day are counted once")
    func spans() throws {
        let scratch = Scratch()
        let store = try StatisticsStore(directory: scratch.path)
        let first = Hour(july1).number
        for hour in [first, first + 23, first + 24] {
            try store.add(
                pending([evidenceKey(hour: Hour(number: hour)): tally(2, bits: 0..<10)]))
        }
        let reader = StatisticsReader(store)
        func report(_ span: EvidenceSpan) throws -> [EvidenceReport.Row] {
            try reader.evidence(
                EvidenceQuery(days: july1...july1.advanced(by: 1), span: span)
            ).rows
        }
        #expect(
            try report(.hour).map(\.time) == ["2026-07-01T00Z", "2026-07-01T23Z", "2026-07-02T00Z"])
        #expect(try report(.day).map(\.time) == ["2026-07-01", "2026-07-02"])
        #expect(try report(.day).map(\.count) == [4, 2])
        #expect(try report(.day).map(\.values) == [10, 10])
        #expect(try report(.range).map(\.count) == [6])
        #expect(try report(.range).map(\.values) == [20])
        #expect(try rows(reader).map(\.count) == [4])
    }

    @Test("Site and destination choose the rows")
    func choice() throws {
        let scratch = Scratch()
        let store = try StatisticsStore(directory: scratch.path)
        let other = Source(site: "bakker", destination: "analytics")
        try store.add(pending([evidenceKey(): tally(), evidenceKey(source: other): tally()]))
        let reader = StatisticsReader(store)
        func sites(_ site: String?, _ destination: String?) throws -> [String] {
            try reader.evidence(
                EvidenceQuery(site: site, destination: destination, days: day)
            ).rows.map(\.site)
        }
        #expect(try sites(nil, nil) == ["bakker", "zeepwinkel"])
        #expect(try sites("bakker", nil) == ["bakker"])
        #expect(try sites("bakker", "pixel") == [])
        #expect(try sites(nil, "analytics") == ["bakker", "zeepwinkel"])
    }

    @Test("A state of the first version is upgraded, and keeps its counts")
    func upgrade() throws {
        let scratch = Scratch()
        try FileManager.default.createDirectory(
            atPath: scratch.path, withIntermediateDirectories: true)
        do {
            let queue = try DatabaseQueue(path: scratch.path + "/matglas.sqlite")
            try StatisticsStore.migrator.migrate(queue, upTo: "2026-11-20 counts")
            try queue.write {
                try $0.execute(
                    sql: """
                        INSERT INTO source VALUES (1, 'zeepwinkel', 'analytics');
                        INSERT INTO count VALUES (1, 'view', 20635, 'page_view', 42);
                        """)
            }
        }
        let counts = ReportQuery(days: day, smallGroups: SmallGroups(smallest: 1))
        do {
            // A reader of this version, before `serve` was started once.
            let reader = try StatisticsReader(directory: scratch.path)
            #expect(try reader.report(counts).pageViews.count == 42)
            #expect(try rows(reader) == [])
        }
        let store = try StatisticsStore(directory: scratch.path)
        try store.add(pending([evidenceKey(): tally(5)]))
        let reader = try StatisticsReader(directory: scratch.path)
        #expect(try reader.report(counts).pageViews.count == 42)
        #expect(try rows(reader).map(\.count) == [5])
        #expect(try reader.sources() == [shop])
    }

    @Test("An hour keeps a bounded number of rows, and further signals become other")
    func boundedHour() throws {
        let scratch = Scratch()
        let store = try StatisticsStore(directory: scratch.path)
        let limit = EvidenceLimits.hourRows
        for start in stride(from: 0, to: limit + 100, by: 50) {
            var rows: [EvidenceKey: EvidenceTally] = [:]
            for number in start..<start + 50 { rows[evidenceKey("s\(number):none")] = tally(1) }
            try store.add(pending(rows))
        }
        let rows = try rows(StatisticsReader(store))
        #expect(rows.count == limit + 1)
        #expect(rows.first?.signals == "other")
        #expect(rows.first?.count == 100)
        #expect(rows.map(\.count).reduce(0, +) == limit + 100)
        // Another hour has its own room.
        let next = Hour(number: Hour(july1).number + 1)
        try store.add(pending([evidenceKey("fresh:none", hour: next): tally(1)]))
        #expect(try self.rows(StatisticsReader(store)).contains { $0.signals == "fresh:none" })
    }

    @Test(
        "Rows older than the retention go, by whole days, and no other",
        arguments: [(1, 1), (2, 2), (365, 3), (0, 1), (-9, 1), (9_999, 3)])
    func retention(days: Int, left: Int) throws {
        let scratch = Scratch()
        let store = try StatisticsStore(directory: scratch.path)
        for age in [0, 1, 364, 1_826] {
            let hour = Hour(number: Hour(july1.advanced(by: -age)).number + 23)
            try store.add(pending([evidenceKey(hour: hour): tally()]))
        }
        let first = StatisticsStore.firstKeptEvidenceDay(today: july1, days: days)
        _ = try store.purgeEvidence(before: first)
        let report = try StatisticsReader(store).evidence(
            EvidenceQuery(days: july1.advanced(by: -3_000)...july1, span: .day))
        #expect(report.rows.count == left)
        #expect(try store.purgeEvidence(before: first) == 0)
        #expect(StatisticsStore.firstKeptEvidenceDay(today: july1) == july1.advanced(by: -364))
    }

    @Test("A transaction that fails in the evidence leaves no count of it behind either")
    func atomic() throws {
        let scratch = Scratch()
        let store = try StatisticsStore(directory: scratch.path)
        try store.write {
            try $0.execute(
                sql: """
                    CREATE TRIGGER refuse BEFORE INSERT ON evidence WHEN new.signals = 'bad'
                    BEGIN SELECT RAISE(ABORT, 'injected'); END
                    """)
        }
        var counts = pending(snapshot([facts()]))
        counts.merge(pending([evidenceKey(): tally(), evidenceKey("bad"): tally()]))
        #expect(throws: StoreError.self) { try store.add(counts) }
        let reader = StatisticsReader(store)
        #expect(try rows(reader) == [])
        #expect(try reader.sources() == [])
    }

    @Test("A process that is killed while it writes leaves whole hand-overs")
    func killed() throws {
        let scratch = Scratch()
        let copy = Scratch()
        try FileManager.default.createDirectory(
            atPath: copy.path, withIntermediateDirectories: true)
        let files = (from: scratch.path + "/matglas.sqlite", to: copy.path + "/matglas.sqlite")
        // What lies on the disk in the middle of the transaction is what a kill would leave.
        let store = try StatisticsStore(directory: scratch.path) { database in
            // A small cache writes pages before the commit.
            try database.execute(sql: "PRAGMA cache_size = 2")
            database.add(
                function: DatabaseFunction("kill_now", argumentCount: 0) { _ in
                    for suffix in ["", "-wal"] {
                        try? FileManager.default.removeItem(atPath: files.to + suffix)
                        try FileManager.default.copyItem(
                            atPath: files.from + suffix, toPath: files.to + suffix)
                    }
                    return nil
                })
        }
        var first: [EvidenceKey: EvidenceTally] = [:]
        for number in 0..<150 { first[evidenceKey("s\(number):none")] = tally(1, bits: 0..<9) }
        try store.add(pending(first))
        try store.write {
            try $0.execute(
                sql: """
                    CREATE TEMPORARY TRIGGER kill AFTER INSERT ON main.evidence
                    BEGIN SELECT kill_now(); END
                    """)
        }
        var second = first
        for number in 150..<170 { second[evidenceKey("s\(number):none")] = tally(1) }
        try store.add(pending(second))
        #expect(try rows(StatisticsReader(store)).count == 170)
        let left = try rows(StatisticsReader(StatisticsStore(directory: copy.path)))
        #expect(left.count == 150)
        #expect(left.allSatisfy { $0.count == 1 && $0.values == 9 })
    }

    @Test("Another reader sees whole hand-overs while the writer writes")
    func readersWhileWriting() async throws {
        let scratch = Scratch()
        let store = try StatisticsStore(directory: scratch.path)
        let directory = scratch.path
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for _ in 0..<100 {
                    try store.add(
                        pending([evidenceKey("a:none"): tally(), evidenceKey("b:none"): tally()]))
                }
            }
            group.addTask {
                let reader = try StatisticsReader(directory: directory)
                for _ in 0..<100 {
                    let counts = try reader.evidence(EvidenceQuery(days: july1...july1)).rows
                        .map(\.count)
                    #expect(Set(counts).count <= 1)
                    #expect(counts.count != 1)
                }
            }
            try await group.waitForAll()
        }
        #expect(try rows(StatisticsReader(directory: directory)).map(\.count) == [100, 100])
    }
}
