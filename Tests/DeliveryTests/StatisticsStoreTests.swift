import Foundation
import GRDB
import Records
import Testing

@testable import Delivery

@Suite struct StatisticsStoreTests {
    private let everything = SmallGroups(smallest: 1)

    @Test("What was counted comes back, added up over hand-overs")
    func roundTrip() throws {
        let scratch = Scratch()
        let store = try StatisticsStore(directory: scratch.path)
        let views = [facts(page: "/a", referrer: "bing.com"), facts(page: "/b", browser: "Safari")]
        try store.add(pending(snapshot(views)))
        try store.add(
            pending(
                snapshot(views + [facts("purchase", cents: 995, currency: "EUR")]),
                snapshot(views, on: july1.advanced(by: 1))))
        let report = try StatisticsReader(store).report(
            ReportQuery(days: july1...july1.advanced(by: 1), smallGroups: everything))
        #expect(report.pageViews == .init(count: 6))
        #expect(report.pages.dictionary == ["/a": 3, "/b": 3])
        #expect(report.referrers.dictionary == ["bing.com": 3, "(direct or internal)": 3])
        #expect(report.browsers.dictionary == ["Firefox": 3, "Safari": 3])
        #expect(report.systems.dictionary == ["Linux": 6])
        #expect(report.events.dictionary == ["page_view": 6, "purchase": 1])
        #expect(report.revenue.rows == [.init(currency: "EUR", orders: 1, cents: 995)])
        #expect(report.days.map(\.pageViews.count) == [4, 2])
    }

    @Test(
        "A commit waits for the disk where that is asked for", arguments: [(true, 2), (false, 1)])
    func synchronises(survivesPowerCuts: Bool, mode: Int) throws {
        let scratch = Scratch()
        for _ in 0..<2 {
            let store = try StatisticsStore(
                directory: scratch.path, survivesPowerCuts: survivesPowerCuts)
            // 1 is NORMAL, 2 is FULL (https://www.sqlite.org/pragma.html#pragma_synchronous).
            let found = try store.database.writeWithoutTransaction {
                try Int.fetchOne($0, sql: "PRAGMA synchronous")
            }
            #expect(found == mode)
        }
    }

    @Test("Site, destination and days choose what is reported")
    func choice() throws {
        let scratch = Scratch()
        let store = try StatisticsStore(directory: scratch.path)
        let pixel = Source(site: "zeepwinkel", destination: "pixel")
        let other = Source(site: "bakker", destination: "analytics")
        for source in [shop, pixel, other] {
            try store.add(pending(snapshot([facts()], source: source)))
        }
        let reader = StatisticsReader(store)
        #expect(try reader.sources() == [other, shop, pixel])
        func views(_ site: String?, _ destination: String?, _ day: Day = july1) throws -> Int {
            try reader.report(
                ReportQuery(
                    site: site, destination: destination, days: day...day, smallGroups: everything)
            ).pageViews.count
        }
        #expect(try views(nil, nil) == 3)
        #expect(try views("zeepwinkel", nil) == 2)
        #expect(try views("zeepwinkel", "pixel") == 1)
        #expect(try views(nil, "analytics") == 2)
        #expect(try views("nobody", nil) == 0)
        #expect(try views(nil, nil, july1.advanced(by: 1)) == 0)
    }

    @Test("The directory and its files are for their owner only")
    func modes() throws {
        let scratch = Scratch()
        let store = try StatisticsStore(directory: scratch.path + "/deep/state")
        try store.add(pending(snapshot([facts()])))
        #expect(try scratch.mode("deep/state") == 0o700)
        for suffix in ["", "-wal", "-shm"] {
            #expect(try scratch.mode("deep/state/matglas.sqlite" + suffix) == 0o600)
        }
    }

    @Test("Counts survive the end of the program")
    func reopening() throws {
        let scratch = Scratch()
        do {
            let store = try StatisticsStore(directory: scratch.path)
            try store.add(pending(snapshot([facts(), facts()])))
        }
        let store = try StatisticsStore(directory: scratch.path)
        try store.add(pending(snapshot([facts()])))
        #expect(try total(StatisticsReader(store)) == 3)
    }

