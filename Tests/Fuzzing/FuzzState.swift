import Bytes
import Foundation
import GRDB
import Glibc
import Logging
@_spi(Anonymizer) import Records
import Transport

@testable import Delivery

/// State files for the fuzzer, and everything that is ever done with one.
enum FuzzState {
    static let shop = Source(site: "shop", destination: "a")

    static let memory: DatabaseQueue = {
        guard let queue = try? DatabaseQueue() else { preconditionFailure("no memory") }
        return queue
    }()

    /// A usual row of each table.
    static let tables: [(name: String, usual: [DatabaseValue], isQueue: Bool)] = {
        let head: [DatabaseValue] = [
            1.databaseValue, 1.databaseValue, 1_700_000_000.databaseValue, 7.databaseValue, .null,
            200.databaseValue,
        ]
        let rest = Array(request[4...])
        let dead: [DatabaseValue] = [
            "rejected".databaseValue, 404.databaseValue, 1_700_000_100.databaseValue,
        ]
        let source: [DatabaseValue] = [1.databaseValue, "shop".databaseValue, "a".databaseValue]
        let count: [DatabaseValue] = [
            1.databaseValue, "page".databaseValue, 20_000.databaseValue, "/".databaseValue,
            20.databaseValue,
        ]
        let revenue: [DatabaseValue] = [
            1.databaseValue, 20_000.databaseValue, "EUR".databaseValue, 12.databaseValue,
            99_900.databaseValue,
        ]
        let evidence =
            [1.databaseValue, 480_000.databaseValue]
            + ["full", "forward", "granted", "gcd"].map(\.databaseValue)
            + [3, 1, 2, 4, 8].map(\.databaseValue)
        return [
            ("spool", head + rest, true), ("dead_letter", head + rest + dead, true),
            ("source", source, false), ("count", count, false), ("revenue", revenue, false),
            ("evidence", evidence, false),
            ("log_position", ["web", "/var/log/a.log", "1:2:3"].map(\.databaseValue), false),
        ]
    }()

    /// The columns of a request, as ``SpoolSQL/read`` gives them.
    static let request: [DatabaseValue] = [
        1.databaseValue, 1_700_000_000.databaseValue, .null, .null, "POST".databaseValue,
        Data("/g/collect?v=2".utf8).databaseValue, Data("en=a".utf8).databaseValue,
        "text/plain".databaseValue, Data("Firefox".utf8).databaseValue,
        Data("nl".utf8).databaseValue, Data("X-A: b\r\n".utf8).databaseValue, 0.databaseValue,
    ]

    // MARK: Files

    /// Transactions in ``log``, each with one request.
    static let committed = 6

    private static let folder: String = {
        let path = NSTemporaryDirectory() + "matglas-fuzz-state-\(getpid())"
        try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }()

    /// A store whose tables take values of every type in every column.
    static let loose: StatisticsStore = {
        let path = folder + "/loose"
        do {
            _ = try StatisticsStore(directory: path)
            let queue = try DatabaseQueue(path: path + "/" + StatisticsStore.fileName)
            try queue.write { database in
                try database.execute(sql: "PRAGMA writable_schema = 1")
                for (old, new) in [
                    (" STRICT, WITHOUT ROWID", " WITHOUT ROWID"), (" STRICT", ""),
                    (" NOT NULL", ""), (" TEXT", ""), (" BLOB", ""), (" INTEGER,", ","),
                    (" INTEGER REFERENCES source", ""), (" REFERENCES source", ""),
                    (" INTEGER\n", "\n"),
                ] {
                    for (name, _, _) in tables {
                        try database.execute(
                            sql: "UPDATE sqlite_schema SET sql = replace(sql, ?, ?) WHERE name = ?",
                            arguments: [old, new, name])
                    }
                }
            }
            try queue.close()
            return try StatisticsStore(directory: path, preparing: nil)
        } catch {
            preconditionFailure("no loose state: \(error)")
        }
    }()

    private static func entry(_ target: String, _ ledger: SpoolLedger) -> SpoolEntry {
        SpoolEntry(
            account: ledger.account(for: shop), acceptedAt: 1_700_000_000,
            tags: VisitorTags(VisitorTag(rawValue: 7), nil),
            request: Records.OutboundRequest(
                method: "POST", target: Array(target.utf8), body: Array("en=a".utf8),
                contentType: "text/plain", userAgent: Array("Firefox".utf8),
                language: Array("nl".utf8), globalPrivacyControl: true))
    }

