import Bytes
import Foundation
import GRDB
import Records
import Synchronization
import Transport

@testable import Delivery

// What lies on disk, and comes back after a restart.

extension FuzzTargets {
    /// A row of anything is a request or none, and what is sent for it is one request for one parser.
    static func spooledRow(_ bytes: Span<UInt8>) {
        var values = FuzzValues(bytes)
        let columns = FuzzState.request.map { values.next(usual: $0) }
        let row = try? FuzzState.memory.read { database in
            try Row.fetchOne(
                database, sql: "SELECT \(columns.map(\.sql).joined(separator: ", "))",
                arguments: StatementArguments(columns.map(\.value)))
        }
        guard let row, let spooled = SpooledRow.request(row, number: 1) else { return }
        FuzzState.check(spooled)
    }

    /// Rows of anything in every table: all of it is read, counted, ended and reported without an end
    /// of the program, and what was there keeps nobody from starting or from accepting more.
    static func stateRows(_ bytes: Span<UInt8>) {
        let store = FuzzState.loose
        // Sources go with their rows, as with a program that begins.
        store.knownValues.state.withLock { $0 = KnownValues.State() }
        var values = FuzzValues(bytes)
        try? store.write { database in
            for table in FuzzState.tables {
                try database.execute(sql: "DELETE FROM \(table.name)")
            }
            var rows = 0
            while let choice = values.byte(), rows < 24 {
                let table = FuzzState.tables[Int(choice) % FuzzState.tables.count]
                var columns = table.usual.map { values.next(usual: $0) }
                rows += 1
                // The keys of a queue are its order, which a value does not change but a page does.
                if table.isQueue { columns[0] = ("?", rows.databaseValue) }
                // What a key refuses is no row.
                try? database.execute(
                    sql: "INSERT OR REPLACE INTO \(table.name) VALUES "
                        + "(\(columns.map(\.sql).joined(separator: ", ")))",
                    arguments: StatementArguments(columns.map(\.value)))
            }
        }
        FuzzState.use(store, mustStart: true)
    }

    /// A state file with bytes changed: it is opened and used, or refused with a reason.
    static func stateFile(_ bytes: Span<UInt8>) {
        var file = FuzzState.file
        var position = 0
        // Where, and what: bytes that hold something are hit, not the empty middle of a page.
        while position + 3 <= bytes.count {
            let place = Int(bytes[position]) << 8 | Int(bytes[position + 1])
            file[FuzzState.filled[place % FuzzState.filled.count]] = bytes[position + 2]
            position += 3
        }
        FuzzState.open(file, log: nil) { FuzzState.use($0, mustStart: false) }
    }

    /// A log that was cut off or written over from some place on: what was committed before that place
    /// is there, in its order and unchanged, and nothing else.
    static func stateLog(_ bytes: Span<UInt8>) {
        guard bytes.count > 3 else { return }
        var log = FuzzState.log
        let place = (Int(bytes[0]) << 16 | Int(bytes[1]) << 8 | Int(bytes[2])) % log.count
        let rest = bytes.extracting(3...).array
        let isCut = rest[0] & 1 == 0
        let written = rest[1...]
        if isCut {
            log = Array(log[..<place]) + written
        } else {
            for (offset, byte) in written.enumerated() where place + offset < log.count {
                log[place + offset] = byte
            }
        }
        var isOpen = false
        FuzzState.open(FuzzState.fileBeforeLog, log: log) { store in
            isOpen = true
            guard let page = try? store.spooled(FuzzState.shop, after: 0, count: 99, bytes: .max)
            else { preconditionFailure("cannot be read after a crash") }
            precondition(page.damaged.isEmpty, "a part of a row")
            let targets = page.requests.map { $0.request.target.span.string }
            let all = (1...FuzzState.committed).map { "/\($0)" }
            precondition(targets == Array(all.prefix(targets.count)), "another spool: \(targets)")
            if place >= FuzzState.log.count { precondition(targets == all, "one is lost") }
            let check = try? store.read { try String.fetchOne($0, sql: "PRAGMA quick_check") }
            precondition(check == "ok", "a damaged file after a crash")
            FuzzState.use(store, mustStart: true)
        }
        precondition(isOpen, "cannot be opened after a crash")
    }
}