    @Test("A hand-over that fails half way leaves nothing behind")
    func atomic() throws {
        let scratch = Scratch()
        let store = try StatisticsStore(directory: scratch.path)
        try store.add(pending(snapshot([facts(page: "/before")])))
        try store.write {
            try $0.execute(
                sql: """
                    CREATE TRIGGER refuse BEFORE INSERT ON revenue
                    BEGIN SELECT RAISE(ABORT, 'injected'); END
                    """)
        }
        let batch = pending(
            snapshot([facts(page: "/new"), facts("purchase", cents: 1, currency: "EUR")]))
        #expect(throws: StoreError.self) { try store.add(batch) }
        let reader = StatisticsReader(store)
        let query = ReportQuery(days: july1...july1, smallGroups: everything)
        #expect(try reader.report(query).pages.dictionary == ["/before": 1])
        try store.write { try $0.execute(sql: "DROP TRIGGER refuse") }
        try store.add(batch)
        #expect(try reader.report(query).pages.dictionary == ["/before": 1, "/new": 1])
        #expect(try reader.report(query).revenue.rows.count == 1)
    }

    @Test("A full disk is an error with a name, and the store works again when there is room")
    func fullDisk() throws {
        let scratch = Scratch()
        let store = try StatisticsStore(directory: scratch.path)
        let many = (0..<2_000).map { facts(page: "/page/with/a/long/path/\($0)") }
        var big = PendingCounts()
        for start in stride(from: 0, to: many.count, by: 500) {
            big.merge(snapshot(Array(many[start..<start + 500])))
        }
        // SQLite's own limit on pages answers exactly as a full disk does: SQLITE_FULL.
        try limitPages(store, to: 20)
        #expect(throws: StoreError.full) { try store.add(big) }
        #expect(try total(StatisticsReader(store)) == 0)
        try limitPages(store, to: 100_000)
        try store.add(big)
        #expect(try total(StatisticsReader(store)) == 2_000)
    }

    private func limitPages(_ store: StatisticsStore, to pages: Int) throws {
        try store.database.writeWithoutTransaction {
            _ = try Int.fetchOne($0, sql: "PRAGMA max_page_count = \(pages)")
        }
    }

    @Test("One day keeps a bounded number of values in the file")
    func boundedDay() throws {
        let scratch = Scratch()
        let store = try StatisticsStore(directory: scratch.path)
        let limit = AggregationLimits.dayValues
        for start in stride(from: 0, to: limit + 500, by: 500) {
            try store.add(
                pending(snapshot((start..<start + 500).map { facts(page: "/\($0)") })))
        }
        let rows = try store.database.read {
            try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM count WHERE dimension = 'page'")
        }
        #expect(rows == limit + 1)
        #expect(try total(StatisticsReader(store)) == limit + 500)
        // A store that has to learn again what the day holds keeps the bound.
        let again = try StatisticsStore(directory: scratch.path)
        try again.add(pending(snapshot([facts(page: "/fresh"), facts(page: "/1")])))
        let query = ReportQuery(days: july1...july1, smallGroups: everything)
        let pages = try StatisticsReader(again).report(query).pages.dictionary
        #expect(pages["/fresh"] == nil)
        #expect(pages["/1"] == 2)
        #expect(pages["(other)"] == 501)
    }