    /// The files of a store after `work`, while it is open, and after it was closed.
    private static func files(_ name: String, isClosed: Bool) -> (file: [UInt8], log: [UInt8]) {
        let path = folder + "/" + name
        let file = path + "/" + StatisticsStore.fileName
        do {
            let store = try StatisticsStore(directory: path)
            let ledger = SpoolLedger(maximumBytes: .max)
            // What was there before the log is not in it.
            try store.write { try $0.execute(literal: "SELECT 1") }
            if let pool = store.database as? DatabasePool, !isClosed {
                try pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
            }
            for number in 1...committed {
                var work = StateWork()
                work.entries = [entry("/\(number)", ledger)]
                work.now = 1_700_000_000
                _ = try store.write(work)
            }
            if isClosed {
                for (table, usual, _) in tables where table != "spool" {
                    try store.write { database in
                        let marks = usual.map { _ in "?" }.joined(separator: ", ")
                        try database.execute(
                            sql: "INSERT OR REPLACE INTO \(table) VALUES (\(marks))",
                            arguments: StatementArguments(usual))
                    }
                }
                if let pool = store.database as? DatabasePool { try pool.close() }
            }
            let log = FileManager.default.contents(atPath: file + "-wal") ?? Data()
            guard let content = FileManager.default.contents(atPath: file) else {
                preconditionFailure("no state")
            }
            return ([UInt8](content), [UInt8](log))
        } catch {
            preconditionFailure("no state: \(error)")
        }
    }

    static let file = files("closed", isClosed: true).file

    /// Places of ``file`` that hold something.
    static let filled = file.indices.filter { file[$0] != 0 }

    private static let running = files("running", isClosed: false)
    static var fileBeforeLog: [UInt8] { running.file }
    static var log: [UInt8] { running.log }

    /// Opens a store with these files, if it lets itself be opened.
    static func open(_ file: [UInt8], log: [UInt8]?, _ body: (StatisticsStore) -> Void) {
        let directory = folder + "/opened"
        let path = directory + "/" + StatisticsStore.fileName
        try? FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true)
        for ending in ["-wal", "-shm", "-journal"] {
            try? FileManager.default.removeItem(atPath: path + ending)
        }
        guard FileManager.default.createFile(atPath: path, contents: Data(file)) else {
            preconditionFailure("no disk")
        }
        if let log {
            _ = FileManager.default.createFile(atPath: path + "-wal", contents: Data(log))
        }
        if let store = try? StatisticsStore(directory: directory) {
            body(store)
            if let pool = store.database as? DatabasePool { try? pool.close() }
        }
        // Another process reads the same file without writing.
        if let reader = try? StatisticsReader(directory: directory) { report(reader) }
    }

    // MARK: Use

    /// What `serve` does with a state from its start to its end, and what reports do.
    ///
    /// With `mustStart` nothing of it may fail.
    static func use(_ store: StatisticsStore, mustStart: Bool) {
        let ledger = SpoolLedger(maximumBytes: 1 << 30)
        let now = 1_700_000_200
        do {
            _ = try store.isSpoolEmpty()
            try store.load(ledger)
            _ = try store.positions(
                of: [LogPositionKey(intake: "web", path: "/var/log/a.log")])
            store.noteAges(in: ledger)
            for account in ledger.all { _ = account.numbers(now: now) }
            _ = ledger.count
            let account = ledger.account(for: shop)
            var work = StateWork()
            work.now = now
            work.entries = [entry("/new", ledger)]
            apply(try store.write(work), work, ledger)
            work = StateWork()
            work.now = now
            var after: Int64 = 0
            var number = 0
            var isThere = false
            while true {
                let page = try store.spooled(shop, after: after, count: 4, bytes: .max)
                for request in page.requests {
                    check(request)
                    precondition(request.number > after, "comes twice")
                    isThere = isThere || request.request.target == Array("/new".utf8)
                    number += 1
                    let ends: [SpoolEnd] = [.done, .dead(.expired, status: 200), .withdrawn]
                    work.endings.append(
                        SpoolEnding(
                            account: account, number: request.number,
                            end: ends[number % ends.count]))
                }
                for number in page.damaged {
                    precondition(number > after, "comes twice")
                    work.endings.append(
                        SpoolEnding(
                            account: account, number: number, end: .dead(.damaged, status: nil)))
                }
                guard let last = page.last else { break }
                precondition(last > after, "reads for ever")
                after = last
            }
            precondition(!mustStart || isThere, "what was accepted is not read")
            work.removals = [
                SpoolRemoval(
                    tags: VisitorTags(VisitorTag(rawValue: 7), nil), acceptedBefore: now,
                    accounts: [account])
            ]
            apply(try store.write(work), work, ledger)
            _ = try store.expire([account], acceptedBefore: now, now: now, ledger.tags)
            _ = try store.purgeDeadLetters(endedBefore: now - 50, ledger.tags)
            report(StatisticsReader(store))
            _ = try store.purge(before: Day(number: 19_000))
        } catch {
            precondition(!mustStart, "a row stops the gateway: \(error)")
        }
    }

    /// What the writer does after a commit.
    private static func apply(_ change: StateChange, _ work: StateWork, _ ledger: SpoolLedger) {
        for entry in work.entries { entry.account.add(entry.size) }
        for gone in change.gone { gone.account.remove(gone.size, gone.end) }
        for tags in change.released { ledger.tags.end(tags) }
        for account in ledger.all { _ = account.numbers(now: 1_700_000_200) }
    }

    /// Every report there is, in every form.
    private static func report(_ reader: StatisticsReader) {
        let days = Day(number: 19_990)...Day(number: 20_010)
        _ = try? reader.sources()
        if let report = try? reader.report(ReportQuery(days: days)) {
            _ = report.text()
            _ = report.csv()
            _ = try? report.json()
        }
        for span in [EvidenceSpan.hour, .day, .range] {
            guard let report = try? reader.evidence(EvidenceQuery(days: days, span: span)) else {
                continue
            }
            _ = report.csv()
        }
        if let letters = try? reader.deadLetters(DeadLetterQuery(newest: 5)) {
            _ = letters.text()
        }
    }

    /// Stops unless what is sent for a row is one request, for the host that it is meant for.
    static func check(_ spooled: SpooledRequest) {
        // Ages are differences of times.
        precondition(0...SpooledRow.latestTime ~= spooled.acceptedAt, "a time of no clock")
        guard let wire = try? spooled.request.wire(to: UpstreamOrigin(authority: "v.example"))
        else { return }
        var parser = RequestParser(limits: HTTPLimits())
        var head = RequestHead()
        let progress = parser.parse(wire.span, into: &head)
        if case .refused(let fault) = progress {
            // Long ones are no other request: the upstream refuses them.
            let isLong = [.requestLineTooLong, .headTooLarge, .tooManyFields, .bodyTooLarge]
                .contains(fault.code)
            precondition(isLong, "sends what is refused: \(fault)")
            return
        }
        precondition(progress == .complete, "sends half a head")
        switch head.framing {
        case .none: precondition(head.headLength == wire.count, "sends two requests")
        case .length(let length):
            precondition(head.headLength + length == wire.count, "sends more than one request")
        case .chunked: preconditionFailure("sends chunks")
        }
        precondition(wire.span.extracting(head.host ?? 0..<0).equals("v.example"))
        for index in 0..<head.headLength {
            let byte = wire[index]
            precondition(
                byte >= 0x20 && byte != 0x7F || byte == 0x09 || byte == 0x0D || byte == 0x0A,
                "a control character in a head")
        }
    }
}

