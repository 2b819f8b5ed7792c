import Bytes
import Foundation
import GRDB
import Records
import Testing

@testable import Delivery

/// The spool in the database: order, endings, dead letters, bounds, damage.
@Suite struct SpoolStoreTests {
    private let scratch = Scratch()
    private let ledger = SpoolLedger(maximumBytes: .max)
    private var account: SpoolAccount { ledger.account(for: shop) }

    private func store(keepsDeadLetters: Bool = true) throws -> StatisticsStore {
        try StatisticsStore(directory: scratch.path, keepsDeadLetters: keepsDeadLetters)
    }

    private func entry(
        _ target: String = "/x", tags: VisitorTags = .none, acceptedAt: Int = 1_000
    ) -> SpoolEntry {
        SpoolEntry(
            account: account, acceptedAt: acceptedAt, tags: tags,
            request: outbound(target, language: "nl", gpc: true))
    }

    @discardableResult
    private func write(
        _ store: StatisticsStore, _ entries: [SpoolEntry] = [], ending: [(Int64, SpoolEnd)] = [],
        removing: VisitorTags = .none, now: Int = 2_000
    ) throws -> StateChange {
        var work = StateWork()
        work.entries = entries
        work.endings = ending.map { SpoolEnding(account: account, number: $0.0, end: $0.1) }
        if !removing.isEmpty {
            work.removals = [
                SpoolRemoval(tags: removing, acceptedBefore: .max, accounts: [account])
            ]
        }
        work.now = now
        return try store.write(work)
    }

    private func targets(_ store: StatisticsStore, after number: Int64 = 0) throws -> [String] {
        try store.spooled(shop, after: number, count: 100, bytes: .max).requests
            .map { $0.request.target.span.string }
    }

    @Test("A request comes back as it was, in the order of acceptance, also after a restart")
    func roundTrip() throws {
        let tags = VisitorTags(VisitorTag(rawValue: .max), VisitorTag(rawValue: 3))
        try write(store(), [entry("/1", tags: tags), entry("/2"), entry("/3")])
        let again = try store()
        let page = try again.spooled(shop, after: 0, count: 2, bytes: .max)
        #expect(page.requests.map(\.number) == [1, 2])
        let first = try #require(page.requests.first)
        #expect(first.tags == tags && first.acceptedAt == 1_000)
        let (request, expected) = (first.request, outbound("/1", language: "nl", gpc: true))
        #expect(request.method == expected.method && request.target == expected.target)
        #expect(request.body == expected.body && request.contentType == expected.contentType)
        #expect(request.userAgent == expected.userAgent && request.language == expected.language)
        #expect(request.fields == expected.fields && request.globalPrivacyControl)
        #expect(try targets(again, after: 2) == ["/3"])
        #expect(try again.spooled(pixel, after: 0, count: 9, bytes: .max).requests.isEmpty)
        // The bytes end a page, but one request always comes.
        #expect(try again.spooled(shop, after: 0, count: 9, bytes: 1).requests.count == 1)
    }

    private let pixel = Source(site: "bakker", destination: "pixel")

    @Test("Numbers are never used twice, not even after the newest row is gone and a restart")
    func numbers() throws {
        try write(store(), [entry(), entry()])
        try write(store(), ending: [(1, .done), (2, .done)])
        try write(store(), [entry("/new")])
        let page = try store().spooled(shop, after: 0, count: 9, bytes: .max)
        #expect(page.requests.map(\.number) == [3])
    }

    @Test("What ends is gone, tells its size once, and releases its tags")
    func ending() throws {
        let store = try store()
        let tags = VisitorTags(VisitorTag(rawValue: 5))
        let one = entry(tags: tags)
        try write(store, [one, entry()])
        let change = try write(store, ending: [(1, .done), (1, .done), (99, .done)])
        #expect(change.gone.map(\.size) == [one.size])
        #expect(change.released == [tags])
        #expect(try targets(store).count == 1)
    }