    @Test("Another reader sees whole hand-overs while the writer writes")
    func readersWhileWriting() async throws {
        let scratch = Scratch()
        let store = try StatisticsStore(directory: scratch.path)
        let directory = scratch.path
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for _ in 0..<100 {
                    try store.add(pending(snapshot([facts(page: "/a"), facts(page: "/b")])))
                }
            }
            group.addTask {
                let reader = try StatisticsReader(directory: directory)
                var last = 0
                for _ in 0..<100 {
                    let pages = try reader.report(
                        ReportQuery(days: july1...july1, smallGroups: SmallGroups(smallest: 1))
                    ).pages.dictionary
                    #expect(pages["/a"] == pages["/b"])
                    #expect((pages["/a"] ?? 0) >= last)
                    last = pages["/a"] ?? 0
                }
            }
            try await group.waitForAll()
        }
        #expect(try total(StatisticsReader(directory: directory)) == 200)
    }

    @Test("Purging takes whole days and keeps the rest")
    func purging() throws {
        let scratch = Scratch()
        let store = try StatisticsStore(directory: scratch.path)
        let sale = facts("purchase", cents: 1, currency: "EUR")
        for offset in 0..<3 {
            try store.add(pending(snapshot([facts(), sale], on: july1.advanced(by: offset))))
        }
        #expect(try store.purge(before: july1.advanced(by: 2)) == 14)
        let report = try StatisticsReader(store).report(
            ReportQuery(days: july1...july1.advanced(by: 2), smallGroups: everything))
        #expect(report.days.map(\.pageViews.count) == [0, 0, 1])
        #expect(StatisticsStore.firstKeptDay(today: july1).description == "2024-06-01")
    }

    @Test("What is not a database, or not a directory, is refused by name")
    func damaged() throws {
        let scratch = Scratch()
        try FileManager.default.createDirectory(
            atPath: scratch.path, withIntermediateDirectories: true)
        let file = scratch.path + "/matglas.sqlite"
        try Data(repeating: 0x41, count: 8_192).write(to: URL(fileURLWithPath: file))
        #expect(throws: StoreError.corrupt(path: file)) {
            try StatisticsStore(directory: scratch.path)
        }
        #expect(throws: StoreError.corrupt(path: file)) {
            try StatisticsReader(directory: scratch.path)
        }
        #expect(throws: StoreError.self) { try StatisticsStore(directory: file) }
        #expect(throws: StoreError.missing(path: scratch.path + "/none/matglas.sqlite")) {
            try StatisticsReader(directory: scratch.path + "/none")
        }
    }

    @Test("A directory where the file should be is said to be one, and keeps its mode")
    func directoryInPlace() throws {
        let scratch = Scratch()
        let file = scratch.path + "/matglas.sqlite"
        try FileManager.default.createDirectory(
            atPath: file, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o750])
        for open in [
            { _ = try StatisticsStore(directory: scratch.path) },
            { _ = try StatisticsReader(directory: scratch.path) },
        ] {
            let error = #expect(throws: StoreError.self) { try open() }
            #expect(error?.description.contains(": a directory stands where") == true)
            #expect(error?.isPermission == false)
        }
        #expect(try scratch.mode("matglas.sqlite") == 0o750)
    }

    @Test("Errors of SQLite that stand for a full disk are one")
    func fullByOtherNames() {
        let path = Scratch().path
        for code in [ResultCode.SQLITE_FULL, .SQLITE_IOERR_SHMSIZE] {
            #expect(StoreError(DatabaseError(resultCode: code), path: path) == .full)
        }
        // This machine has room, so another reason is behind these.
        for code in [ResultCode.SQLITE_IOERR_WRITE, .SQLITE_IOERR_READ] {
            #expect(
                StoreError(DatabaseError(resultCode: code), path: "/")
                    == .failed(code: Int(code.rawValue)))
        }
        // Nothing is ever free there.
        #expect(
            StoreError(DatabaseError(resultCode: .SQLITE_IOERR_WRITE), path: "/proc") == .full)
    }

    @Test("A path that may not be opened is told from a shortage of descriptors")
    func unopened() {
        #expect(StoreError.unopened("/nowhere/file") == .permission(path: "/nowhere/file"))
        let shortage = StoreError.failed(code: 14, cause: .descriptors)
        #expect(shortage.description == "no file descriptor left (too many open files)")
        #expect(!shortage.isPermission)
    }

    @Test("A file of a newer version is left alone")
    func newer() throws {
        let scratch = Scratch()
        do {
            let store = try StatisticsStore(directory: scratch.path)
            try store.write {
                try $0.execute(
                    sql: "INSERT INTO grdb_migrations (identifier) VALUES ('2999-01-01 future')")
            }
        }
        let path = scratch.path + "/matglas.sqlite"
        #expect(throws: StoreError.newerSchema(path: path)) {
            try StatisticsStore(directory: scratch.path)
        }
        #expect(throws: StoreError.newerSchema(path: path)) {
            try StatisticsReader(directory: scratch.path)
        }
    }

    private func total(_ reader: StatisticsReader) throws -> Int {
        try reader.report(ReportQuery(days: july1...july1, smallGroups: everything)).pageViews.count
    }
}