/// Values of every type, made from bytes: a type, a length where there is one, and the content.
struct FuzzValues {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: Span<UInt8>) { self.bytes = bytes.array }

    mutating func byte() -> UInt8? {
        guard position < bytes.count else { return nil }
        position += 1
        return bytes[position - 1]
    }

    private mutating func content() -> [UInt8] {
        let length = Int(byte() ?? 0)
        let end = min(position + length, bytes.count)
        defer { position = end }
        return Array(bytes[position..<end])
    }

    /// The next value, and how it stands in a statement.
    mutating func next(usual: DatabaseValue) -> (sql: String, value: DatabaseValue) {
        let type = byte() ?? 0xFF
        switch type & 0xF {
        case 0: return ("?", .null)
        case 1: return ("?", Int64(byte() ?? 0).databaseValue)
        case 2:
            let number = content().prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            return ("?", Int64(bitPattern: number).databaseValue)
        case 3: return ("?", (Double(byte() ?? 0) / 3).databaseValue)
        case 4: return ("?", Data(content()).databaseValue)
        // Text that need not be UTF-8.
        case 5: return ("CAST(? AS TEXT)", Data(content()).databaseValue)
        case 6: return ("?", (type & 0x80 == 0 ? Int64.min : .max).databaseValue)
        case 7: return ("?", (type & 0x80 == 0 ? Double.infinity : 1e300).databaseValue)
        case 8:
            // Nearly the usual one.
            let text = content()
            if case .blob(let data) = usual.storage { return ("?", (data + text).databaseValue) }
            if case .string(let string) = usual.storage {
                return ("CAST(? AS TEXT)", (Data(string.utf8) + text).databaseValue)
            }
            return ("?", usual)
        default: return ("?", usual)
        }
    }
}