    @Test("What could not be delivered is a dead letter with its reason; its tags stay on disk")
    func deadLetters() throws {
        let store = try store()
        let tags = VisitorTags(VisitorTag(rawValue: 5))
        try write(store, [entry("/1", tags: tags), entry("/2"), entry("/3")])
        let change = try write(
            store,
            ending: [
                (1, .dead(.rejected, status: 404)), (2, .dead(.expired, status: nil)),
                (3, .withdrawn),
            ], now: 7_200)
        #expect(change.gone.count == 3)
        #expect(change.released.isEmpty)
        let report = try StatisticsReader(store).deadLetters(DeadLetterQuery())
        #expect(report.letters.map(\.reason) == ["expired", "rejected"])
        #expect(report.letters.map(\.status) == [nil, 404])
        #expect(report.letters.allSatisfy { $0.count == 1 && $0.first == "1970-01-01T02Z" })
        // A withdrawal finds them there too.
        #expect(try write(store, removing: tags).released == [tags])
        #expect(try store.purgeDeadLetters(endedBefore: 7_201, ledger.tags) == 1)
        #expect(try store.isSpoolEmpty())
    }

    @Test("Dead letters are bounded, the oldest go first; without them nothing is kept")
    func bounded() throws {
        let store = try store()
        let count = SpoolLimits.deadLetters + SpoolLimits.deadLetterSlack + 1
        try write(store, (0..<count).map { _ in entry() })
        try write(
            store, ending: (1...count).map { (Int64($0), .dead(.gaveUp, status: 500)) })
        let numbers = try store.read {
            try Int.fetchAll($0, sql: "SELECT number FROM dead_letter ORDER BY number")
        }
        #expect(numbers.count == SpoolLimits.deadLetters)
        #expect(numbers.last == count)
        let other = Scratch()
        let frugal = try StatisticsStore(directory: other.path, keepsDeadLetters: false)
        try write(frugal, [entry()])
        #expect(try write(frugal, ending: [(1, .dead(.rejected, status: 400))]).gone.count == 1)
        #expect(try frugal.isSpoolEmpty())
    }

    @Test("A withdrawal removes by either tag, from the destinations that it names")
    func removal() throws {
        let store = try store()
        let (a, b) = (VisitorTag(rawValue: 1), VisitorTag(rawValue: 2))
        try write(
            store,
            [
                entry("/a", tags: VisitorTags(a)), entry("/ab", tags: VisitorTags(a, b)),
                entry("/b", tags: VisitorTags(b)), entry("/none"),
            ])
        let change = try write(store, removing: VisitorTags(a))
        #expect(change.gone.count == 2 && change.gone.allSatisfy { $0.end == .withdrawn })
        #expect(try targets(store) == ["/b", "/none"])
    }

    @Test("A start finds depth, bytes and tags again, and lets go of what is too old")
    func start() throws {
        let tags = VisitorTags(VisitorTag(rawValue: 5), VisitorTag(rawValue: 6))
        let young = entry("/young", tags: tags, acceptedAt: 5_000)
        try write(store(), (0..<1_100).map { _ in entry("/old") } + [young])
        let (store, fresh) = (try store(), SpoolLedger(maximumBytes: .max))
        try store.load(fresh)
        #expect(fresh.count == 1_101)
        #expect(fresh.count(besides: [shop]) == 0 && fresh.count(besides: [pixel]) == 1_101)
        #expect(fresh.tags.mayHold(VisitorTags(VisitorTag(rawValue: 6))))
        let expired = try store.expire(
            fresh.all, acceptedBefore: 4_000, now: 9_000, fresh.tags)
        #expect(expired == 1_100)
        #expect(fresh.account(for: shop).count == 1)
        #expect(fresh.account(for: shop).numbers(now: 0).bytes == young.size)
        #expect(try targets(store) == ["/young"])
        store.noteAges(in: fresh)
        #expect(fresh.account(for: shop).numbers(now: 5_060).oldestAgeSeconds == 60)
    }

    @Test("A database that may not grow refuses the whole transaction, and takes what is deleted")
    func full() throws {
        let store = try StatisticsStore(directory: scratch.path) { database in
            try database.execute(sql: "PRAGMA max_page_count = 40")
        }
        var kept = 0
        let refusal = #expect(throws: StoreError.self) {
            for _ in 0..<1_000 {
                try write(store, [entry("/\(kept)"), entry("/\(kept)")])
                kept += 1
            }
        }
        #expect(refusal == .full)
        #expect(try targets(store).count == min(100, kept * 2))
        #expect(kept > 10)
        try write(store, ending: (1...(2 * kept)).map { (Int64($0), .done) })
        try write(store, [entry("/again")])
        #expect(try targets(store) == ["/again"])
    }
}
